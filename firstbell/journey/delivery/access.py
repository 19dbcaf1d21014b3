"""The one door to notifications for the people who read them.

Whatever a key adult or desk officer sees, counts or answers comes through `_door`: only their own
places, nothing that is held back, and nothing about an incident that they are an adult of. For
such a person the notification does not exist, in no list, count or group. What was taken away
again, answered with "not ours" or recalled, has no row of theirs in the database either: that it
was here, and how it ended, is read for them without a word of it. How much of it they
may have is decided by `core.need_to_know`; a seal does not shut them out, for they must support
the child, and shows them nothing of itself. Reading what is said
about a child writes the trail in the same transaction; a reading that cannot be written down
does not happen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.calendars import local_day
from firstbell.core.need_to_know import Sight
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery import families
from firstbell.journey.delivery.copies import Taken, taken_of
from firstbell.journey.delivery.models import Copy, Notification, Support
from firstbell.journey.delivery.sheet import Done, Earlier, Sheet, sheet_of, without_words
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake import readers
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.intake.readers import Place, Readers
from firstbell.journey.known import queries as known
from firstbell.journey.linkage.models import Link
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people

READERS = (Role.KEY_ADULT, Role.DESK_OFFICER)

LATELY = timedelta(days=7)
"""How long an answered notification stands on the first page: the weekend and a school week."""

HANDED_OVER_FOR = timedelta(minutes=15)
"""How long a copy that was taken can be fetched: for a slow line or a closed window, no store."""

State = Notification.State


class NotForThem(LookupError):
    """There is no such notification, or it is not this person's: which of the two is not told."""


TEXTS = ("content", "looked_at")
"""What a list never shows and so never fetches."""


def _door(
    user: User,
    *,
    at: datetime,
    where: Q | None = None,
    whose: Q | None = None,
    without: tuple[str, ...] = (),
    taken_away: bool = False,
) -> list[Notification]:
    """Return the notifications that this person may know of now, the most urgent first.

    `whose` is a condition on the recorded child, which the wall hides from a recipient: the
    system finds which notifications meet it, and of those only the person's own come through.
    `without` are columns that the caller never looks at. With `taken_away` also what is here no
    longer, of which only that and how it ended is read.
    """
    places = people.places_of(user, *READERS, at=at)
    own = Q(establishment__in=places.establishments) | Q(desk__in=places.desks)
    if whose is not None:
        with acting.as_the_system(savepoint=False):
            found = list(Notification.objects.filter(own & whose).values_list("id", flat=True))
        own &= Q(id__in=found)
    theirs = (
        Notification.objects.filter(own & (where or Q()))
        .exclude(incident__in=stands_back_from(user))
        .select_related(
            "agreement",
            "establishment",
            "desk",
            "opened_by",
            "confirmed_by",
            "acknowledged_by",
        )
        .order_by("due_at", "raised_at", "id")
    )
    rows = list(theirs.exclude(state__in=families.TAKEN_AWAY).defer(*without))
    if taken_away:
        rows = sorted([*rows, *_gone(theirs)], key=_urgency)
    return [row for row in rows if families.given_of(row).sight > Sight.NOTHING]


def _gone(theirs: QuerySet[Notification]) -> list[Notification]:
    """Return what was taken away again, without a word of it: the wall hides the whole row."""
    with acting.as_the_system(savepoint=False):
        rows = list(theirs.filter(state__in=families.GONE).defer(*TEXTS))
    for row in rows:
        row.content, row.looked_at = {}, {}
    return rows


def _urgency(row: Notification) -> tuple[datetime, datetime, UUID]:
    return row.due_at, row.raised_at, row.id


def this_morning(user: User, *, at: datetime) -> families.Morning:
    """Return what waits for a person and what was answered lately, by family, naming no child."""
    waiting = Q(state__in=families.WAITING, withdrawn_at=None)
    lately = Q(closed_at__gt=at - LATELY) | Q(amended_at__gt=at - LATELY)
    rows = _door(user, at=at, where=waiting | lately, without=TEXTS, taken_away=True)
    before = _earlier_by_row(user, rows, at=at)
    earlier_of = {id_: len(earlier) for id_, earlier in before.items()}
    return families.morning(
        rows, earlier_of=earlier_of, again=_to_look_at_again(user, at=at), reader=user.id
    )


def _to_look_at_again(user: User, *, at: datetime) -> list[families.LookAgain]:
    """Return the children whose last note of support names a day that has come."""
    today = local_day(at)
    noted = Support.objects.filter(follow_up_on__lte=today).values("notification")
    rows = {
        row.id: row
        for row in _door(user, at=at, where=Q(id__in=noted), without=TEXTS)
        if families.is_open_to_read(row)
    }
    last_notes = (
        Support.objects.filter(notification__in=rows)
        .order_by("notification", "-recorded_at", "-id")
        .distinct("notification")
    )
    return [
        families.LookAgain(
            notification_id=note.notification_id,
            place=rows[note.notification_id].recipient_name,
            follow_up_on=note.follow_up_on,
        )
        for note in last_notes
        if note.follow_up_on and note.follow_up_on <= today
    ]


