"""Load the invented borough, run its weekend through the journey, and mark it by the truth."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from firstbell import flow
from firstbell.core.calendars import local_day
from firstbell.foundation import clock
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.lines import lines
from firstbell.registry.agencies.actions import loading
from firstbell.registry.agencies.actions.partnership import add_source, set_partnership
from firstbell.registry.people.actions.loading import load_rolls
from firstbell.registry.people.files.ctf import is_ctf, read_ctf
from firstbell.registry.people.files.roll_csv import read_roll_csv
from firstbell.registry.people.models import Pupil
from firstbell.sample import Borough, truth_document

FORCE = "E23990001"

COUNCIL = "990"
"""The larger of the invented councils, by its code of the schools register."""

OURS = {COUNCIL: "E08990001", "991": "E08990002"}
"""The councils of the invented partnership, by their codes of the schools register."""


def load(folder: Path, borough: Borough) -> None:
    """Load every register of the borough, as an installation would from its files."""
    now = clock.now()
    set_partnership(
        name="Eastmarsh and Norwold Safeguarding Children Partnership",
        councils=OURS,
        force_pfa=FORCE,
        by=None,
        at=now,
    )
    add_source(code=borough.source, name="Eastmarsh Police", force_pfa=FORCE, by=None, at=now)
    for name, take in (
        ("establishments", loading.load_establishments),
        ("links", loading.load_links),
        ("contacts", loading.load_contacts),
        ("calendar", loading.load_calendar),
    ):
        content = (folder / f"{name}.csv").read_bytes()
        _say(take(content=content, file_name=f"{name}.csv", by=None, at=now))
    register = folder / "childcare.csv"
    content = register.read_bytes()
    _say(
        loading.load_childcare(
            content=content, file_name=register.name, ends_missing=False, by=None, at=now
        )
    )
    with (folder / "postcodes.csv").open("rb") as postcodes:
        _say(loading.load_postcodes(lines=postcodes, file_name="postcodes.csv", by=None, at=now))
    for file in sorted((folder / "rolls").iterdir()):
        content = file.read_bytes()
        read = (read_ctf if is_ctf(content) else read_roll_csv)(content, on=local_day(now))
        taken = load_rolls(read, file_name=file.name, by=None, at=now, adds=False)
        click.echo(f"  roll, {file.name}: {taken.rows:,} rows")


def _say(outcome: "loading.Loaded") -> None:
    click.echo(f"  {outcome.kind}: {outcome.loaded:,} loaded, {len(outcome.refused)} refused")


def run(borough: Borough) -> bool:
    """Run the weekend and print what became of every child; say whether all is sound.

    Sound means: the account adds up, every recorded child is in it, and nobody was linked to
    a wrong pupil.
    """
    began = time.monotonic()
    for name, document in borough.feeds.items():
        receipt = receive_feed(document=document, by=None, at=clock.now())
        fates = Counter(each["fate"] for each in receipt["incidents"])
        told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
        click.echo(f"{name}: {told}")
    flow.work_until_idle(clock.now)
    seconds = time.monotonic() - began
    _print_children()
    click.echo(f"\nFrom the feed to the last e-mail accepted: {seconds:.1f} seconds.")
    return _print_marks(borough) & _print_account()


def _print_children() -> None:
    click.echo()
    form = "{:<14} {:<6} {:<9} {:<20} {:<16} {:<13} {:<12}"
    click.echo(form.format("INCIDENT", "CHILD", "LINK", "TOLD", "WHY", "STATE", "WHOSE MOVE"))
    for line in lines():
        for told in line["recipients"] or [{}]:
            click.echo(
                form.format(
                    line["incident"],
                    line["child"],
                    line["link"] or "-",
                    told.get("recipient", "-"),
                    told.get("reason", "-"),
                    told.get("state", line["status"] if line["status"] != "active" else "-"),
                    line["owner"],
                )
            )


def _print_marks(borough: Borough) -> bool:
    """Compare every link with the truth, which the product itself never reads."""
    rows: list[dict[str, Any]] = truth_document(borough)["children"]  # type: ignore[assignment]
    truth = {(row["incident"], row["child"]): row for row in rows}
    marks: Counter[str] = Counter()
    seen = set()
    for account in queries.every_child():
        key = (account.child.incident.reference, account.child.reference)
        seen.add(key)
        marks[_mark(account, truth[key]["pupil"])] += 1
    missing = len(truth.keys() - seen)
    click.echo("\nThe links, marked by the truth that the generator kept:")
    for mark, count in sorted(marks.items()):
        click.echo(f"{count:>8}  {mark}")
    click.echo(f"{missing:>8}  missing from the account")
    return not (marks[WRONG] or missing)


WRONG = "linked to a WRONG pupil"


def _mark(account: queries.ChildAccount, true: dict[str, Any] | None) -> str:
    link = getattr(account.child, "link", None)
    if account.child.incident.status == "withdrawn":
        return "of a withdrawn incident"
    if link is None or link.state != "linked":
        on_a_roll = "on a roll" if true else "on no roll"
        state = "sent to review" if link and link.state == "review" else "not linked"
        return f"{state}, and {on_a_roll}"
    return "linked rightly" if true and is_pupil(link.pupil, true) else WRONG


def is_pupil(pupil: Pupil, true: dict[str, Any]) -> bool:
    """Say whether a pupil of the register is the one that the truth names."""
    if true["upn"]:
        return bool(pupil.upn == true["upn"])
    rows = pupil.registrations.filter(
        forename=true["forename"], surname=true["surname"], born_on=true["date_of_birth"]
    )
    return rows.exists()


def _print_account() -> bool:
    account = queries.balance()
    click.echo("\nThe account of every child:")
    for class_ in queries.Class:
        if account.classes[class_]:
            click.echo(f"{account.classes[class_]:>8}  {class_}")
    click.echo(f"{account.children:>8}  children; {account.refused_incidents} incidents refused")
    click.echo("The account adds up." if account.adds_up else "THE ACCOUNT DOES NOT ADD UP.")
    return account.adds_up
