"""The hub's door to what was kept back: words that may name others, and readers in conflict.

Goes through the door of linkage, and writes the trail of each reading in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.core.disclosure import Others, names_others
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions.nudging import people_to_tell
from firstbell.journey.delivery.content import full_text, mark_of
from firstbell.journey.delivery.models import Conflict, Notification
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.intake.others import others_than
from firstbell.journey.intake.unsafe import Unsafe, unsafe_of
from firstbell.journey.linkage import access as linkage
from firstbell.journey.linkage.showing import Recorded, recorded

HUB = linkage.HUB
NotForThem = linkage.NotForThem

Row = RecordedChild
"""What the door lets through and actions take; pages hand it on and show none of it."""

NAMES_OF_TEXTS: Mapping[str, Promise] = {
    "where_present": _("Where the child was"),
    "voice": _("What the child said"),
    "presentation": _("How the child seemed"),
    "circumstances": _("What happened"),
    "conditions": _("Conditions"),
    "suspect_status": _("Where the suspect is"),
    "language": _("Language"),
    "interpreter": _("Interpreter"),
    "communication_needs": _("What helps the child to be understood"),
}

KINDS: Mapping[str, Promise] = {
    "name": _("somebody’s name"),
    "birth_date": _("a birth date"),
    "postcode": _("a postcode"),
    "address": _("an address"),
    "school": _("another school"),
    "contact": _("a telephone number or e-mail address"),
}
"""What a place of a text seems to say."""

GROUNDS: Mapping[str, Promise] = {
    "email": _("%(adult)s has the same e-mail address"),
    "phone": _("%(adult)s has the same telephone number"),
    "name_and_birth_date": _("%(adult)s has the same name and date of birth"),
    "near_name": _("%(adult)s has nearly the same name and date of birth"),
    "same_home": _("they live at an address of this incident"),
    "declared_person": _("it was declared in private that they are close to %(adult)s"),
    "declared_child": _("it was declared in private that they are close to a child of it"),
    "declared_address": _("it was declared in private that they are close to an address of it"),
}
"""Why somebody is kept out. What they declared is theirs: here stands only that they did."""

ROLES: Mapping[str, Promise] = {
    "victim": _("the victim"),
    "suspect": _("the suspect"),
    "involved": _("somebody involved"),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stretch of a text; `seems` says what it may give away, or nothing."""

    text: str
    seems: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text that was kept back, as police wrote it, with its mark."""

    key: str
    label: str
    parts: tuple[Part, ...]
    mark: str


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What was kept back of one child, and from whom."""

    child_id: UUID
    recorded: Recorded
    recipients: tuple[str, ...]
    texts: tuple[Text, ...]
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One reader who seems to be an adult of the incident or close to it, and by what."""

    reader: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class At:
    """One recipient with a conflict: who is kept out, and who would be told instead."""

    name: str
    phone: str
    found: tuple[Found, ...]
    instead: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Conflicts:
    """The conflicts of one child's recipients."""

    child_id: UUID
    recorded: Recorded
    places: tuple[At, ...]
    is_waiting: bool
    due_at: datetime | None


def child(user: User, child_id: UUID, *, at: datetime) -> Row:
    """Return one recorded child, to act on it, not to show it.

    :raises NotForThem: if there is none for this person.
    """
    return linkage.child(user, child_id, at=at)


def marks_of(row: Row) -> dict[str, str]:
    """Return the mark of each text of the child that is kept back now, by key."""
    return {key: mark_of(full_text(row, key)) for key in _withheld(_notifications(row))}