def answered(user: User, *, at: datetime) -> list[families.Answered]:
    """Return all that was ever answered or taken back at a person's places, newest first."""
    rows = _door(user, at=at, without=TEXTS, taken_away=True)
    return families.answered(rows, reader=user.id)


def readable(user: User, *, whose: Q, at: datetime) -> list[Notification]:
    """Return what a person may read in full, the newest first: to find it, not to show it.

    `whose` is a condition on the recorded child.
    """
    rows = _door(user, at=at, where=Q(confirmed_at__isnull=False), whose=whose)
    found = [row for row in rows if families.is_open_to_read(row)]
    return sorted(found, key=_in_time, reverse=True)


def family(
    user: User, *, incident_id: UUID, place_id: UUID, at: datetime
) -> tuple[Notification, ...]:
    """Return the notifications of one family at one place, the eldest first: to act on them.

    :raises NotForThem: if there is none for this person.
    """
    here = Q(establishment=place_id) | Q(desk=place_id)
    rows = _door(user, at=at, where=Q(incident=incident_id) & here, taken_away=True)
    if not rows:
        raise NotForThem
    return tuple(sorted(rows, key=families.eldest_first))


def one(user: User, notification_id: UUID, *, at: datetime) -> Notification:
    """Return one notification, to act on it, not to show it.

    :raises NotForThem: if there is none for this person.
    """
    this = Q(id=notification_id)
    rows = _door(user, at=at, where=this) or _door(user, at=at, where=this, taken_away=True)
    if not rows:
        raise NotForThem
    return rows[0]


def first_step(
    rows: Iterable[Notification], *, by: User, at: datetime
) -> tuple[families.FirstStep, ...]:
    """Return names and birth dates of what was opened and is still here, and write the trail."""
    shown = [row for row in rows if families.is_open_to_read(row) and row.opened_at]
    for row in shown:
        _trail("notification.first_step_read", row, by=by, at=at)
    return tuple(families.first_step_of(row) for row in shown)


def sheets(rows: Iterable[Notification], *, by: User, at: datetime) -> tuple[Sheet, ...]:
    """Return all that may be read of those confirmed as on the roll, and write the trail."""
    shown = [row for row in rows if families.given_of(row).sight == Sight.EVERYTHING]
    for row in shown:
        _trail("notification.read", row, by=by, at=at)
    return _sheets(shown, by=by, at=at)


def _sheets(shown: list[Notification], *, by: User, at: datetime) -> tuple[Sheet, ...]:
    before = _earlier_by_row(by, shown, at=at)
    done = _support_by_row(shown)
    asks_view = known.asks_view([row.child_id for row in shown if row.establishment_id])
    copied = Counter(
        Copy.objects.filter(notification__in=shown).values_list("notification", flat=True)
    )
    return tuple(
        sheet_of(
            row,
            earlier=before[row.id],
            support=done[row.id],
            copies=copied[row.id],
            asks_view=row.child_id in asks_view,
        )
        for row in shown
    )


def who_reads_a_note(row: Notification, *, at: datetime) -> tuple[Readers, ...]:
    """Return who will read what is noted of support given."""
    with acting.as_the_system(savepoint=False):
        return readers.of_a_note(_place_of(row), incident=_incident_of(row), at=at)


def who_reads_an_answer(
    row: Notification, *, at: datetime, stays: bool = True
) -> tuple[Readers, ...]:
    """Return who will read that it was acknowledged, or where it does not stay, is not ours."""
    with acting.as_the_system(savepoint=False):
        incident = _incident_of(row)
        return readers.of_an_answer(_place_of(row), incident=incident, at=at, stays=stays)


def _place_of(row: Notification) -> Place:
    place = row.establishment or row.desk
    assert place is not None  # noqa: S101 - held by a constraint
    return place


def _incident_of(row: Notification) -> Incident:
    """Return the incident: who reads is asked of it, and nothing that it says is shown."""
    rows = Incident.objects.select_related("source").defer("completeness")
    return rows.get(id=row.incident_id)


def copies_of(row: Notification) -> tuple[Taken, ...]:
    """Return the copies that were taken of a notification that came through the door."""
    rows = row.copies.select_related("made_by").order_by("number")
    return tuple(taken_of(each) for each in rows)


