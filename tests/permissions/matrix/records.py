"""One record for each state, full of words that stand nowhere else, so that a leak is seen."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from firstbell.foundation.accounts.models import User
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.delivery.actions import answering, recalling
from firstbell.journey.delivery.models import Call, Copy, Notification, Recall
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident, Waiting
from firstbell.journey.linkage.models import Unrecorded
from firstbell.journey.lookup.models import LiveIncident
from firstbell.oversight.looking.models import UnusualReading
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.actions import marking, referring, restricting
from firstbell.registry.circles.models import BreakGlass, Referral
from firstbell.registry.people.models import Pupil
from tests import world
from tests.permissions import handed
from tests.permissions.matrix.people import Places, addresses_of_adults
from tests.permissions.matrix.table import CHILD, SISTER, STATES

Ids = Mapping[str, object]
"""What addresses take, by the name that it has in them."""

GOES_ON = {"confirmed", "withdrawn", "restricted", "sealed"}
"""States in which the copies were answered with yes."""

WORDS = {
    "zantor": "N",
    "kvoice": "V",
    "kwords": "W",
    "ksib": "X",
    "ksafe": "S",
    "kunsafe": "U",
    "kplace": "A",
    "kadult": "D",
    "kref-": "F",
}
"""The beginnings of the words of a record, which its state ends, and what each tells."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One incident in one state; and the ids that addresses take, by the child they speak of."""

    state: str
    ids: Mapping[str, Ids]


def birth_date(state: str) -> date:
    """Return the birth date of the child of a state: no two are alike."""
    return date(2014, 3, 11) + timedelta(days=37 * STATES.index(state))


def phone(state: str) -> str:
    """Return the number of the adult of a state."""
    return f"07700 90{STATES.index(state):04}"


def _told() -> dict[str, tuple[str, str]]:
    """Return what tells a birth date or a number, in every form, with its state and letter."""
    found = {}
    for state in STATES:
        day = birth_date(state)
        for form in (f"{day:%-d %B %Y}", f"{day:%-d %b %Y}", f"{day:%d/%m/%Y}", day.isoformat()):
            found[form.lower()] = (state, "B")
        found[phone(state)] = found[phone(state).replace(" ", "")] = (state, "P")
    return found


TOLD = _told()

LOOKS_LIKE = re.compile(
    rf"({'|'.join(WORDS)})({'|'.join(STATES)})"
    r"|(07700 ?90\d{4}|\d{1,2} [a-z]{3,9} 20\d\d|\d\d/\d\d/20\d\d|20\d\d-\d\d-\d\d)"
    r"|([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    re.IGNORECASE,
)
ID = "."


