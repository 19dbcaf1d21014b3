"""How sure the hub can be that somebody right is told at each place: green, amber or red.

For the hub. Nothing here is about a child, so that reading it leaves no entry in the trail; that
a message was refused is counted as the system, by place, whatever it was about.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from firstbell.core.calendars import local_day
from firstbell.core.cover import Colour
from firstbell.foundation import acting
from firstbell.journey.delivery.models import Attempt
from firstbell.registry.agencies.actions.leaving import begins_on
from firstbell.registry.agencies.models import Contact, Membership
from firstbell.registry.agencies.queries import contacts, rules
from firstbell.registry.cover import checks
from firstbell.registry.cover.models import ContactCheck, Turn

ORDER: tuple[Colour, ...] = ("red", "amber", "green")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One place in the list, and why it has its colour."""

    place_id: UUID
    place: str
    colour: Colour
    why: str
    asked_times: int


def everywhere(*, at: datetime) -> list[Line]:
    """Return every place that has or had key adults, red ones first."""
    today = local_day(at)
    told = contacts.valid_on(today).order_by().values_list("establishment", "desk")
    with_somebody = {each for pair in told for each in pair}
    refused, left = _refused(), _left(at)
    rows = ContactCheck.objects.select_related("establishment", "desk", "confirmed_by")
    policy, lines = rules.policy(), []
    for check in rows:
        id_ = checks.place_id_of(check)
        broken = max(filter(None, [refused.get(id_), left.get(id_)]), default=None)
        has_anybody = id_ in with_somebody
        colour = checks.colour_of(
            check, has_anybody=has_anybody, broken_at=broken, policy=policy, at=at
        )
        is_left = broken == left.get(id_)
        why = _why(check, colour, broken, has_anybody=has_anybody, is_left=is_left)
        lines.append(
            Line(
                place_id=id_,
                place=str(check),
                colour=colour,
                why=why,
                asked_times=check.asked_times,
            )
        )
    return sorted(lines, key=lambda line: (ORDER.index(line.colour), line.place))


def _why(
    check: ContactCheck,
    colour: Colour,
    broken: datetime | None,
    *,
    has_anybody: bool,
    is_left: bool,
) -> str:
    if not has_anybody:
        return _("Nobody is told there.")
    since = check.confirmed_at or check.asked_at
    if colour == "red" and broken and since and broken > since:
        if is_left:
            return _("Somebody has left since the last answer.")
        return _("A mailbox refuses messages.")
    if check.confirmed_at is None:
        return _("Nobody has said that the list is right.")
    day = date_format(check.confirmed_at, "j F Y")
    return _("Said to be right on %(day)s.") % {"day": day}


def _refused() -> dict[UUID, datetime]:
    """Return when a mailbox of a place last refused a message for good."""
    with acting.as_the_system(savepoint=False):
        rows = list(
            Attempt.objects.filter(outcome=Attempt.Outcome.REFUSED, contact__isnull=False)
            .values_list("contact__establishment", "contact__desk")
            .annotate(last=Max("at"))
            .order_by()
        )
    return {school or desk: last for school, desk, last in rows}


def _left(at: datetime) -> dict[UUID, datetime]:
    """Return when somebody last left a place: by their contact or their role there."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    ended = Contact.objects.filter(valid_to__lt=local_day(at), made_for_cover=False)
    for school, desk, last in (
        ended.values_list("establishment", "desk").annotate(last=Max("valid_to")).order_by()
    ):
        found[school or desk].append(begins_on(last + timedelta(days=1)))
    roles = Membership.objects.filter(ends_at__lte=at).exclude(
        id__in=Turn.objects.exclude(membership=None).values("membership")
    )
    for school, desk, last in (
        roles.exclude(establishment=None, desk=None)
        .values_list("establishment", "desk")
        .annotate(last=Max("ends_at"))
        .order_by()
    ):
        found[school or desk].append(last)
    return {id_: max(instants) for id_, instants in found.items()}
