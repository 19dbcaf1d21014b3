"""The things an invented borough is made of.

Plain values only: what they are written as is said in `files`, how they come about in the other
modules. No person, place or school here exists.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Council:
    """A council of the invented area; `code` is the three-digit code of the establishments file."""

    code: str
    name: str
    laua: str
    pfa: str
    outcodes: tuple[str, ...]
    town: str
    country: str = "England"


@dataclass(frozen=True, slots=True)
class Address:
    """A home, as a school would hold it."""

    house: str
    street: str
    town: str
    postcode: str
    uprn: str
    neighbourhood: str
    council: str

    @property
    def line_1(self) -> str:
        """House and street."""
        return f"{self.house} {self.street}"


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """One line of the postcode directory; `doterm` is YYYYMM or blank."""

    pcds: str
    laua: str
    pfa: str
    doterm: str


@dataclass(slots=True)
class Establishment:
    """A school, college or nursery school; `stage` says whom it teaches."""

    urn: str
    council: str
    number: str
    name: str
    short: str
    type_code: str
    stage: str
    low_age: int
    high_age: int
    street: str
    town: str
    postcode: str
    phone: str
    slug: str
    head: tuple[str, str, str]
    faith: str = "none"
    shares_roll: bool = True
    by_ctf: bool = False
    status: str = "open"
    opened_on: date | None = None
    closed_on: date | None = None
    neighbourhood: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the links file; dates of establishment may be unknown."""

    urn: str
    link_urn: str
    link_name: str
    link_type: str
    established_on: date | None


@dataclass(slots=True)
class Registration:
    """One line of a roll."""

    urn: str
    status: str
    entry_on: date | None
    leaving_on: date | None = None
    year: str = ""
    group: str = ""
    address: Address | None = None

    def is_current(self, on: date) -> bool:
        """Whether the pupil is registered on the day, both ends included."""
        begun = self.entry_on is None or self.entry_on <= on
        return begun and (self.leaving_on is None or on <= self.leaving_on)


@dataclass(slots=True)
class Child:
    """A child as they truly are; `registrations` is what the rolls say of them."""

    number: int
    forename: str
    middle: str
    surname: str
    born_on: date
    sex: str
    community: str
    family: int
    schooling: str = ""
    urn: str = ""
    upn: str = ""
    preferred_forename: str = ""
    preferred_surname: str = ""
    former_surname: str = ""
    registrations: list[Registration] = field(default_factory=list)
    lives_elsewhere: bool = False

    def current_urns(self, on: date) -> list[str]:
        """Establishments where a shared roll has the child on that day."""
        return sorted({row.urn for row in self.registrations if row.is_current(on)})


@dataclass(slots=True)
class Adult:
    """A parent or carer."""

    forename: str
    surname: str
    born_on: date
    sex: str


@dataclass(slots=True)
class Family:
    """Children who live together with one or two adults."""

    number: int
    community: str
    address: Address
    adults: list[Adult]
    children: list[Child]
    case: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of the contacts file."""

    urn: str
    desk: str
    name: str
    email: str
    phone: str
    mobile: str
    order: int
    role: str
    term: str
    holidays: str
    trained_on: str
    from_on: str = ""
    to_on: str = ""


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One line of the calendar file."""

    scope: str
    kind: str
    from_on: date
    to_on: date
    opens_at: str = ""
    note: str = ""


@dataclass(slots=True)
class Truth:
    """Who a recorded child truly is, and who must be told where that is certain."""

    source: str
    incident: str
    child: str
    why: str
    pupil: Child | None
    recipients: list[tuple[str, str]] | None
    to_a_person_first: bool = False
    note: str = ""
    who: Child | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A child who lives in the home of an incident and whom nobody wrote down there."""

    incident: str
    child: Child


Document = dict[str, Any]


@dataclass(slots=True)
class Borough:
    """Everything invented for one seed."""

    seed: int
    monday: date
    source: str
    force: str
    establishments: list[Establishment]
    links: list[Link]
    families: list[Family]
    contacts: list[Contact]
    calendar: list[CalendarRow]
    postcodes: list[PostcodeRow]
    feeds: dict[str, Document]
    truths: list[Truth]
    left_out: list[LeftOut]
    refused: list[Document]
    expected: Document

    @property
    def pupils(self) -> list[Child]:
        """Children with at least one line on a shared roll."""
        return [kid for family in self.families for kid in family.children if kid.registrations]
