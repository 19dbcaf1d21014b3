"""What a control room says of one live incident, by machine or by hand, and what it is answered.

The types and refusals are those of the incident feed: a field that is null is absent, nothing is
coerced, and no value that was sent is said back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field
from typing_extensions import TypedDict

from firstbell.core.identifiers import normal_postcode
from firstbell.core.linkage import addresses
from firstbell.journey.intake.content import as_said
from firstbell.journey.intake.feed import Day, Instant, Part, Reference, Uprn, Words
from firstbell.journey.intake.receipts import Problem
from firstbell.journey.intake.validation import validated

MOST_PEOPLE = 20


class LiveAddress(Part):
    """To which door: a postcode with the house, as it is written on an envelope."""

    lines: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=10)
    postcode: Words | None = None
    uprn: Uprn | None = None


class LivePerson(Part):
    """Somebody whom the caller named. With all three they are known from another home as well."""

    given_names: Words | None = None
    surname: Words | None = None
    date_of_birth: Day | None = None


class LiveIncidentMessage(Part):
    """One live incident, when it is opened, when more is known of it, or when it is closed."""

    source: Reference
    reference: Reference
    opened_at: Instant
    closed_at: Instant | None = None
    address: LiveAddress | None = None
    people: list[LivePerson] = Field(default_factory=list, max_length=MOST_PEOPLE)


Fate = Literal["opened", "amended", "repeated", "closed"]


class LiveIncidentReceipt(TypedDict):
    """What became of one message; `ends_at` is when officers can no longer look, at the latest."""

    source: str
    reference: str
    fate: Fate
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One message, judged: what it says, or what is wrong with it."""

    message: LiveIncidentMessage | None
    problems: tuple[Problem, ...] = ()

    @property
    def said(self) -> dict[str, Any]:
        """What is kept of its words; empty where it only closes what was said before."""
        if self.message is None or self.message.address is None:
            return {}
        whole = as_said(self.message)
        return {key: whole[key] for key in ("address", "people") if key in whole}


def check(document: object) -> Checked:
    """Return a message, judged. What closes one need not say again where it was."""
    message, problems = validated(LiveIncidentMessage, document, place="")
    if message is not None and (message.address or not message.closed_at):
        problems = _without_a_door(message.address)
    return Checked(message=None if problems else message, problems=problems)


def _without_a_door(address: LiveAddress | None) -> tuple[Problem, ...]:
    found = address or LiveAddress()
    house = addresses.house(found.lines[0]) if found.lines else ""
    wrong = []
    if not normal_postcode(found.postcode or ""):
        wrong.append(_missing("/address/postcode", _("Add the whole postcode.")))
    if not (house or found.uprn):
        wrong.append(_missing("/address/lines", _("Add the number or name of the house first.")))
    return tuple(wrong)


def _missing(place: str, cure: str) -> Problem:
    problem = _("Without it nobody can tell to which door it is.")
    return Problem(code="missing", place=place, problem=problem, cure=cure)


def line_of(said: Mapping[str, Any]) -> str:
    """Return the first line of an address as it is kept."""
    return str(next(iter(said.get("lines") or ()), ""))
