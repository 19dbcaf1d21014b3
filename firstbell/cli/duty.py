"""Section 49A in a month, complete: what the chief officer's page shows with small figures shut.

For whoever runs the installation, not for publishing: a figure here may be about one child.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import click

from firstbell.cli.ground import on_the_database
from firstbell.core.duty import Fate, Month
from firstbell.foundation.marks import shown

NOT_SAID = "not said"
NOWHERE = "no place yet"


def _month(_context: click.Context, _option: click.Parameter, value: str) -> Month:
    try:
        return Month.read(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no month; write 2026-11") from error


@click.command
@click.option("--month", required=True, callback=_month, metavar="YYYY-MM", help="By London time.")
@click.option("--force", metavar="CODE", help="One force; without it, each of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, a force each.")
@on_the_database
def duty(*, month: Month, force: str | None, as_json: bool) -> None:
    """Print what became of every child of a month: in time, late by whose step, or not told.

    Complete, so not for publishing: see the chief officer's page for that.
    """
    from firstbell.foundation import clock
    from firstbell.journey.reconciliation.duty import counted_under

    forces = counted_under().order_by("code")
    if force is not None:
        forces = forces.filter(code=force)
        if not forces:
            raise click.BadParameter(f"there is no force {force!r}", param_hint="--force")
    at = clock.now()
    figures = [_figures(each, month, at=at) for each in forces]
    if as_json:
        click.echo(json.dumps({"month": str(month), "forces": figures}, ensure_ascii=False))
        return
    for each in figures:
        for line in _lines(each):
            click.echo(shown(line))


def _figures(force: Any, month: Month, *, at: Any) -> dict[str, Any]:
    from firstbell.journey.reconciliation import duty as counting

    children = counting.counted(force, month, at=at)
    return {
        "force": force.code,
        "children": len(children),
        "fates": _fates(children),
        "classes": dict(sorted(Counter(str(each.class_) for each in children).items())),
        "refused_incidents": counting.refused_in(force, month).count(),
        "units": {
            unit or NOT_SAID: _fates(each for each in children if each.unit == unit)
            for unit in sorted({each.unit for each in children})
        },
        "places": {
            place or NOWHERE: _fates(each for each in children if each.place == place)
            for place in sorted({each.place for each in children})
        },
    }


def _fates(children: Iterable[Any]) -> dict[str, int]:
    from firstbell.journey.reconciliation.duty import by_fate

    found = by_fate(children)
    return {fate.value: found[fate] for fate in Fate if found[fate]}


def _lines(figures: dict[str, Any]) -> Iterable[str]:
    yield f"{figures['force']}: {figures['children']} children"
    yield from _numbers(figures["fates"])
    yield f"{figures['refused_incidents']:>8}  refused incidents, not yet mended"
    for name in ("units", "places"):
        for row, fates in figures[name].items():
            yield f"{name[:-1]}: {row}"
            yield from _numbers(fates)


def _numbers(fates: dict[str, int]) -> Iterable[str]:
    return (f"{number:>8}  {fate}" for fate, number in fates.items())
