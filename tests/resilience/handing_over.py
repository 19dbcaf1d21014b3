"""Two installations that hand children over while a line between them loses what it likes.

Both databases are read from outside while both work: whatever is read first must still be true of
what is read after it.
"""

import random
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from firstbell.cli.postgres import Server
from firstbell.core import handing_over as rules
from firstbell.foundation.accounts.models import User
from firstbell.journey.handover.actions import answering, offering
from firstbell.journey.handover.models import Arrival, Offer, Sibling
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.reconciliation import queries as account
from tests import areas, world
from tests.conftest import Installation, point_django_at
from tests.people import ready_person
from tests.smtp import free_port, mail_server
from tests.stories.served import MORNING, serving, wait_until

AT = datetime.fromisoformat(MORNING)


@dataclass(kw_only=True)
class Area:
    """One of the two installations, as people work in it here."""

    code: str
    database: Server
    hub: User
    other: Sibling | None = None
    decided: int = 0


@dataclass(frozen=True, kw_only=True)
class Both:
    """The two installations, and the line to each that the other uses."""

    east: Area
    west: Area
    lines: list[areas.Line]


@dataclass
class Watched:
    """How often both ends were looked at, and what was ever wrong.

    `between` counts hand-overs that were seen while the sender had not heard of an acceptance yet.
    """

    looks: int = 0
    between: int = 0
    wrong: list[str] = field(default_factory=list)


@contextmanager
def two_installations(east: Server, west: Server, *, home: Path) -> Iterator[Both]:
    """Serve two installations on migrated databases, each known to the other by its key."""
    with ExitStack() as stack:
        lines = [stack.enter_context(areas.line_to(seed=each)) for each in (1, 2)]
        found = []
        for code, database in ((areas.EAST, east), (areas.WEST, west)):
            with point_django_at(database):
                is_east = code == areas.EAST
                council = world.a_partnership() if is_east else areas.the_western_area()
                hub = ready_person("hub-worker", name="Hale Brook", agency=council)
                found.append((Area(code=code, database=database, hub=hub), areas.our_key()))
        for (area, _key), (other, key), line in zip(found, found[::-1], lines[::-1], strict=True):
            with point_django_at(area.database):
                area.other = areas.a_sibling(other.code, other.code.title(), url=line.url, key=key)
                world.a_force(f"{area.code}-POLICE")
        mailbox = stack.enter_context(mail_server())
        for (area, _key), line in zip(found, lines, strict=True):
            installation = Installation(home=home / area.code / "home", database=area.database)
            installation.home.parent.mkdir()
            port = free_port()
            stack.enter_context(serving(installation, mailbox, port=port))
            line.to = f"http://127.0.0.1:{port}"
        yield Both(east=found[0][0], west=found[1][0], lines=lines)


def hand_over_both_ways(both: Both, *, each: int, lose: float, seed: int) -> Counter[str]:
    """Let each side offer so many children and answer the other's; return how they ended.

    :raises AssertionError: if a child ever had no owner or two, or both ends differ at the end.
    """
    east, west, chance = both.east, both.west, random.Random(seed)
    for line in both.lines:
        line.lose = lose
    for area, postcode in ((east, world.ELSEWHERE), (west, world.POSTCODE)):
        with point_django_at(area.database):
            incidents = areas.children_of(area.code, each, postcode=postcode)
            feed = world.a_feed(*incidents, source=f"{area.code}-POLICE")
            receive_feed(document=feed, by=None, at=AT)
            wait_until(lambda: _waiting() == each, "every child waits for the hub")
    with (
        watching_owners(east.database, west.database) as eastern,
        watching_owners(west.database, east.database) as western,
    ):
        left_alone = {_offer_all(area) for area in (east, west)}
        wait_until(
            lambda: _decide(east, west, chance, left_alone=left_alone),
            "every hand-over is answered at both ends",
        )
    assert [*eastern.wrong, *western.wrong] == []
    assert min(eastern.looks, western.looks) > 20
    assert eastern.between + western.between > 0
    return _at_both_ends(east, west) + _at_both_ends(west, east)


OFFERS = """
SELECT o.id::text, o.state, EXISTS (
       SELECT FROM intake_waiting w WHERE w.child_id = o.child_id AND w.closed_at IS NULL)
  FROM handover_offer o
"""
ARRIVALS = "SELECT hand_over::text, state FROM handover_arrival"


@contextmanager
def watching_owners(sender: Server, receiver: Server) -> Iterator[Watched]:
    """Look at both ends again and again until the block ends."""
    found, ends = Watched(), threading.Event()

    def look_on() -> None:
        with (
            psycopg.connect(sender.superuser_url, autocommit=True) as there,
            psycopg.connect(receiver.superuser_url, autocommit=True) as here,
        ):
            while not ends.is_set():
                look(there, here, found)
                ends.wait(0.05)

    thread = threading.Thread(target=look_on)
    thread.start()
    try:
        yield found
    finally:
        ends.set()
        thread.join()


