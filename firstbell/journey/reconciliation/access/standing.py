"""How sure the hub can be that somebody right is told at each place: green, amber or red.

For the hub. Nothing here is about a child, so that reading it leaves no entry in the trail; that
a message was refused is counted as the system, by place, whatever it was about.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Max
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.calendars import local_day
from firstbell.core.cover import Colour
from firstbell.core.texts import mobile_number
from firstbell.foundation import acting
from firstbell.journey.delivery.actions.nudging import EMAIL
from firstbell.journey.delivery.models import Attempt, Text, Webhook
from firstbell.registry.agencies.actions.leaving import begins_on
from firstbell.registry.agencies.models import Contact, Membership
from firstbell.registry.agencies.queries import contacts, rules
from firstbell.registry.cover import checks
from firstbell.registry.cover.models import ContactCheck, Turn

ORDER: tuple[Colour, ...] = ("red", "amber", "green")


LEFT = gettext_lazy("Somebody has left since the last answer.")
REFUSED = gettext_lazy("A mailbox refuses messages.")
GONE = gettext_lazy("Its recording system takes no more messages.")
WRONG_NUMBER = gettext_lazy("A mobile number is wrong: no text reaches it.")


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
    refused, wrong, gone = _refused(), _wrong_numbers(on=today), _gone()
    left = _left(at)
    rows = ContactCheck.objects.select_related("establishment", "desk", "confirmed_by")
    policy, lines = rules.policy(), []
    for check in rows:
        id_ = checks.place_id_of(check)
        broken = max(
            filter(None, [each.get(id_) for each in (refused, wrong, gone, left)]), default=None
        )
        has_anybody = id_ in with_somebody
        colour = checks.colour_of(
            check, has_anybody=has_anybody, broken_at=broken, policy=policy, at=at
        )
        said = {left.get(id_): LEFT, wrong.get(id_): WRONG_NUMBER, gone.get(id_): GONE}.get(
            broken, REFUSED
        )
        why = _why(check, colour, broken, has_anybody=has_anybody, said=said)
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
    said: Promise,
) -> str:
    if not has_anybody:
        return _("Nobody is told there.")
    since = check.confirmed_at or check.asked_at
    if colour == "red" and broken and since and broken > since:
        return str(said)
    if check.confirmed_at is None:
        return _("Nobody has said that the list is right.")
    day = date_format(check.confirmed_at, "j F Y")
    return _("Said to be right on %(day)s.") % {"day": day}


def _refused() -> dict[UUID, datetime]:
    """Return when a mailbox of a place last refused a message for good."""
    with acting.as_the_system(savepoint=False):
        rows = list(
            Attempt.objects.filter(
                outcome=Attempt.Outcome.REFUSED, channel=EMAIL, contact__isnull=False
            )
            .values_list("contact__establishment", "contact__desk")
            .annotate(last=Max("at"))
            .order_by()
        )
    return {school or desk: last for school, desk, last in rows}


def of_numbers(people: Sequence[checks.KeyAdult]) -> list[str]:
    """Return of the mobile number of each what texts have found, in words; empty where nothing."""
    with acting.as_the_system(savepoint=False):
        rows = Text.objects.filter(contact__in=[each.contact_id for each in people])
        last = {
            (each.contact_id, each.number): each
            for each in rows.exclude(state=Text.State.DROPPED).order_by("made_at")
        }
    return [
        _of_number(last.get((each.contact_id, mobile_number(each.mobile) or "")), each.mobile)
        for each in people
    ]


def _of_number(text: Text | None, mobile: str) -> str:
    if mobile and mobile_number(mobile) is None:
        return _("No text can be sent to this number.")
    if text is None:
        return ""
    day = date_format(localtime(text.ended_at or text.sent_at or text.made_at), "j F")
    return str(OF_NUMBERS[Text.State(text.state)]) % {"day": day}


OF_NUMBERS = {
    Text.State.WAITING: gettext_lazy("A text is about to go there."),
    Text.State.SENT: gettext_lazy("A text is on its way there."),
    Text.State.DELIVERED: gettext_lazy("A text reached it on %(day)s."),
    Text.State.WRONG_NUMBER: gettext_lazy("Wrong: no text reaches it (%(day)s)."),
    Text.State.UNDELIVERED: gettext_lazy("The last text did not reach it (%(day)s)."),
}


def _wrong_numbers(*, on: date) -> dict[UUID, datetime]:
    """Return when a text last found that a mobile number of a place is wrong, which it still has.

    A text to the same number that reached it later takes that back.
    """
    with acting.as_the_system(savepoint=False):
        rows = list(
            Text.objects.filter(state__in=[Text.State.WRONG_NUMBER, Text.State.DELIVERED])
            .filter(contact__in=contacts.valid_on(on))
            .order_by("ended_at")
            .values_list(
                "contact__establishment",
                "contact__desk",
                "contact",
                "contact__mobile",
                "number",
                "state",
                "ended_at",
            )
        )
    last = {
        contact: (school or desk, state, ended_at)
        for school, desk, contact, mobile, number, state, ended_at in rows
        if ended_at and mobile_number(mobile) == number
    }
    found: dict[UUID, datetime] = {}
    for place_id, state, ended_at in last.values():
        if state == Text.State.WRONG_NUMBER:
            found[place_id] = max(ended_at, found.get(place_id, ended_at))
    return found


def _gone() -> dict[UUID, datetime]:
    """Return when a school's recording system last said that it wants no more, and none took over.

    A new address ends it, and so does somebody's word since then that all is right.
    """
    newest: dict[UUID, Webhook] = {}
    for row in Webhook.objects.order_by(F("ended_at").asc(nulls_last=True)):
        newest[row.establishment_id] = row
    return {
        school: row.ended_at
        for school, row in newest.items()
        if row.ended_at and row.ended_why == Webhook.Ended.GONE
    }


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
