"""A small invented borough for tests: the same council, schools and people everywhere.

Eastmarsh is a council of one police force. Each function makes one thing with sensible details
and returns it; a test says only what matters to it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from firstbell import flow
from firstbell.core.linkage import RollPupil, forename_key, keys_of_pupil, surname_key
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions import second_person
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Incident, RecordedChild, Withdrawal
from firstbell.registry.agencies.models import (
    Agency,
    CalendarPeriod,
    Contact,
    Desk,
    Establishment,
    Membership,
    Partnership,
    Postcode,
)
from firstbell.registry.people.models import NameCount, Pupil, Registration, Roll

COUNCIL = "990"
LAUA = "E08990001"
FORCE = "E23990001"
POSTCODE = "QX1 2AB"
ELSEWHERE = "QZ9 9ZZ"
LONG_AGO = datetime(2026, 9, 1, 9, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 21, 23, 50, tzinfo=UTC)
"""When most incidents of the tests are: the Saturday before `monday`."""

_numbers = count(1)


def a_partnership() -> Agency:
    """Make the partnership with its one council, term dates, postcodes and police force."""
    Partnership.objects.create(name="Eastmarsh Safeguarding Partnership", force_pfa=FORCE)
    council = Agency.objects.create(
        code=COUNCIL, name="Eastmarsh", kind=Agency.Kind.COUNCIL, laua=LAUA, is_ours=True
    )
    CalendarPeriod.objects.create(
        council_code=COUNCIL,
        kind="term",
        first_on=date(2026, 9, 3),
        last_on=date(2026, 12, 18),
        opens_at=time(8, 45),
    )
    Postcode.objects.create(pcds=POSTCODE, laua=LAUA, force_pfa=FORCE)
    Postcode.objects.create(pcds=ELSEWHERE, laua="E08990009", force_pfa="E23990009")
    return council


def a_force(code: str = "EASTMARSH-POLICE") -> Agency:
    """Make a sender of incidents."""
    return Agency.objects.create(
        code=code, name="Eastmarsh Police", kind=Agency.Kind.POLICE, force_pfa=FORCE
    )


def a_school(
    urn: int = 990001, name: str = "Mill Lane Primary School", **more: Any
) -> Establishment:
    """Make an open school of the borough."""
    details: dict[str, Any] = {
        "council_code": COUNCIL,
        "type_code": "1",
        "status": "Open",
        "phone": "01632 960001",
        "street": "Mill Lane",
        "postcode": POSTCODE,
        "loaded_at": LONG_AGO,
        **more,
    }
    return Establishment.objects.create(urn=urn, name=name, **details)


def a_key_adult(place: Establishment | Desk, name: str = "Ade Lark", **more: Any) -> Contact:
    """Make a key adult of a school or desk; each later one comes after those before."""
    where = {"establishment": place} if isinstance(place, Establishment) else {"desk": place}
    order = Contact.objects.filter(**where).count() + 1
    details: dict[str, Any] = {
        "email": f"{name.lower().replace(' ', '.')}.{next(_numbers)}@school.example",
        "phone": "01632 960002",
        "order": order,
        "role": "dsl" if order == 1 else "deputy",
        **more,
    }
    return Contact.objects.create(name=name, **where, **details)


def a_desk(kind: str = "home-education") -> Desk:
    """Make a desk of the council, with nobody at it yet."""
    return Desk.objects.create(code=f"{COUNCIL}:{kind}", kind=kind, council_code=COUNCIL)


def a_person(email: str = "ade.lark@school.example", name: str = "Ade Lark", **more: Any) -> User:
    """Make somebody who can sign in; what they may see is for `a_membership` to say."""
    return User.objects.create(email=email, name=name, created_at=LONG_AGO, **more)


def a_membership(user: User, role: str, **place: Any) -> Membership:
    """Give a person a role at a place."""
    return Membership.objects.create(user=user, role=role, starts_at=LONG_AGO, **place)


def a_pupil(
    school: Establishment,
    forename: str = "Wren",
    surname: str = "Tollemarsh",
    born_on: date = date(2016, 5, 4),
    *,
    pupil: Pupil | None = None,
    **more: Any,
) -> Registration:
    """Put a pupil on a school's roll in force; with `pupil`, the same one at a second school."""
    roll, _ = Roll.objects.get_or_create(
        establishment=school, state=Roll.State.CURRENT, defaults={"loaded_at": LONG_AGO}
    )
    pupil = pupil or Pupil.objects.create(identity=f"test-{next(_numbers)}")
    details: dict[str, Any] = {
        "sex": "F",
        "address_line_1": "4 Sedge Row",
        "postcode": POSTCODE,
        **more,
    }
    row = Registration(
        roll=roll, pupil=pupil, forename=forename, surname=surname, born_on=born_on, **details
    )
    row.folded_forename, row.folded_surname = forename_key(forename), surname_key(surname)
    row.keys = list(
        keys_of_pupil(
            RollPupil(
                pupil_id=pupil.id,
                forename=forename,
                surname=surname,
                born_on=born_on,
                sex=row.sex,
                address_line_1=row.address_line_1,
                postcode=row.postcode,
                urns=(str(school.urn),),
            )
        )
    )
    row.save()
    both = f"{row.folded_forename} {row.folded_surname}"
    names = {"forename": row.folded_forename, "surname": row.folded_surname, "both": both}
    for part, name in names.items():
        count, _ = NameCount.objects.get_or_create(part=part, name=name, defaults={"bearers": 0})
        count.bearers += 1
        count.save()
    return row