def look(sender: psycopg.Connection, receiver: psycopg.Connection, found: Watched) -> None:
    """Look at both ends once each way round."""
    offers, arrivals = _offers(sender), _arrivals(receiver)
    for id_, (state, is_open) in offers.items():
        there = arrivals.get(id_, "nothing")
        if state == "accepted" and there != "accepted":
            found.wrong.append(f"{id_} has no owner: let go while it is {there}")
        if state in ("refused", "withdrawn") and there != state:
            found.wrong.append(f"{id_} is {state} here and {there} there")
        if state != "accepted" and not is_open:
            found.wrong.append(f"{id_} is {state} and nobody of the sender has it")
    later = _offers(sender)
    for id_, there in arrivals.items():
        state, _is_open = later[id_]
        if there == "accepted" and state not in ("offered", "accepted"):
            found.wrong.append(f"{id_} has two owners: accepted there, {state} here")
        found.between += there == "accepted" and state == "offered"
    found.looks += 1


def _offers(database: psycopg.Connection) -> Mapping[str, tuple[str, bool]]:
    return {id_: (state, is_open) for id_, state, is_open in database.execute(OFFERS)}


def _arrivals(database: psycopg.Connection) -> Mapping[str, str]:
    return dict(database.execute(ARRIVALS).fetchall())


def _waiting() -> int:
    return Waiting.objects.filter(why="out_of_area", closed_at=None).count()


def _offer_all(area: Area) -> UUID:
    """Offer every child, and take the last one back at once; return which that is."""
    with point_django_at(area.database):
        assert area.other is not None
        for child in RecordedChild.objects.order_by("reference"):
            last = offering.offer(child=child, sibling_id=area.other.id, by=area.hub, at=AT)
        offering.withdraw(offer_id=last.id, by=area.hub, at=AT)
        return last.id


def _decide(east: Area, west: Area, chance: random.Random, *, left_alone: Collection[UUID]) -> bool:
    """Let people of both hubs do what they would, and say whether all is answered.

    Nobody answers what is `left_alone`: those were taken back, and end so.
    """
    left = 0
    for area in (east, west):
        with point_django_at(area.database):
            for row in Arrival.objects.filter(answered_at=None).exclude(hand_over__in=left_alone):
                _answer(row, area, chance)
            open_ones = Offer.objects.filter(answered_at=None)
            for offer in open_ones.filter(withdrawal_asked_at=None):
                if chance.random() < 0.05:
                    offering.withdraw(offer_id=offer.id, by=area.hub, at=AT)
            left += open_ones.count()
    return left == 0


def _answer(row: Arrival, area: Area, chance: random.Random) -> None:
    said = chance.random()
    by: Any = {"arrival_id": row.id, "by": area.hub, "as_role": "hub-worker"}
    area.decided += 1
    at = AT + timedelta(seconds=area.decided)
    try:
        if said < 0.4:
            answering.accept(**by, at=at)
        elif said < 0.6:
            answering.refuse(**by, reason="not_enough", note="", at=at)
    except answering.CannotAnswer:
        return  # its sender was quicker


def _at_both_ends(sender: Area, receiver: Area) -> Counter[str]:
    """Compare what both ends hold of every hand-over from one side; return how they ended."""
    with point_django_at(sender.database):
        offers = {each.id: each for each in Offer.objects.select_related("child__incident")}
        assert account.balance().adds_up
        for each in offers.values():
            is_settled = rules.sender_may_let_go(each.state)  # type: ignore[arg-type]
            assert each.child.waiting.filter(closed_at=None).exists() is not is_settled
    with point_django_at(receiver.database):
        arrivals = {each.hand_over: each for each in Arrival.objects.select_related("incident")}
        assert account.balance().adds_up
        handed = Arrival.objects.filter(state="accepted")
        assert all(each.incident and each.incident.children.count() == 1 for each in handed)
    assert set(arrivals) == set(offers)
    for id_, offer in offers.items():
        arrival = arrivals[id_]
        assert (offer.receipt, offer.answered_at) == (arrival.receipt, arrival.answered_at)
        prints = [rules.read_receipt(each.receipt).printed().encode() for each in (offer, arrival)]
        assert prints[0] == prints[1]
        assert offer.answered_at is not None
        for at in (offer.offered_at, offer.answered_at, offer.answered_at + timedelta(days=1)):
            assert _owner(offer, at) == _owner(arrival, at)
        assert offer.package == arrival.package == ""
    return Counter(str(each.state) for each in offers.values())


def _owner(row: Offer | Arrival, at: datetime) -> str:
    """Return who owned the child at an instant, as the records of one end say it."""
    assert row.answered_at is not None
    is_theirs = row.state == "accepted" and at >= row.answered_at
    return rules.owner("accepted" if is_theirs else "received")
