"""The five ways in which a force can hand over the same incidents, and where all of it ends."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.test import Client

from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.actions.folders import watch_folder
from firstbell.journey.intake.actions.sheets import receive_sheet
from firstbell.journey.intake.folders.files import Place
from firstbell.journey.intake.folders.looking import Lookout
from firstbell.journey.intake.sheets.files import mapping_of, read_sheet
from firstbell.journey.reconciliation.lines import lines
from firstbell.journey.reconciliation.queries import balance
from firstbell.registry.agencies.models import Agency
from firstbell.sample import Borough, files
from firstbell.sample.feeds import SOURCE
from tests.people import ready_person
from tests.typing import enter
from tests.world import carry_on


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is handed over: the incidents of a borough's feed, when, and a folder to drop into."""

    borough: Borough
    at: datetime
    folder: Path

    def few(self, number: int) -> "Given":
        """Return the same with the first incidents only."""
        feeds = deepcopy(self.borough.feeds)
        feeds["feed.json"]["incidents"] = feeds["feed.json"]["incidents"][:number]
        return replace(self, borough=replace(self.borough, feeds=feeds))


def by_feed(given: Given) -> list[str]:
    receipt = receive_feed(document=given.borough.feeds["feed.json"], by=None, at=given.at)
    return [each["fate"] for each in receipt["incidents"]]


def by_sheet(name: str, given: Given) -> list[str]:
    held = files(given.borough)
    mapping = mapping_of(held[f"sheets/{name.rpartition('.')[0]}.toml"])
    sheet = read_sheet(held[f"sheets/{name}"], name=name, mapping=mapping, at=given.at)
    return [each["fate"] for each in receive_sheet(sheet=sheet, by=None, at=given.at)["incidents"]]


def by_folder(given: Given) -> list[str]:
    """Drop the workbook into the force's folder, and look until it is taken in."""
    held = files(given.borough)
    mapping = held["sheets/row-an-incident.toml"].decode()
    watch_folder(source=Agency.objects.get(code=SOURCE), mapping=mapping, by=None, at=given.at)
    place = Place(folder=given.folder / SOURCE)
    place.make()
    (place.dropped / "log.xlsx").write_bytes(held["sheets/row-an-incident.xlsx"])
    lookout = Lookout(root=given.folder, settles=60)
    looks = [lookout.look(at=given.at, tick=tick, today=datetime.now(UTC)) for tick in (0, 60)]
    return [fate for look in looks for done in look for fate in done.fates]


def by_form(given: Given) -> list[str]:
    """Type each incident into the page of the force's officer, at the clock that is set."""
    browser = Client(headers={"host": "localhost"})
    force = Agency.objects.get(code=SOURCE)
    browser.force_login(ready_person("police-sender", name="Pat Heron", agency=force))
    return [enter(browser, each) for each in given.borough.feeds["feed.json"]["incidents"]]


WAYS: Mapping[str, Callable[[Given], list[str]]] = {
    "JSON": by_feed,
    "CSV": lambda given: by_sheet("row-a-child.csv", given),
    "XLSX": lambda given: by_sheet("row-an-incident.xlsx", given),
    "folder": by_folder,
    "form": by_form,
}


def account(*, at: datetime) -> list[Any]:
    """Carry on all that is due and return what became of every child, whatever its own id."""
    carry_on(at=at)
    assert balance().adds_up
    return sorted((without_ids(each | {"child": ""}) for each in lines()), key=str)


def without_ids(value: Any) -> Any:
    """Return what is said without the ids of people, and in one case of letters."""
    if isinstance(value, dict):
        return {key: without_ids(each) for key, each in value.items() if key not in _OWN}
    if isinstance(value, list):
        return sorted((without_ids(each) for each in value), key=str)
    return value.casefold() if isinstance(value, str) else value


_OWN = {"id", "adult", "revision"}
"""A workbook kept by hand numbers neither people nor versions."""
