"""An invented borough as the rules want it: calendars, people in order, what is known of a child.

Gathers what the product's own look-ups gather from tables, and decides nothing: who is told, by
when and in which order is asked of `firstbell.core`. Who a child truly is comes from the
invention, so that linkage is not played here.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from firstbell.core import routing
from firstbell.core.calendars import Nation, Period, RecipientCalendar, local_day
from firstbell.core.cover import in_order
from firstbell.core.deadlines import desk_calendar, school_calendar, situation_at
from firstbell.core.policy import Policy
from firstbell.sample import Borough
from firstbell.sample.model import Contact, Truth

FORCE = "E23990001"
OURS = {"E08990001": "990", "E08990002": "991"}
"""The councils of the invented partnership, by their national codes."""

MISSING = "990:missing-education"
"""Whom the hub tells where nobody knows a school."""

WELSH = "992"
KINDS: dict[str, routing.EstablishmentKind] = {
    "fe": "further_education",
    "sixth": "sixteen_to_nineteen",
    "nursery": "early_years",
}

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """Somebody whom a school has named by telephone."""

    email: str
    term: str = "yes"
    holidays: str = "no"


Person = Contact | Stranger


@dataclass
class Register:
    """The places of a borough and their people."""

    borough: Borough
    policy: Policy
    _calendars: dict[str, RecipientCalendar] = field(default_factory=dict)
    _people: dict[str, list[Person]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort what is asked for often."""
        self._schools = {one.urn: one for one in self.borough.establishments}
        self._lives = {
            row.pcds.replace(" ", ""): (row.laua, row.pfa) for row in self.borough.postcodes
        }
        self._truths = {(row.incident, row.child): row for row in self.borough.truths}
        self._periods: defaultdict[str, list[Period]] = defaultdict(list)
        for row in self.borough.calendar:
            self._periods[str(row.scope).removeprefix("LA-")].append(
                Period(
                    kind=row.kind,  # type: ignore[arg-type]
                    first=row.from_on,
                    last=row.to_on,
                    opens_at=time.fromisoformat(row.opens_at) if row.opens_at else None,
                )
            )
        for each in sorted(self.borough.contacts, key=lambda each: (each.order, each.name)):
            self._people.setdefault(each.urn or each.desk, []).append(each)

    def calendar_of(self, recipient: str) -> RecipientCalendar:
        """Return the calendar of a school, by its URN, or of a desk."""
        if recipient not in self._calendars:
            self._calendars[recipient] = self._calendar(recipient)
        return self._calendars[recipient]

    def _calendar(self, recipient: str) -> RecipientCalendar:
        school = self._schools.get(recipient)
        if school is None:
            return desk_calendar(self.policy)
        return school_calendar(
            self.policy,
            own=tuple(self._periods[recipient]),
            council=tuple(self._periods[school.council]),
            nation=Nation.WALES if school.council == WELSH else Nation.ENGLAND,
        )

    def told_at(self, recipient: str, at: datetime) -> list[Person]:
        """Return the key adults of a place in the order in which they are told now."""
        here = self._valid(recipient, local_day(at))
        holiday = situation_at(at, self.calendar_of(recipient)) == "out_of_term"
        on_duty = [each for each in here if (each.holidays if holiday else each.term) == "yes"]
        return in_order(here, on_duty=on_duty)

    def name_somebody(self, urn: str) -> None:
        """Let a school that has nobody name somebody."""
        self._people.setdefault(urn, []).append(Stranger(email=f"office.{urn}@rehearsal.example"))

    def has_anybody(self, recipient: str, on: date) -> bool:
        """Say whether a place has a key adult on a day."""
        return bool(self._valid(recipient, on))

    def _valid(self, recipient: str, on: date) -> list[Person]:
        day = on.isoformat()
        return [
            each
            for each in self._people.get(recipient, ())
            if isinstance(each, Stranger)
            or ((each.from_on or day) <= day and (each.to_on or day) >= day)
        ]

    def facts_of(
        self, incident: Document, child: Document, *, belief_at: datetime, link: str, held: bool
    ) -> routing.ChildFacts:
        """Return what is known about a child when it comes."""
        on = local_day(belief_at)
        truth = self.truth_of(incident, child)
        address = child.get("address") or incident.get("address") or {}
        laua, pfa = self._lives.get(address.get("postcode", "").replace(" ", ""), ("", ""))
        told = child.get("school_urn", "")
        is_open = told in self._schools and self._schools[told].status == "open"
        return routing.ChildFacts(
            link=link,  # type: ignore[arg-type]
            role=child.get("role", "affected"),
            registrations=self.registrations(truth, on) if link == "linked" else (),
            home_educated=bool(child.get("home_educated")),
            age=_age(child, on),
            desks=self._desks(OURS.get(laua, "")),
            lives_elsewhere=bool(pfa) and pfa != FORCE,
            school_told=bool(child.get("school_as_told") or told),
            chosen=self.chosen(told, on) if is_open else None,
            held=held,
        )

    def truth_of(self, incident: Document, child: Document) -> Truth:
        """Return who a recorded child truly is."""
        key = incident["reference"], child["id"]
        return self._truths.get(key) or Truth("", *key, "unknown", None, None)

    def registrations(self, truth: Truth, on: date) -> tuple[routing.Registration, ...]:
        """Return the rows of the true pupil that are current on a day."""
        if truth.pupil is None:
            return ()
        return tuple(
            routing.Registration(
                urn=row.urn,
                enrol_status=row.status,
                kind=KINDS.get(self._schools[row.urn].stage, "school"),
                has_key_adult=self.has_anybody(row.urn, on),
            )
            for row in truth.pupil.registrations
            if row.is_current(on) and self._schools[row.urn].status == "open"
        )

    def chosen(self, recipient: str, on: date) -> routing.Chosen:
        """Return a recipient as a person chooses it: a school, or the desk of who has none."""
        is_desk = ":" in recipient
        return routing.Chosen(
            recipient=recipient,
            reason="missing_education" if is_desk else "as_told",
            kind="desk" if is_desk else "establishment",
            has_key_adult=self.has_anybody(recipient, on),
        )

    def _desks(self, council: str) -> routing.Desks | None:
        if not council:
            return None
        kinds = {name.partition(":")[2] for name in self._people if name.startswith(f"{council}:")}
        return routing.Desks(council=council, with_contacts=frozenset(kinds))


def children_of(incident: Document, *, belief_at: datetime) -> Sequence[Document]:
    """Return the children of the journey: the listed ones, and adults who are none yet."""
    on = local_day(belief_at)
    young = [
        {**adult, "role": routing.role_of_young_adult(adult.get("role"))}
        for adult in incident.get("adults", ())
        if adult.get("date_of_birth")
        and _years(date.fromisoformat(adult["date_of_birth"]), on) < 18
    ]
    return [*incident.get("children", ()), *young]


def belief_of(incident: Document) -> datetime:
    """Return when the police believed that children were affected."""
    said = (incident.get(each) for each in ("belief_formed_at", "attended_at", "reported_at"))
    return datetime.fromisoformat(next(filter(None, said)))


def _age(child: Document, on: date) -> int | None:
    if not child.get("date_of_birth"):
        age: int | None = child.get("age_estimate")
        return age
    return _years(date.fromisoformat(child["date_of_birth"]), on)


def _years(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