def found_in(text: str, *, ids: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return what a text tells: pairs of a state and a letter, "." for one of its opaque ids.

    `ids` are the ids that would tell, each with the state of its record.
    """
    found = set()
    for begins, state, told, opaque in LOOKS_LIKE.findall(text):
        if begins:
            found.add((state.lower(), WORDS[begins.lower()]))
        elif told:
            found.add(TOLD.get(told.lower(), ("", "")))
        else:
            found.add((ids.get(opaque.lower(), ""), ID))
    return {pair for pair in found if pair[0]}


def own_ids(records: Iterable[Record]) -> dict[str, str]:
    """Return the state of each id that is a record's own."""
    return {
        str(value): record.state
        for record in records
        for ids in record.ids.values()
        for name, value in ids.items()
        if isinstance(value, UUID) and name not in {"place_id", "row_id"}
    }


def enrol(places: Places) -> None:
    """Put the children of every state on the school's roll; of one, two who may be meant."""
    for state in STATES:
        for _pupil in range(1 + (state == "review")):
            world.a_pupil(
                places.school,
                f"Ilka{state}",
                f"Zantor{state}",
                birth_date(state),
                address_line_1=_street(state),
            )


def _street(state: str) -> str:
    return f"{STATES.index(state) + 4} Kplace{state} Way"


def make(state: str, places: Places, people: Mapping[str, User], *, at: datetime) -> Record:
    """Make the record of a state."""
    document = world.a_feed(_said(state))
    receive_feed(document=document, by=None, at=at)
    world.carry_on(at=at)
    if state == "refused":
        row = RefusedIncident.objects.get(reference=f"KREF-{state}")
        return Record(state=state, ids={CHILD: {"refused_id": row.id}})
    incident = world.the_incident(f"KREF-{state}")
    _mark(incident, people, at=at)
    _answer(incident, state, places, people, at=at)
    _let_in_and_keep_out(incident, state, places, people, at=at)
    world.carry_on(at=at)
    ids = {
        CHILD: _ids(incident, "C1", {"establishment": places.school}, people, at=at),
        SISTER: _ids(incident, "C2", {"desk": places.desk}, people, at=at),
    }
    return Record(state=state, ids=ids)


def _said(state: str) -> dict[str, Any]:
    child = world.a_child(
        given_names=f"Ilka{state}",
        surname=f"Zantor{state}",
        date_of_birth=birth_date(state).isoformat(),
        voice=f"Kvoice{state}.",
    )
    sister = world.a_child(
        "C2",
        given_names=f"Sib{state}",
        surname=f"Ksib{state}",
        date_of_birth="2012-07-09",
        voice="",
        home_educated=True,
    )
    adult = world.an_adult(
        given_names="Adda",
        surname=f"Kadult{state}",
        date_of_birth=(date(1980, 1, 1) + timedelta(days=STATES.index(state))).isoformat(),
        phone=phone(state),
        address={"lines": [f"9 Ksafe{state} Yard"], "postcode": world.POSTCODE, "safe": True},
    )
    others = [
        world.an_adult(f"A{number}", given_names="", surname="", date_of_birth=None, email=email)
        for number, email in enumerate(addresses_of_adults(), start=2)
    ]
    more: dict[str, Any] = {}
    if state == "refused":
        more["place_kind"] = "castle"
    else:
        others.append(_who_hides(state))
        more["conditions"] = f"Not to write to {_mail(state)}, nor to come to 7 Kunsafe{state} Lane"
    if state == "held":
        more["disclosure"] = {
            "hold_until": "2026-12-01T09:00:00+00:00",
            "hold_ground": "investigation",
            "hold_approver": "Inspector of the day",
        }
    return world.an_incident(
        f"KREF-{state}",
        children=[child, sister],
        adults=[adult, *others],
        circumstances=f"Kwords{state}.",
        address={"lines": [_street(state)], "postcode": world.POSTCODE},
        **more,
    )


HIDES = "Z"
"""The adult whose ways are marked as not safe."""


def _who_hides(state: str) -> dict[str, Any]:
    ways = {"email": _mail(state), "address": {"lines": [f"7 Kunsafe{state} Lane"]}}
    return world.an_adult(HIDES, given_names="", surname="", date_of_birth=None, **ways)


def _mail(state: str) -> str:
    return f"kunsafe{state}@post.example"


def _mark(incident: Incident, people: Mapping[str, User], *, at: datetime) -> None:
    for kind in ("email", "address"):
        marking.mark_unsafe(incident.id, person=HIDES, kind=kind, by=people["hub worker"], at=at)


def _answer(
    incident: Incident, state: str, places: Places, people: Mapping[str, User], *, at: datetime
) -> None:
    """Answer the copies, at the school and at the desk, as far as the state says."""
    for place, name in (
        ({"establishment": places.school}, "key adult of the school"),
        ({"desk": places.desk}, "officer of the desk"),
    ):
        by: dict[str, Any] = {"by": people[name], "at": at}
        copies = Notification.objects.filter(incident=incident, **place)
        if state in {"opened", "recalled"} | GOES_ON:
            answering.open_notification(notification=copies.get(), **by)
        if state in GOES_ON:
            answering.confirm_on_roll(notification=copies.get(), **by)
        if state == "recalled" and "desk" in place:
            answering.say_not_ours(notification=copies.get(), **by)
    if state == "recalled":
        recalling.take_back(
            notification=Notification.objects.get(incident=incident, establishment=places.school),
            why="wrong_place",
            reason="An invented reason that is long enough.",
            is_told_elsewhere=False,
            by=people["hub worker"],
            at=at,
        )
    if state == "withdrawn":
        said = {**incident.said, "revision": 2, "status": "withdrawn", "status_reason": "Error."}
        document = world.a_feed({**said, "reference": incident.reference})
        receive_feed(document=document, by=None, at=at)
        world.agree_to_withdrawals(at=at, by=people["police sender of the force"])


def _let_in_and_keep_out(
    incident: Incident, state: str, places: Places, people: Mapping[str, User], *, at: datetime
) -> None:
    if state in {"restricted", "sealed"}:
        circle = [it for name, it in people.items() if "in the circle" in name]
        restricting.guard(
            incident.id,
            kind=state,
            ground="employee",
            contact=people["hub worker in the circle"],
            circle=circle,
            stand_in=people["hub manager"],
            by=people["hub manager in the circle"],
            at=at,
        )
    if state == "confirmed":
        referring.refer(
            incident.id, agency=places.service, purpose="Support.", by=people["hub worker"], at=at
        )
    if state == "opened":
        for name in (
            "officer of governance who broke the glass",
            "former officer of governance who broke the glass",
            "disabled officer of governance who broke the glass",
            "officer of governance who is an adult of it",
        ):
            BreakGlass.objects.create(
                record_id=incident.id,
                user=people[name],
                ground="breach",
                reason="An invented reason that is long enough.",
                opened_at=at,
                ends_at=at + timedelta(hours=1),
                review_due_at=at,
            )


def _ids(
    incident: Incident,
    reference: str,
    place: dict[str, Any],
    people: Mapping[str, User],
    *,
    at: datetime,
) -> Ids:
    """Return every id of the record that an address may take, by the name that it has there."""
    child = incident.children.get(reference=reference)
    question = Waiting.objects.create(
        child=child, why="vanished", owner="sender", opened_at=at, due_at=at, closed_at=at
    )
    (where,) = place.values()
    ids: dict[str, object] = {
        "incident_id": incident.id,
        "record_id": incident.id,
        "child_id": child.id,
        "link_id": child.link.id,
        "wait_id": question.id,
        "question_id": _not_recorded(incident, reference, at).id,
        "place_request_id": _place_asked(child, people, at).id,
        "place_id": where.id,
        "why": "unlinked",
    }
    handed_over = handed.an_offer(child, at=at)
    ids |= {"offer_id": handed_over.id, "hand_over_id": handed_over.id}
    ids |= {"live_id": _no_longer_live(incident, reference, at)}
    if copy := Notification.objects.filter(child=child, **place).first():
        call = Call.objects.create(
            claimed_by=people["hub worker"],
            claimed_at=at,
            claim_ends_at=at + timedelta(minutes=10),
            **place,
        )
        call.notifications.add(copy)
        ids |= {"notification_id": copy.id, "call_id": call.id, "copy_id": _taken(copy, people, at)}
    if recall := Recall.objects.filter(notification__child=child).first():
        ids |= {"recall_id": recall.id, "breach_id": recall.breach.id}
    if glass := BreakGlass.objects.filter(record_id=incident.id).first():
        ids |= {"glass_id": glass.id, "row_id": _looked(incident, people, at)}
    if referral := Referral.objects.filter(record_id=incident.id).first():
        # An e-mail that nobody has: the mark hides nothing that is looked for here.
        mark = marking.mark_unsafe(
            incident.id, person="A", kind="email", by=people["hub worker"], at=at
        )
        ids |= {"referral_id": referral.id, "mark_id": mark.id}
    return ids


def _not_recorded(incident: Incident, reference: str, at: datetime) -> Unrecorded:
    """Return a question about somebody who was not recorded in it."""
    pupil = Pupil.objects.create(identity=f"not recorded {incident.id} {reference}")
    return Unrecorded.objects.create(incident=incident, pupil=pupil, asked_at=at, due_at=at)


def _place_asked(child: RecordedChild, people: Mapping[str, User], at: datetime) -> PlaceRequest:
    """Return a request for a school place by the hub, at a desk where nobody of the cast is."""
    return PlaceRequest.objects.create(
        incident=child.incident,
        child=child,
        desk=desk_for("979:admissions"),
        year_group="6",
        ehc_plan="no",
        asked_by=people["hub worker"],
        sent_at=at,
        acknowledge_by=at,
        aim_at=at,
        decide_by=at,
    )


def third_force() -> Agency:
    """Return a police force for which nobody of the table works."""
    return Agency.objects.get_or_create(
        code="third", defaults={"name": "Third Police", "kind": "police"}
    )[0]


def _no_longer_live(incident: Incident, reference: str, at: datetime) -> UUID:
    """Return a live incident at the home of the record that nobody may look up.

    One is closed, one is over, and one is of a force that nobody of the table works for.
    """
    turn = STATES.index(next(state for state in STATES if incident.reference.endswith(state))) % 3
    hours = timedelta(hours=12)
    opened_at = at - (2 * hours if turn == 1 else timedelta(0))
    source = incident.source
    if turn == 2:
        source = third_force()
    return LiveIncident.objects.create(
        source=source,
        reference=f"LIVE-{incident.id}-{reference}",
        opened_at=opened_at,
        heard_at=opened_at,
        ends_at=opened_at + hours,
        closed_at=at if turn == 0 else None,
        said={"address": incident.said["address"]},
    ).id


def _taken(copy: Notification, people: Mapping[str, User], at: datetime) -> UUID:
    """Return a copy as PDF that the reader of the place took."""
    reader = "key adult of the school" if copy.establishment_id else "officer of the desk"
    return Copy.objects.create(
        number=Copy.objects.count() + 1,
        notification=copy,
        kind="pdf",
        with_words=True,
        made_by=people[reader],
        made_at=at,
    ).id


def _looked(incident: Incident, people: Mapping[str, User], at: datetime) -> UUID:
    """Return an unusual reading of the record, which governance reviews."""
    return UnusualReading.objects.get_or_create(
        user=people["hub worker"],
        kind="at_night",
        first_at=at,
        defaults={
            "times": 1,
            "records": [str(incident.id)],
            "last_at": at,
            "found_at": at,
            "review_due_at": at,
        },
    )[0].id