def taken_copy(
    row: Notification, copy_id: UUID, *, by: User, at: datetime
) -> tuple[Taken, Sheet] | None:
    """Return a copy and what stands on it, to hand it over, and write the trail.

    It is handed to whoever took it, for a while and as long as nothing has changed; None after.

    :raises NotForThem: if this person took no such copy.
    """
    taken = row.copies.filter(id=copy_id, made_by=by).exclude(kind=Copy.Kind.SHEET)
    found = taken.select_related("made_by").first()
    if found is None:
        raise NotForThem
    if at - found.made_at > HANDED_OVER_FOR or (row.amended_at or found.made_at) > found.made_at:
        return None
    detail = {"number": found.number, "kind": found.kind, "with_words": found.with_words}
    _trail("notification.copy_handed_over", row, by=by, at=at, detail=detail)
    (sheet,) = _sheets([row], by=by, at=at)
    return taken_of(found), sheet if found.with_words else without_words(sheet)


def _trail(
    action: str,
    row: Notification,
    *,
    by: User,
    at: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    audit.record(
        action, subject_kind="notification", subject_id=row.id, by=by, at=at, detail=detail
    )


def _support_by_row(rows: list[Notification]) -> dict[UUID, list[Done]]:
    by_row: dict[UUID, list[Done]] = defaultdict(list)
    for record in Support.objects.filter(notification__in=rows).order_by("given_on", "id"):
        by_row[record.notification_id].append(
            Done(
                kinds=tuple(record.kinds),
                is_overt=record.is_overt,
                given_by=record.given_by,
                given_on=record.given_on,
                note=record.note,
                follow_up_on=record.follow_up_on,
            )
        )
    return by_row


def _earlier_by_row(
    user: User, rows: list[Notification], *, at: datetime
) -> dict[UUID, tuple[Earlier, ...]]:
    """Return for each row what the same place was told before about the same child."""
    if not rows:
        return {}
    known = _who_they_are(rows)
    others = _door(user, at=at, where=Q(id__in=known), without=TEXTS)
    return {
        row.id: tuple(
            Earlier(
                notification_id=other.id,
                reported_at=other.statutory_since,
                is_readable=other.confirmed_at is not None,
            )
            for other in sorted(others, key=_in_time, reverse=True)
            if _is_earlier(other, row) and _is_same_child(other, row, known)
        )
        for row in rows
    }


@dataclass(frozen=True, kw_only=True)
class _Who:
    """Which pupil of a roll a recorded child is, and the recorded identity where it is whole."""

    pupil: UUID | None
    identity: tuple[str, str, date] | None


def _who_they_are(rows: list[Notification]) -> dict[UUID, _Who]:
    """Return who is meant in these rows and in what else their places were told of maybe the same.

    The wall hides the recorded child from a recipient: the system compares, and shows nothing.
    """
    places = Q(establishment__in={row.establishment_id for row in rows if row.establishment_id})
    places |= Q(desk__in={row.desk_id for row in rows if row.desk_id})
    with acting.as_the_system(savepoint=False):
        pupils, births = set(), set()
        children = RecordedChild.objects.filter(id__in={row.child_id for row in rows})
        for pupil, born_on in children.values_list("link__pupil", "born_on"):
            pupils.add(pupil)
            births.add(born_on)
        alike = Q(child__link__pupil__in=pupils - {None}) | Q(child__born_on__in=births - {None})
        found = list(
            Notification.objects.filter(places & alike | Q(id__in=[row.id for row in rows]))
            .select_related("child__link")
            .only("child__given_names", "child__surname", "child__born_on", "child__link__pupil")
        )
    return {row.id: _who(row.child) for row in found}


def _who(child: RecordedChild) -> _Who:
    link: Link | None = getattr(child, "link", None)
    identity = None
    if child.given_names and child.surname and child.born_on:
        identity = child.given_names.casefold(), child.surname.casefold(), child.born_on
    return _Who(pupil=link.pupil_id if link else None, identity=identity)


def _is_earlier(other: Notification, row: Notification) -> bool:
    same_place = (other.establishment_id, other.desk_id) == (row.establishment_id, row.desk_id)
    return same_place and _in_time(other) < _in_time(row) and families.is_open_to_read(other)


def _in_time(row: Notification) -> tuple[datetime, datetime, str]:
    """Order by when the police knew: what they hand over together did not happen together."""
    return row.statutory_since, row.raised_at, str(row.id)


def _is_same_child(one_row: Notification, other: Notification, known: Mapping[UUID, _Who]) -> bool:
    """Say whether two are about one child: one pupil, or one recorded identity.

    The recorded identity counts only where a roll does not say: of two children who are linked
    the roll says.
    """
    first, second = known[one_row.id], known[other.id]
    if first.pupil and second.pupil:
        return first.pupil == second.pupil
    as_told = Route.Reason.AS_TOLD in (one_row.reason, other.reason)
    return as_told and first.identity is not None and first.identity == second.identity
