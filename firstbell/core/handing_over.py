"""Handing a child over to another area: who answers for it when, what goes along, what proves it.

A hand-over is an offer until a person of the other side accepts it. The other side decides, in one
place and one at a time: whichever of acceptance, refusal and withdrawal comes there first stands.
So a child has exactly one owner at every instant: the receiver from the instant of its acceptance,
the sender before and without one. A sender learns of it later and keeps looking until it has: it
lets go only with the receiver's receipt in hand.

Pure: sends nothing, keeps nothing, signs nothing. Instants are aware and passed in.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from firstbell.core.disclosure import FREE_TEXT, is_kept_safe
from firstbell.core.erasing import traces_of
from firstbell.core.lifecycle import Table
from firstbell.core.policy import Policy

OfferState = Literal["offered", "accepted", "refused", "withdrawn"]
ArrivalState = Literal["received", "accepted", "refused", "withdrawn"]
Answer = Literal["accepted", "refused", "withdrawn"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)

WITHDRAWN_BY_POLICE: Literal["police_withdrew"] = "police_withdrew"
"""What a second receipt says, once the receiver has heard that police withdrew the incident."""

OFFER: Table = {
    "offered": frozenset(ANSWERS),
    **{each: frozenset() for each in ANSWERS},
}
"""The sender's side. What is not open any more stays as it is: a new offer is a new hand-over."""

ARRIVAL: Table = {
    "received": frozenset(ANSWERS),
    **{each: frozenset() for each in ANSWERS},
}
"""The receiver's side, which decides. A withdrawal may come before what it withdraws."""

Refusal = Literal["not_here", "not_enough", "known_already", "other"]
REFUSALS: tuple[Refusal, ...] = get_args(Refusal)
"""Why a child is refused: nobody refuses without one of these."""

Owner = Literal["sender", "receiver"]


def owner(arrival: ArrivalState | None) -> Owner:
    """Return who answers for the child, as it stands with the receiver; None: nothing came."""
    return "receiver" if arrival == "accepted" else "sender"


def sender_may_let_go(offer: OfferState) -> bool:
    """Say whether the sender's work with the child is over: only with an acceptance in hand."""
    return offer == "accepted"


def after_withdrawal(arrival: ArrivalState | None) -> ArrivalState:
    """Return what a withdrawal makes of what came: it stands only if nobody has answered yet."""
    return "withdrawn" if arrival in (None, "received") else arrival


def is_offered_at_once(*, rule: str, is_own_force: bool) -> bool:
    """Say whether a child is offered to who looks after its council without a person's word."""
    return rule == "always" or (rule == "own_force" and is_own_force)


FIRST_ASK = timedelta(minutes=1)
LONGEST_ASK = timedelta(minutes=15)


def ask_again_at(*, offered_at: datetime, at: datetime, bell_at: datetime) -> datetime:
    """Return when a sender without an answer asks next: more seldom with time, never past a bell.

    The receiver sends its answer by itself; this is for the answer that was lost.
    """
    again = at + min(max((at - offered_at) / 4, FIRST_ASK), LONGEST_ASK)
    return min(again, bell_at) if at < bell_at else again


def silence_at(since: datetime, *, bell_at: datetime, policy: Policy) -> datetime:
    """Return when people are told that nobody has answered: at once where the bell is too near."""
    latest = bell_at - policy.hand_over_lead
    return max(since, min(since + policy.hand_over_answer, latest))


INCIDENT: tuple[str, ...] = (
    "occurred_from",
    "occurred_to",
    "reported_at",
    "attended_at",
    "address",
    "place_kind",
    "risk",
    "circumstances",
    "suspect_status",
    "conditions",
    "social_care_referral",
    "safe_contact",
    "victim_told",
    "disclosure",
)
ADULT: tuple[str, ...] = (
    "id",
    "role",
    "given_names",
    "surname",
    "date_of_birth",
    "address",
    "phone",
    "email",
    "employer",
    "pregnant",
)
CHILD: tuple[str, ...] = (
    "id",
    "role",
    "given_names",
    "surname",
    "also_known_as",
    "date_of_birth",
    "age_estimate",
    "sex",
    "upn",
    "address",
    "relationships",
    "presence",
    "where_present",
    "seen",
    "spoken_to",
    "spoken_to_alone",
    "voice",
    "presentation",
    "language",
    "interpreter",
    "communication_needs",
    "school_as_told",
    "school_urn",
    "home_educated",
)
"""What may go along: enough to find the child, to choose who is told, and to keep it from whoever
is too near. A fact that is named nowhere here stays; so do the other children of the incident."""

TEXTS = FREE_TEXT | {"safe_contact", "victim_told"}
"""What is in somebody's own words, and may name a child who does not go along."""

ANOTHER = "[another child]"
"""What stands in a text where such a child was named."""


