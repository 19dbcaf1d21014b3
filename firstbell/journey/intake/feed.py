"""The incident feed as a force writes it: every field, its type and its limits.

A field that is null is a field that is absent. Nothing is coerced: a number is no text and a
text is no truth value, because a guess about a child's record is worse than a question. What
may be known about several fields together is in `validation`.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

MOST_PEOPLE = 200
"""More adults or children in one incident are a slip of a machine; each list is refused beyond."""

LARGEST_NUMBER = 2_147_483_647
"""The largest revision number that can be kept."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Between these an instant may lie; outside them there are no local days to count."""

_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?([Zz]|[+-]\d\d(:?\d\d)?)?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _instant(value: object) -> datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise PydanticCustomError("instant", "no instant")
    try:
        instant = datetime.fromisoformat(value.upper())
        in_utc = instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("instant", "no instant") from error
    if instant.tzinfo is None:
        raise PydanticCustomError("instant_without_offset", "no offset")
    if not FIRST_YEAR <= in_utc.year <= LAST_YEAR:
        raise PydanticCustomError("instant", "no instant that anybody meant")
    return in_utc


def _day(value: object) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("day", "no date")


def _number_as_text(value: object) -> object:
    """Systems write these identifiers as numbers as often as texts; both say the same."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _said(value: str) -> str | None:
    return value or None


Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]
Reference = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[Annotated[str, Field(max_length=200)], AfterValidator(_said)]
LongText = Annotated[Annotated[str, Field(max_length=20_000)], AfterValidator(_said)]
Uprn = Annotated[Words, BeforeValidator(_number_as_text)]
Urn = Annotated[Annotated[str, Field(pattern=r"^[0-9]{1,7}$")], BeforeValidator(_number_as_text)]
ChildRole = Literal["affected", "victim", "causing_harm"]
Presence = Literal["present", "resident_not_present", "elsewhere", "unknown"]


class Part(BaseModel):
    """A part of the feed: unknown fields are refused, and null is the same as absent."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            name: each
            for name, each in value.items()
            if each is not None or name not in cls.model_fields
        }


class Header(Part):
    """Whose delivery it is and which time it covers."""

    source: Reference
    reference: Reference
    created_at: Instant
    covers_from: Instant
    covers_to: Instant


class Address(Part):
    """Where somebody lives or something happened; `safe` means it goes no further than the hub."""

    lines: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=10)] = []
    postcode: Words | None = None
    uprn: Uprn | None = None
    safe: bool | None = None


class Risk(Part):
    """What the officer's risk tool said."""

    tool: Words | None = None
    grade: Literal["standard", "medium", "high"] | None = None
    graded_at: Instant | None = None


class Disclosure(Part):
    """A hold on the notifications, and what is to be withheld from them."""

    hold_until: Instant | None = None
    hold_ground: Words | None = None
    hold_approver: Words | None = None
    withhold: Annotated[list[Literal["place", "circumstances", "voice"]], Field(max_length=3)] = []


class Name(Part):
    """Another name that somebody goes by."""

    given_names: Words | None = None
    surname: Words | None = None


class Relationship(Part):
    """What an adult of the incident, named by its id, is to the child."""

    adult: Words | None = None
    relationship: Words | None = None


class Person(Part):
    """What a child and an adult have in common."""

    id: Reference
    given_names: Words | None = None
    surname: Words | None = None
    date_of_birth: Day | None = None
    address: Address | None = None


class Adult(Person):
    """An adult of the incident. Whoever was under 18 at the belief is a child of the journey."""

    role: Literal["victim", "suspect", "involved"] | None = None
    phone: Annotated[Annotated[str, Field(max_length=60)], AfterValidator(_said)] | None = None
    email: Annotated[Annotated[str, Field(max_length=254)], AfterValidator(_said)] | None = None
    employer: Words | None = None
    works_with_children: bool | None = None
    """Paid or not; of a suspect, the officer for allegations is told."""
    work_role: Words | None = None
    work_postcode: Words | None = None
    pregnant: bool | None = None


class Child(Person):
    """A child of the incident: who, where when it happened, seen or not, and in what words."""

    role: ChildRole = "affected"
    also_known_as: Annotated[list[Name], Field(max_length=50)] = []
    age_estimate: Annotated[int, Field(ge=0, le=120)] | None = None
    sex: Literal["F", "M", "X"] | None = None
    upn: Words | None = None
    relationships: Annotated[list[Relationship], Field(max_length=MOST_PEOPLE)] = []
    presence: Presence = "unknown"
    where_present: LongText | None = None
    seen: bool | None = None
    spoken_to: bool | None = None
    spoken_to_alone: bool | None = None
    voice: LongText | None = None
    presentation: LongText | None = None
    language: Words | None = None
    interpreter: Words | None = None
    communication_needs: LongText | None = None
    school_as_told: Words | None = None
    school_urn: Urn | None = None
    home_educated: bool | None = None


class Incident(Part):
    """One revision of one incident."""

    reference: Reference
    revision: Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
    status: Literal["active", "withdrawn"]
    status_reason: LongText | None = None
    unit: Words | None = None
    """The team or district that recorded it, in the force's own words."""
    occurred_from: Instant | None = None
    occurred_to: Instant | None = None
    reported_at: Instant | None = None
    attended_at: Instant | None = None
    belief_formed_at: Instant | None = None
    address: Address | None = None
    place_kind: Literal["home", "relative", "public", "other"] | None = None
    risk: Risk | None = None
    circumstances: LongText | None = None
    suspect_status: LongText | None = None
    conditions: LongText | None = None
    social_care_referral: bool | None = None
    safe_contact: LongText | None = None
    victim_told: LongText | None = None
    disclosure: Disclosure | None = None
    adults: Annotated[list[Adult], Field(max_length=MOST_PEOPLE)] = []
    children: Annotated[list[Child], Field(max_length=MOST_PEOPLE)] = []

    @property
    def belief_stated_at(self) -> datetime | None:
        """When the belief was formed, as far as the incident itself says."""
        return self.belief_formed_at or self.attended_at or self.reported_at


class SingleIncident(Incident):
    """One incident on its own, with the code of the source that hands it over."""

    source: Reference


class Feed(Part):
    """The whole document. Without incidents it is a nil return: the source is alive."""

    feed: Header
    incidents: list[Incident] = []
