"""Take in key adults. A file replaces all lines of each establishment or desk that it names.

Who is no longer named is ended on the day before, never removed: messages sent to them stay
theirs. Where a line of a place was refused nobody of that place is ended, because the refused
line may be the one that still names them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

from firstbell.core.calendars import local_day
from firstbell.core.identifiers import place_reference
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.actions.loading.outcome import BATCH, Loaded, conclude
from firstbell.registry.agencies.files import contacts as files
from firstbell.registry.agencies.files.parsed import Parsed
from firstbell.registry.agencies.files.table import Refused
from firstbell.registry.agencies.models import Contact, Desk, Establishment

_FILLED = (
    "name", "email", "phone", "mobile", "order", "role", "valid_from", "valid_to", "in_term",
    "in_holidays", "trained_on",
)  # fmt: skip


@acting.as_system
def load_contacts(*, content: bytes, file_name: str, by: User | None, at: datetime) -> Loaded:
    """Replace the key adults of each place that a contacts CSV names.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    parsed = files.read_contacts(content)
    placed = _placed(parsed)
    there = _there_already(placed)
    added, changed = [], []
    for contact in placed:
        same = there[_identity(contact)]
        if same:
            changed.append(_renewed(same.pop(0), contact))
        else:
            added.append(contact)
    in_doubt = frozenset(files.place_named(row) for row in parsed.refused_rows)
    ended = [
        each
        for same in there.values()
        for each in same
        if not (parsed.has_unreadable_rows or _place_code(each) in in_doubt)
        and _ends(each, on=local_day(at))
    ]
    Contact.objects.bulk_create(added, batch_size=BATCH)
    Contact.objects.bulk_update(changed, _FILLED, batch_size=BATCH)
    Contact.objects.bulk_update(ended, ["valid_to"], batch_size=BATCH)
    events.record("contacts.loaded", subject=uuid4(), at=at)
    outcome = Loaded(
        kind="contacts",
        loaded=len(placed),
        refused=tuple(sorted(parsed.refused, key=lambda problem: problem.line)),
        warnings=tuple(parsed.warnings),
        counts={"new": len(added), "ended": len(ended)},
    )
    return conclude(outcome, file_name=file_name, by=by, at=at)


def _placed(parsed: Parsed[files.Contact]) -> list[Contact]:
    """Return the contacts of the file at their places; those of unknown URNs are refused."""
    urns = {contact.urn for _, contact in parsed.values if contact.urn}
    establishments = {row.urn: row for row in Establishment.objects.filter(urn__in=urns)}
    desks = _desks(contact.desk for _, contact in parsed.values if contact.desk)
    placed = []
    for row, contact in parsed.values:
        if contact.urn and contact.urn not in establishments:
            parsed.refuse(row, unknown_urn("urn", contact.urn))
            continue
        placed.append(
            Contact(
                establishment=establishments[contact.urn] if contact.urn else None,
                desk=desks[contact.desk.code] if contact.desk else None,
                **{name: getattr(contact, name) for name in _FILLED},
            )
        )
    return placed


def unknown_urn(column: str, urn: int) -> Refused:
    """Return why a line about an establishment that is not loaded is refused."""
    cure = "correct the number, or load the establishments first"
    return Refused(column, f"no establishment {place_reference(urn)} is loaded", cure)


def _desks(codes: Iterable[files.DeskCode]) -> dict[str, Desk]:
    """Return the desks by their code; one that is named for the first time is made."""
    named = {each.code: each for each in codes}
    Desk.objects.bulk_create(
        (
            Desk(code=each.code, kind=each.kind, council_code=each.council_code)
            for each in named.values()
        ),
        ignore_conflicts=True,
    )
    return {desk.code: desk for desk in Desk.objects.filter(code__in=named)}


Identity = tuple[object, object, str, str]


def _identity(contact: Contact) -> Identity:
    """Return what makes two lines the same person at the same place.

    The name is part of it: a mailbox that a new lead takes over is not the old lead's.
    """
    return (
        contact.establishment_id,
        contact.desk_id,
        contact.email.casefold(),
        contact.name.casefold(),
    )


def _there_already(placed: Iterable[Contact]) -> dict[Identity, list[Contact]]:
    """Return who is known at the places of the file, those still valid first."""
    places = list(placed)
    loaded = Contact.objects.filter(made_for_cover=False)
    known = loaded.filter(
        establishment__in={each.establishment_id for each in places if each.establishment_id}
    ) | loaded.filter(desk__in={each.desk_id for each in places if each.desk_id})
    there: dict[Identity, list[Contact]] = defaultdict(list)
    for contact in known.select_related("establishment", "desk").order_by("-valid_to", "order"):
        # In descending order PostgreSQL puts those without an end first.
        there[_identity(contact)].append(contact)
    return there


def _renewed(contact: Contact, by: Contact) -> Contact:
    kept = contact.mobile if contact.mobile_set_at and not by.mobile else by.mobile
    for name in _FILLED:
        setattr(contact, name, getattr(by, name))
    contact.mobile = kept
    return contact


def _place_code(contact: Contact) -> str:
    if contact.desk:
        return contact.desk.code
    return str(contact.establishment.urn) if contact.establishment else ""


def _ends(contact: Contact, *, on: date) -> bool:
    """End a contact on the day before, unless they have ended already."""
    last = on - timedelta(days=1)
    if contact.valid_to and contact.valid_to <= last:
        return False
    contact.valid_to = last
    return True