def a_child(reference: str = "C1", **more: Any) -> dict[str, Any]:
    """Return a recorded child as police send one: Wren Tollemarsh, unless said otherwise."""
    return {
        "id": reference,
        "given_names": "Wren",
        "surname": "Tollemarsh",
        "date_of_birth": "2016-05-04",
        "sex": "F",
        "presence": "present",
        "seen": True,
        "spoken_to": True,
        "spoken_to_alone": True,
        "voice": "I hid under the table until it was quiet.",
        **more,
    }


def an_adult(reference: str = "A1", **more: Any) -> dict[str, Any]:
    """Return a recorded adult as police send one."""
    return {
        "id": reference,
        "role": "victim",
        "given_names": "Maro",
        "surname": "Tollemarsh",
        "date_of_birth": "1990-02-03",
        **more,
    }


def an_incident(
    reference: str = "INC-1", *, children: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """Return an incident as police send one."""
    return {
        "reference": reference,
        "revision": 1,
        "status": "active",
        "belief_formed_at": SATURDAY_NIGHT.isoformat(),
        "address": {"lines": ["4 Sedge Row"], "postcode": POSTCODE},
        "place_kind": "home",
        "circumstances": "Shouting was heard and a door was broken.",
        "adults": [an_adult()],
        "children": [a_child()] if children is None else children,
        **more,
    }


def a_feed(*incidents: Mapping[str, Any], source: str = "EASTMARSH-POLICE") -> dict[str, Any]:
    """Return a feed with these incidents, under a reference of its own."""
    return {
        "feed": {
            "source": source,
            "reference": f"FEED-{next(_numbers)}",
            "created_at": "2026-11-23T06:00:00+00:00",
            "covers_from": "2026-11-20T17:00:00+00:00",
            "covers_to": "2026-11-23T06:00:00+00:00",
        },
        "incidents": list(incidents),
    }


def receive(*incidents: Mapping[str, Any], at: datetime) -> None:
    """Receive these incidents and carry on everything that is due because of them."""
    receive_feed(document=a_feed(*incidents), by=None, at=at)
    carry_on(at=at)


def withdraw(*incidents: Mapping[str, Any], at: datetime) -> None:
    """Receive withdrawals by a machine, let a second person agree, and carry on."""
    receive_feed(document=a_feed(*incidents), by=None, at=at)
    agree_to_withdrawals(at=at)
    carry_on(at=at)


def an_officer(force: Agency) -> User:
    """Make an officer of a force."""
    officer = a_person(f"second.{next(_numbers)}@force.example", "Oz Rook")
    a_membership(officer, "police-sender", agency=force)
    return officer


def agree_to_withdrawals(*, at: datetime, by: User | None = None) -> None:
    """Let an officer of each force, a new one unless given, agree to what its machine withdrew."""
    for row in Withdrawal.objects.filter(answered_at=None).select_related("incident__source"):
        officer = by or an_officer(row.incident.source)
        second_person.answer(row.incident, agrees=True, is_of_the_force=True, by=officer, at=at)


def carry_on(*, at: datetime) -> None:
    """Do every step that is due."""
    while flow.do_next(lambda: at):
        pass


def the_incident(reference: str = "INC-1") -> Incident:
    """Return the one incident of that reference."""
    return Incident.objects.get(reference=reference)


def the_child(reference: str = "C1") -> RecordedChild:
    """Return the one recorded child of that reference."""
    return RecordedChild.objects.get(reference=reference)


def the_notification(**by: Any) -> Notification:
    """Return the one notification that there is, or that fits."""
    return Notification.objects.get(**by)