def parcel(
    said: Mapping[str, Any], *, child: str, other_children: Collection[str]
) -> dict[str, Any]:
    """Return of an incident what goes along with one child: in the shape of a feed's incident.

    `said` is without ways that are not safe; `child` and `other_children` are ids in it, those
    recorded as adults among them. An address that is kept safe never goes.
    """
    incident = _of(said, INCIDENT)
    for kind, allowed in (("adults", ADULT), ("children", CHILD)):
        goes = [
            each
            for each in said.get(kind) or ()
            if each["id"] == child or (kind == "adults" and each["id"] not in other_children)
        ]
        incident[kind] = [_of(each, allowed) for each in goes]
    return incident


def without_other_children(
    goes: Mapping[str, Any], others: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return what goes along with no text that names a child who does not, and which were changed.

    `others` are those children as they were recorded. A name that somebody who goes along bears
    as well stays.
    """
    staying = [*goes.get("adults", ()), *goes.get("children", ())]
    patterns = [each for other in others if (each := traces_of(other, others=staying).pattern)]
    changed: set[str] = set()

    def clean(part: Mapping[str, Any]) -> dict[str, Any]:
        cleaned = dict(part)
        for key in TEXTS:
            for pattern in patterns:
                if key in cleaned and pattern.search(cleaned[key]):
                    cleaned[key] = pattern.sub(ANOTHER, cleaned[key])
                    changed.add(key)
        return cleaned

    children = [clean(each) for each in goes.get("children", ())]
    return {**clean(goes), "children": children}, tuple(sorted(changed))


def _of(said: Mapping[str, Any], allowed: Collection[str]) -> dict[str, Any]:
    return {
        key: said[key]
        for key in allowed
        if said.get(key) is not None and not is_kept_safe(said[key])
    }


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What both sides hold of one hand-over once it is answered. It says nothing of the child."""

    hand_over: str
    digest: str
    reference: str
    sent_by: str
    received_by: str
    offered_at: str
    answer: Answer | Literal["police_withdrew"]
    answered_at: str
    answered_as: str
    reason: str

    @property
    def is_in_order(self) -> bool:
        """Whether the answer reads as later than the offer: two clocks may say otherwise."""
        try:
            offered = datetime.fromisoformat(self.offered_at)
            return offered <= datetime.fromisoformat(self.answered_at)
        except (TypeError, ValueError):
            return True  # nothing was offered yet when it was withdrawn, say

    def text(self) -> str:
        """Return it as one line, the same whoever writes it: this is what is signed."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)

    def printed(self) -> str:
        """Return it for people, in English at both ends, so that two prints are the same bytes."""
        said = {
            "accepted": "Accepted. The receiver answers for the child from then on.",
            "refused": "Refused. The sender answers for the child.",
            "withdrawn": "Withdrawn before it was answered. The sender answers for the child.",
            WITHDRAWN_BY_POLICE: "Police have withdrawn the incident, and the receiver knows. It "
            "answers for the child.",
        }
        lines = [
            ("Hand-over", self.hand_over),
            ("Reference", self.reference),
            ("From", self.sent_by),
            ("To", self.received_by),
            ("Offered", _by_clock(self.offered_at, "the sender")),
            ("Answer", said[self.answer]),
            ("Answered", _by_clock(self.answered_at, "whoever wrote the answer")),
            ("Clocks", "" if self.is_in_order else BEHIND),
            ("By", self.answered_as),
            ("Reason", self.reason),
            ("SHA-256", self.digest),
        ]
        width = max(len(name) for name, _ in lines) + 2
        kept = [f"{f'{name}:':<{width}}{value}" for name, value in lines if value]
        return "\n".join(["RECEIPT OF A HAND-OVER", "", *kept, ""])


def _when(text: str) -> str:
    """Return an instant for people, to the second; what is none, as it stands."""
    try:
        at = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return text
    return f"{at:%-d} {MONTHS[at.month - 1]} {at:%Y, %H:%M:%S} UTC"


def _by_clock(text: str, whose: str) -> str:
    """Return an instant with whose clock showed it; the two of a receipt may differ."""
    return f"{_when(text)}, by the clock of {whose}" if text else ""


BEHIND = "They differ. The answer came after the offer, as it stands here."
"""What a receipt says where its clocks have it the other way round."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
"""Of a receipt, which is in English at both ends, wherever a server stands."""


class NoReceipt(ValueError):
    """A text is no receipt of a hand-over."""


def read_receipt(text: str) -> Receipt:
    """Return the receipt that a text writes.

    :raises NoReceipt: if it writes none, or one that is written in another way.
    """
    try:
        receipt = Receipt(**json.loads(text))
    except (TypeError, ValueError):
        raise NoReceipt("this is no receipt of a hand-over") from None
    if any(not isinstance(each, str) for each in asdict(receipt).values()):
        raise NoReceipt("every part of a receipt is a text")
    if receipt.answer not in (*ANSWERS, WITHDRAWN_BY_POLICE) or receipt.text() != text:
        raise NoReceipt("a receipt is written in one way only")
    return receipt
