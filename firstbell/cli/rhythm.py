"""`firstbell source rhythm`: how often a source says that it sends."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from firstbell.cli.ending import WRONG_USE, stop
from firstbell.cli.ground import on_the_database

if TYPE_CHECKING:
    from firstbell.core.rhythms import Rhythm
    from firstbell.journey.intake.expecting import Expected

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@click.command()
@click.argument("code")
@click.option("--by", "hours", multiple=True, metavar="HH:MM", help="By this hour; again for more.")
@click.option("--on", "days", metavar="DAYS", help="On which days: mon,tue,… Not given: every day.")
@click.option("--not-on-bank-holidays", is_flag=True, help="It rests on bank holidays.")
@click.option("--every", type=click.IntRange(1), metavar="MINUTES", help="Around the clock.")
@click.option(
    "--grace", type=click.IntRange(0), metavar="MINUTES", help="Lateness that is no news."
)
@click.option("--rest-until", metavar="INSTANT", help="Its silence is no news until then.")
@click.option("--default", "by_rule", is_flag=True, help="As the partnership's rules say.")
@on_the_database
def rhythm(
    code: str,
    hours: tuple[str, ...],
    days: str | None,
    *,
    not_on_bank_holidays: bool,
    every: int | None,
    grace: int | None,
    rest_until: str | None,
    by_rule: bool,
) -> None:
    """Say how often a source sends, so that its silence raises an alarm; or print what it said."""
    from firstbell.core.rhythms import NoRhythm
    from firstbell.foundation.clock import now
    from firstbell.journey.intake.actions.rhythms import forget_rhythm, set_rhythm
    from firstbell.registry.agencies.queries.places import sender_by_code

    agency = sender_by_code(code)
    if agency is None:
        stop(f"there is no source {code}: add it with `firstbell source add`", code=WRONG_USE)
    said = any((hours, days, not_on_bank_holidays, every, grace is not None, rest_until))
    if by_rule and said:
        stop("say --default alone, or what the source says", code=WRONG_USE)
    if hours and every:
        stop("say either --by or --every", code=WRONG_USE)
    if by_rule:
        forget_rhythm(source=agency, by=None, at=now())
    elif said:
        try:
            wanted = _changed(
                _expected_of(code).rhythm,
                hours=hours,
                days=days,
                rests_on_bank_holidays=not_on_bank_holidays,
                every=every,
                grace=grace,
            )
        except NoRhythm as trouble:
            stop(str(trouble), code=WRONG_USE)
        rests_until = _instant(rest_until) if rest_until else None
        set_rhythm(source=agency, rhythm=wanted, rests_until=rests_until, by=None, at=now())
    for line in _told(_expected_of(code)):
        click.echo(line)


def _changed(
    before: "Rhythm",
    *,
    hours: tuple[str, ...],
    days: str | None,
    rests_on_bank_holidays: bool,
    every: int | None,
    grace: int | None,
) -> "Rhythm":
    """Return the rhythm that was said; who names hours, days or minutes says the whole anew."""
    from firstbell.core.rhythms import EVERY_DAY, Rhythm

    lateness = before.grace if grace is None else timedelta(minutes=grace)
    if every:
        return Rhythm(every=timedelta(minutes=every), grace=lateness)
    if not (hours or days or rests_on_bank_holidays):
        return Rhythm(
            by=before.by,
            weekdays=before.weekdays,
            on_bank_holidays=before.on_bank_holidays,
            every=before.every,
            grace=lateness,
        )
    return Rhythm(
        by=tuple(map(_hour, hours)) or before.by,
        weekdays=_weekdays(days) if days else EVERY_DAY,
        on_bank_holidays=not rests_on_bank_holidays,
        grace=lateness,
    )


def _hour(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        stop(f"--by: {text!r} is no time of day; write HH:MM, for example 06:00", code=WRONG_USE)


def _weekdays(text: str) -> frozenset[int]:
    named = [word.strip().lower()[:3] for word in text.split(",")]
    if not set(named) <= set(DAYS):
        stop(f"--on: write days as {','.join(DAYS)}", code=WRONG_USE)
    return frozenset(map(DAYS.index, named))


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        stop("--rest-until: write an instant such as 2026-12-01T00:00:00+00:00", code=WRONG_USE)
    return instant


def _expected_of(code: str) -> "Expected":
    from firstbell.journey.intake.expecting import expectations
    from firstbell.registry.agencies.queries.rules import policy

    return next(each for each in expectations(policy()) if each.source.code == code)


def _told(each: "Expected") -> list[str]:
    """Return what is expected of a source, and who said so, in lines."""
    from firstbell.journey.intake.rhythm_words import in_words

    lines = [f"{each.source.code} sends {in_words(each.rhythm)}"]
    if each.row is None:
        lines[0] += " (the partnership's rule)"
    else:
        by = each.row.set_by.email if each.row.set_by else "a command"
        lines.append(f"said by {by} at {each.row.set_at.isoformat()}")
        if each.row.rests_until:
            lines.append(f"rests until {each.row.rests_until.isoformat()}")
    if each.since is None:
        lines.append("nothing is expected yet: it has sent no feed and has said nothing")
    return lines
