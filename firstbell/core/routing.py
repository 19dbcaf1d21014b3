"""Who must be told about one child, and why; or which person has to look first, and why.

Every child ends with somebody: a recipient that is told, a wait that a person owns, or both.
Being told about never depends on a score, an age or an address alone: a roll row wins.

This module chooses from facts that it is given. It looks nothing up, decides no link, and
does not know what a recipient may read (`core.disclosure`) or by when (`core.deadlines`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from firstbell.core.lifecycle import LinkState

ChildRole = Literal["affected", "victim", "causing_harm"]
AdultRole = Literal["victim", "suspect", "involved"]
RecipientKind = Literal["establishment", "desk"]
EstablishmentKind = Literal[
    "school", "further_education", "sixteen_to_nineteen", "early_years", "childcare"
]
Reason = Literal[
    "post_16",
    "dual_registered",
    "registered",
    "home_educated",
    "missing_education",
    "early_years",
    "childcare",
    "not_in_education",
    "as_told",
    "high_risk",
    "out_of_area",
]
Why = Literal[
    "review",
    "unlinked",
    "no_recipient",
    "victim",
    "causing_harm",
    "hold",
    "not_ours",
    "out_of_area",
    "vanished",
    "no_agreement",
]
Owner = Literal["hub", "sender"]

UNDER_SCHOOL_AGE = 5
"""Below this age a child without a roll row may be in early years. Reception starts at four,
so a four-year-old is looked for on the rolls as well."""

RECEPTION_AGE = 4

IN_LEARNING_UNTIL_18 = range(16, 18)
"""Ages in whole years at which a young person in England must take part in education or training,
and the council must find those who do not (Education and Skills Act 2008, sections 2, 10 and 12).
"""

POST_16: frozenset[EstablishmentKind] = frozenset({"further_education", "sixteen_to_nineteen"})


@dataclass(frozen=True, kw_only=True)
class Registration:
    """The linked pupil's row on one roll that is current on the day of the belief.

    `attends` are the days of the week on which the child comes (`core.attending`), where the place
    said them; `is_soon` is False where the next is far off. A childminder that seems to be in the
    home of the incident, or of kin, `is_too_near`.
    """

    urn: str
    enrol_status: str = "C"
    kind: EstablishmentKind = "school"
    has_key_adult: bool = True
    attends: str = ""
    is_soon: bool = True
    is_too_near: bool = False


@dataclass(frozen=True, kw_only=True)
class Desks:
    """One council's desks: which kinds of them have contacts."""

    council: str
    with_contacts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A recipient that a named person chose: the force's `school_urn`, or the hub's choice."""

    recipient: str
    reason: Literal[
        "as_told",
        "missing_education",
        "early_years",
        "childcare",
        "not_in_education",
        "home_educated",
    ]
    kind: RecipientKind = "establishment"
    has_key_adult: bool = True


@dataclass(frozen=True, kw_only=True)
class ChildFacts:
    """What routing needs to know about one child of one incident.

    `on_register` says that a school reported the pupil as learning at home. `desks` are those of
    the council of the child's postcode, else of the incident's; None where neither is known.
    `lives_elsewhere` says that the child lives in another force's
    area. `tells_health` is the partnership's rule that health is told of high-risk cases;
    `expecting` says that an adult of the incident is pregnant. `denied` are recipients (URN or
    desk) that answered "not our pupil". `settled` are the whys that a person has looked at and
    released. `handed_over` says that another area has accepted the child, and that police have
    said nothing newer since.
    """

    link: LinkState
    role: ChildRole = "affected"
    registrations: tuple[Registration, ...] = ()
    home_educated: bool = False
    on_register: bool = False
    age: int | None = None
    desks: Desks | None = None
    lives_elsewhere: bool = False
    school_told: bool = False
    chosen: Chosen | None = None
    asked_sender: bool = False
    held: bool = False
    vanished: bool = False
    handed_over: bool = False
    denied: frozenset[str] = frozenset()
    settled: frozenset[Why] = frozenset()
    tells_health: bool = False
    is_high_risk: bool = False
    expecting: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """One recipient that must be told: a URN, or a desk as `380:home-education`."""

    kind: RecipientKind
    recipient: str
    reason: Reason
    has_key_adult: bool = True
    attends: str = ""


@dataclass(frozen=True, kw_only=True)
class Waits:
    """One reason for a person to look, whose move it is, and at which recipient, if at one."""

    why: Why
    owner: Owner = "hub"
    recipient: str = ""


@dataclass(frozen=True, kw_only=True)
class Route:
    """What becomes of the child now. While it is `held`, nobody may read what is addressed.

    A child who `is_elsewhere` is another area's, which has accepted it.
    """

    told: tuple[Told, ...] = ()
    waits: tuple[Waits, ...] = ()
    held: bool = False
    is_elsewhere: bool = False

    @property
    def reaches_education(self) -> bool:
        """Whether somebody is told who has the child in their care, health apart."""
        return any(each.reason != "high_risk" for each in self.told)

    def __post_init__(self) -> None:
        """Refuse to let a child end with nobody."""
        if not (self.told or self.waits or self.is_elsewhere):
            raise ValueError("a child is told to somebody or waits for somebody")


def role_of_young_adult(role: AdultRole | None) -> ChildRole:
    """Return the role, as a child of the journey, of somebody under 18 listed as an adult."""
    roles: dict[AdultRole | None, ChildRole] = {"victim": "victim", "suspect": "causing_harm"}
    return roles.get(role, "affected")


def route(facts: ChildFacts) -> Route:
    """Return who must be told about a child, and what a person must look at.

    A hold, and a child who is a victim or causes harm, go to a person before anybody reads a
    word; the recipients are named all the same, so that the clock is theirs. A recipient that
    said "not our pupil" is not told again. One without a key adult is told all the same, so
    that its clock runs, and the hub must find it one. A child whom a later revision leaves out
    is still told about while the sender is asked. Health is told beside them, never instead.
    """
    stops = _stops(facts)
    wanted, waits = _wanted(facts)
    return Route(
        told=tuple(
            each for each in (*wanted, *_health(facts)) if each.recipient not in facts.denied
        ),
        waits=stops
        + waits
        + tuple(wait for each in wanted for wait in _waits_at(each, facts))
        + _beside(facts),
        held=bool(stops),
        is_elsewhere=facts.handed_over,
    )


def without_agreement(route_: Route, stopped: Collection[str]) -> Route:
    """Return a route on which the `stopped` recipients are not told, and the hub knows.

    They are those whose share rests on an agreement alone, on a day on which none is in force.
    """
    waits = tuple(
        Waits(why="no_agreement", recipient=each.recipient)
        for each in route_.told
        if each.recipient in stopped
    )
    told = tuple(each for each in route_.told if each.recipient not in stopped)
    return replace(route_, told=told, waits=(*route_.waits, *waits))


def _stops(facts: ChildFacts) -> tuple[Waits, ...]:
    whys: list[Why] = []
    if facts.held:
        whys.append("hold")
    if facts.role != "affected":
        whys.append(facts.role)
    return tuple(Waits(why=why) for why in whys if why not in facts.settled)


def _beside(facts: ChildFacts) -> tuple[Waits, ...]:
    if facts.vanished and "vanished" not in facts.settled:
        return (Waits(why="vanished", owner="sender"),)
    return ()


def _wanted(facts: ChildFacts) -> tuple[tuple[Told, ...], tuple[Waits, ...]]:
    """Choose by what is known; the first rule of the contract that fits decides."""
    if facts.link == "linked" and facts.registrations:
        told, waits = _registered(facts)
        return told + _also_at_home(facts), waits
    if facts.handed_over:
        return (), ()
    if facts.home_educated or facts.on_register:
        return _home_educated(facts)
    if facts.link == "review":
        return (), (_hub_or_sender("review", facts),)
    if facts.chosen:
        return (_as_chosen(facts.chosen),), ()
    if facts.lives_elsewhere:
        return (), (Waits(why="out_of_area"),)
    return _without_a_roll(facts)


def _registered(facts: ChildFacts) -> tuple[tuple[Told, ...], tuple[Waits, ...]]:
    """Tell every establishment once, however many rows it has for the pupil.

    A nursery or childminder is told beside the schools, and makes none of them one of two. Where
    it is too near, or sees the child only much later, the council's early years desk has it: in
    the first case instead, in the second as well.
    """
    by_urn: dict[str, list[Registration]] = {}
    for each in facts.registrations:
        by_urn.setdefault(each.urn, []).append(each)
    schools = [rows for rows in by_urn.values() if rows[0].kind != "childcare"]
    providers = [rows for rows in by_urn.values() if rows[0].kind == "childcare"]
    told = [_at_school(rows, is_one_of_two=len(schools) > 1) for rows in schools]
    told += [_at(rows[0], "childcare") for rows in providers if not rows[0].is_too_near]
    if all(rows[0].is_soon and not rows[0].is_too_near for rows in providers):
        return tuple(told), ()
    desk = _desk("early-years", "early_years", facts.desks)
    if desk is None:
        return tuple(told), (Waits(why="no_recipient"),)
    return (*told, desk), ()


def _at_school(rows: Sequence[Registration], *, is_one_of_two: bool) -> Told:
    if any(row.enrol_status == "F" or row.kind in POST_16 for row in rows):
        return _at(rows[0], "post_16")
    return _at(rows[0], "dual_registered" if is_one_of_two else "registered")


def _at(row: Registration, reason: Reason) -> Told:
    return Told(
        kind="establishment",
        recipient=row.urn,
        reason=reason,
        has_key_adult=row.has_key_adult,
        attends=row.attends,
    )


def _home_educated(facts: ChildFacts) -> tuple[tuple[Told, ...], tuple[Waits, ...]]:
    """Tell the desk at once, also while the link is under review.

    A pupil who is linked but on no roll any more counts as not linked: leaving a roll is how
    home education usually begins.
    """
    waits = (_hub_or_sender("review", facts),) if facts.link == "review" else ()
    desk = _desk("home-education", "home_educated", facts.desks)
    if desk and (desk.has_key_adult or not facts.lives_elsewhere):
        return (desk,), waits
    return (), (*waits, Waits(why="out_of_area" if facts.lives_elsewhere else "no_recipient"))


def _also_at_home(facts: ChildFacts) -> tuple[Told, ...]:
    """Tell the desk too where a roll has a child back whom the register has at home.

    One of the two has not heard of the other yet; each is asked, and says whose the child is.
    """
    desk = _desk("home-education", "home_educated", facts.desks) if facts.on_register else None
    return (desk,) if desk and desk.has_key_adult else ()


def _as_chosen(chosen: Chosen) -> Told:
    return Told(
        kind=chosen.kind,
        recipient=chosen.recipient,
        reason=chosen.reason,
        has_key_adult=chosen.has_key_adult,
    )


def _without_a_roll(facts: ChildFacts) -> tuple[tuple[Told, ...], tuple[Waits, ...]]:
    """Tell the early-years desk of a small child; any other child is on the hub's list.

    That desk is off until it has contacts. A child of reception age, or one for whom a
    school's or nursery's name was told, stays on the list as well. So does a young person of 16
    or 17, of whom the desk that follows those ages is told, if it has contacts: where they learn
    is often on no roll that is held.
    """
    on_the_list = _hub_or_sender("no_recipient" if facts.link == "linked" else "unlinked", facts)
    follows = _desk("participation", "not_in_education", facts.desks)
    if facts.age in IN_LEARNING_UNTIL_18 and follows and follows.has_key_adult:
        return (follows,), (on_the_list,)
    desk = _desk("early-years", "early_years", facts.desks)
    if facts.age is None or facts.age >= UNDER_SCHOOL_AGE or not (desk and desk.has_key_adult):
        return (), (on_the_list,)
    also = facts.age >= RECEPTION_AGE or facts.school_told
    return (desk,), (on_the_list,) if also else ()


def _health(facts: ChildFacts) -> tuple[Told, ...]:
    """Tell health visiting of a small child, and midwifery of a home in which a child is expected.

    Only of a case of high risk, where the partnership's rule says so, and only a desk that has
    contacts. Which practice a family goes to is in no feed: a person chooses it.
    """
    if not (facts.tells_health and facts.is_high_risk):
        return ()
    kinds = ["midwifery"] if facts.expecting else []
    if facts.age is not None and facts.age < UNDER_SCHOOL_AGE:
        kinds.append("health-visiting")
    desks = (_desk(kind, "high_risk", facts.desks) for kind in kinds)
    return tuple(desk for desk in desks if desk and desk.has_key_adult)


def _desk(kind: str, reason: Reason, desks: Desks | None) -> Told | None:
    if desks is None:
        return None
    return Told(
        kind="desk",
        recipient=f"{desks.council}:{kind}",
        reason=reason,
        has_key_adult=kind in desks.with_contacts,
    )


def _hub_or_sender(why: Why, facts: ChildFacts) -> Waits:
    return Waits(why=why, owner="sender" if facts.asked_sender else "hub")


def _waits_at(told: Told, facts: ChildFacts) -> tuple[Waits, ...]:
    """Return what keeps `told` back, or that nobody there can read it."""
    if told.recipient in facts.denied:
        return (Waits(why="not_ours", recipient=told.recipient),)
    if not told.has_key_adult:
        return (Waits(why="no_recipient", recipient=told.recipient),)
    return ()