def texts(row: Row, *, by: User, at: datetime) -> Texts:
    """Return the texts kept back as police wrote them, and write the trail."""
    linkage.trail("texts.read", row, by=by, at=at)
    rows = _notifications(row)
    readers = [(each, others_than(row, recipient=each.recipient_name)) for each in rows]
    unsafe = unsafe_of(row.incident)
    return Texts(
        child_id=row.id,
        recorded=recorded(row, unsafe=unsafe),
        recipients=tuple(dict.fromkeys(each.recipient_name for each in rows if each.withheld)),
        texts=tuple(_text(row, key, readers, unsafe=unsafe) for key in _withheld(rows)),
        due_at=_due_at(row, Waiting.Why.FREE_TEXT),
    )


def _notifications(row: Row) -> list[Notification]:
    """Return the child's notifications that a text could still go to."""
    if row.incident.status == Incident.Status.WITHDRAWN:
        return []
    ended = [Notification.State.NOT_OURS, Notification.State.RECALLED]
    rows = row.notifications.exclude(state__in=ended).select_related("establishment", "desk")
    return list(rows.order_by("raised_at", "id"))


def _withheld(rows: list[Notification]) -> list[str]:
    kept_back = {key for each in rows for key in each.withheld}
    return [key for key in NAMES_OF_TEXTS if key in kept_back]


def _text(
    row: Row, key: str, readers: list[tuple[Notification, Others]], *, unsafe: Unsafe
) -> Text:
    """Return one text with all that any of its readers must not learn from it.

    The mark is that of the text as police wrote it, also where a part of it is not shown.
    """
    written = full_text(row, key)
    whole = unsafe.clean(written)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for notification, others in readers:
        if key in notification.withheld:
            for mention in names_others(whole, others=others):
                found[mention.start, mention.end].add(str(KINDS[mention.kind]))
    return Text(
        key=key, label=str(NAMES_OF_TEXTS[key]), parts=_parts(whole, found), mark=mark_of(written)
    )


def _parts(whole: str, found: Mapping[tuple[int, int], set[str]]) -> tuple[Part, ...]:
    """Cut a text where something begins or ends; of two that overlap the earlier one stands."""
    parts: list[Part] = []
    done = 0
    for start, end in sorted(found):
        if start < done:
            continue
        parts.append(Part(text=whole[done:start], seems=""))
        parts.append(Part(text=whole[start:end], seems=", ".join(sorted(found[start, end]))))
        done = end
    parts.append(Part(text=whole[done:], seems=""))
    return tuple(part for part in parts if part.text)


def conflicts(row: Row, *, by: User, at: datetime) -> Conflicts:
    """Return who is kept out at each recipient and who would be told, and write the trail."""
    linkage.trail("conflict.read", row, by=by, at=at)
    due_at = _due_at(row, Waiting.Why.CONFLICT)
    return Conflicts(
        child_id=row.id,
        recorded=recorded(row, unsafe=unsafe_of(row.incident)),
        places=tuple(_at(each, at=at) for each in _notifications(row) if each.conflicts.exists()),
        is_waiting=due_at is not None,
        due_at=due_at,
    )


def _at(notification: Notification, *, at: datetime) -> At:
    school = notification.establishment
    return At(
        name=notification.recipient_name,
        phone=school.phone if school else "",
        found=tuple(
            _found(each)
            for each in _once(notification.conflicts.select_related("adult", "contact", "user"))
        ),
        instead=tuple(
            f"{contact.name} ({contact.get_role_display()})"
            for contact in people_to_tell(notification, at=at)
        ),
    )


def _once(rows: Iterable[Conflict]) -> list[Conflict]:
    """Return each person once for one ground, who may be a key adult and have an account."""
    return list({(each.person.email.casefold(), each.matched_on): each for each in rows}.values())


def _found(row: Conflict) -> Found:
    role = row.adult.role if row.adult else "involved"
    ground = GROUNDS[row.matched_on] % {"adult": ROLES.get(role, ROLES["involved"])}
    return Found(reader=row.person.name, ground=str(ground))


def _due_at(row: Row, why: str) -> datetime | None:
    found = row.waiting.filter(why=why, closed_at=None).first()
    return found.due_at if found else None
