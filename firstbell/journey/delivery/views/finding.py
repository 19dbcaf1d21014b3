"""How a page finds what it is about: through the door, and "not yours" reads as "not there"."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from firstbell.core.helpline import NONE
from firstbell.core.policy import Policy
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery import access
from firstbell.journey.delivery.families import Row
from firstbell.registry.agencies.queries import rules


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What every notification says about safety, as the partnership words it."""

    helpline: str
    line: str
    not_a_referral: str
    do_not_approach: str


def advice() -> Advice:
    """Return the partnership's safety texts, translated where a translation is known."""
    policy = rules.policy()
    return Advice(
        helpline=_(policy.helpline),
        line=_line(policy),
        not_a_referral=_(policy.not_a_referral),
        do_not_approach=_(policy.do_not_approach),
    )


def _line(policy: Policy) -> str:
    """Return where somebody talks it over with the reader; nothing where no number is set."""
    if policy.helpline_number == NONE:
        return ""
    number = policy.helpline_number
    if policy.helpline_hours != NONE:
        number = f"{number} ({policy.helpline_hours})"
    return _("To talk over how to support the child, ring %(number)s. You need not say a name.") % {
        "number": number
    }


def family_or_404(
    user: User, incident_id: UUID, place_id: UUID, *, at: datetime
) -> tuple[Row, ...]:
    """Return the notifications of a family at a place of this person's.

    :raises Http404: if there is none for them.
    """
    try:
        return access.family(user, incident_id=incident_id, place_id=place_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing


def one_or_404(user: User, notification_id: UUID, *, at: datetime) -> Row:
    """Return one notification of a place of this person's.

    :raises Http404: if there is none for them.
    """
    try:
        return access.one(user, notification_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
