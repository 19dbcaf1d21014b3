"""When a record has come to its end, what then happens to it, and what stops that.

The end of a period destroys nothing: it puts the record before a person, who approves, extends
or holds. What was approved is looked at once more before it goes, however late that is: nothing
that is open, held, disputed or asked for ever goes.

Knows neither rows nor clocks; `oversight.records` finds the records and does what is decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firstbell.core.policy import Policy


class Kind(StrEnum):
    """The classes of record, each kept for a period of its own."""

    CONTENT = "content"
    SUPPORT = "support"
    FACTS = "facts"
    DELIVERIES = "deliveries"
    REFUSED = "refused"
    REFUSED_ROWS = "refused_rows"
    REPLACED_ROLLS = "replaced_rolls"
    LEAVERS = "leavers"
    REQUESTS = "requests"
    HOME_EDUCATION = "home_education"
    ADMISSIONS = "admissions"
    HELPLINE_CALLS = "helpline_calls"
    ALLEGATIONS = "allegations"
    HAND_OVERS = "hand_overs"
    LIVE_INCIDENTS = "live_incidents"
    AGREEMENTS = "agreements"
    TRAIL = "trail"


class Ending(StrEnum):
    """What happens to a record at its end, once a person has said so."""

    ERASE = "erase"
    """Its words and names go; the opaque facts stay, and the account still adds up."""
    DESTROY = "destroy"
    """Its rows go."""
    LEAVE = "leave"
    """It is only counted: what becomes of it is decided outside this product."""


@dataclass(frozen=True, kw_only=True)
class RetentionClass:
    """One class: the rule that gives its period, from when that runs, and what happens then."""

    kind: Kind
    rule: str
    runs_from: str
    ending: Ending


CLASSES: Mapping[Kind, RetentionClass] = {
    each.kind: each
    for each in (
        RetentionClass(
            kind=Kind.CONTENT,
            rule="keep_content",
            runs_from="the last answer to the incident's notifications",
            ending=Ending.ERASE,
        ),
        RetentionClass(
            kind=Kind.SUPPORT,
            rule="keep_support",
            runs_from="the writing of the note",
            ending=Ending.ERASE,
        ),
        RetentionClass(
            kind=Kind.FACTS,
            rule="keep_facts",
            runs_from="the first receipt of an incident that has been erased",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.DELIVERIES,
            rule="keep_deliveries",
            runs_from="the receipt of the delivery",
            ending=Ending.ERASE,
        ),
        RetentionClass(
            kind=Kind.REFUSED,
            rule="keep_refused",
            runs_from="the mending, or else the refusal",
            ending=Ending.ERASE,
        ),
        RetentionClass(
            kind=Kind.REFUSED_ROWS,
            rule="keep_refused",
            runs_from="the refusal",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.REPLACED_ROLLS,
            rule="keep_replaced_rolls",
            runs_from="the day on which a later roll came into force",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.LEAVERS,
            rule="keep_leavers",
            runs_from="the end of the last membership of a disabled account",
            ending=Ending.ERASE,
        ),
        RetentionClass(
            kind=Kind.REQUESTS,
            rule="keep_requests",
            runs_from="the answer to the request",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.HOME_EDUCATION,
            rule="keep_home_education",
            runs_from="the end of the entry, or its refusal or taking back",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.ADMISSIONS,
            rule="keep_admissions",
            runs_from="the end of the request",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.HELPLINE_CALLS,
            rule="keep_helpline_calls",
            runs_from="the call",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.ALLEGATIONS,
            rule="keep_allegations",
            runs_from="the outcome that the officer entered",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.HAND_OVERS,
            rule="keep_hand_overs",
            runs_from="the refusal or the withdrawal of the hand-over",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.LIVE_INCIDENTS,
            rule="keep_live_incidents",
            runs_from="the end of the live incident",
            ending=Ending.DESTROY,
        ),
        RetentionClass(
            kind=Kind.AGREEMENTS,
            rule="keep_agreements",
            runs_from="the end of the agreement",
            ending=Ending.LEAVE,
        ),
        RetentionClass(
            kind=Kind.TRAIL,
            rule="keep_trail",
            runs_from="the entry",
            ending=Ending.LEAVE,
        ),
    )
}
"""Every class. The trail is a chain: an entry that goes would look like one that was taken."""


class Stop(StrEnum):
    """Why a record stays although its period has run out."""

    OPEN = "open"
    HELD = "held"
    DISPUTED = "disputed"
    ASKED_FOR = "asked_for"
    CIRCLE = "circle"
    YOUNG = "young"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one record at the moment at which it might go."""

    runs_from_at: datetime | None
    is_open: bool = False
    is_disputed: bool = False
    is_held: bool = False
    is_asked_for: bool = False
    is_in_circle: bool = False
    extended_until: datetime | None = None


def period(kind: Kind, policy: Policy) -> timedelta:
    """Return how long records of a class are kept."""
    length: timedelta = getattr(policy, CLASSES[kind].rule)
    return length


def stops(kind: Kind, standing: Standing, *, policy: Policy, at: datetime) -> frozenset[Stop]:
    """Return every reason for which a record stays now; without any it has come to its end.

    A record without an instant to run from has not begun to age.
    """
    begins = standing.runs_from_at
    ends = max(
        (begins + period(kind, policy) if begins else at + timedelta.resolution),
        standing.extended_until or at,
    )
    reasons = {
        Stop.OPEN: standing.is_open,
        Stop.DISPUTED: standing.is_disputed,
        Stop.HELD: standing.is_held,
        Stop.ASKED_FOR: standing.is_asked_for,
        Stop.CIRCLE: standing.is_in_circle,
        Stop.YOUNG: ends > at,
    }
    return frozenset(stop for stop, applies in reasons.items() if applies)


def goes_by_itself(kind: Kind, policy: Policy) -> bool:
    """Say whether records of a class go without a person, as the partnership has decided."""
    return kind is Kind.REPLACED_ROLLS and policy.replaced_rolls_go_by_themselves == "yes"
