"""Makes an invented borough and its weekend, whole and in memory.

The order here is the order in which one thing rests on another: places, establishments, families
and rolls, key adults and term dates, then what police recorded and who it truly was.
"""

from datetime import date, timedelta

from firstbell.sample import case_details, feeds
from firstbell.sample.calendars import calendar
from firstbell.sample.cases import CASES, COMPANIONS
from firstbell.sample.chance import Weighted, stream
from firstbell.sample.contacts import contacts
from firstbell.sample.establishment_plans import CORE
from firstbell.sample.establishments import establish, link
from firstbell.sample.families import FamilyPlan, Nursery
from firstbell.sample.households import crowd
from firstbell.sample.incidents import Draft, Recorder
from firstbell.sample.model import Borough, Contact, Establishment, Family
from firstbell.sample.places import Atlas
from firstbell.sample.said import SchoolTalk
from firstbell.sample.schooling import Placement
from firstbell.sample.truth import left_out, truths
from firstbell.sample.weekend import Weekend

MONDAY = date(2026, 11, 23)
"""The Monday after the weekend that `firstbell sample` makes unless it is told another."""

_COUNCILS = Weighted([("990", 0.955), ("991", 0.03), ("993", 0.015)])
_PICKED_MORE = {"out_of_area": 4.0, "home_educated": 2.0, "no_roll": 2.0}
"""Families whose children no roll has are rarer than their share of an incident feed."""
_SECOND_INCIDENT = 0.03
_PUPILS_IN_A_FAMILY = 1.5


def make_borough(
    *,
    seed: int = 1,
    pupils: int = 12_000,
    incidents: int = 200,
    establishments: int | None = None,
    weekend: date | None = None,
    crowded: bool = False,
) -> Borough:
    """A borough with at least so many pupils on shared rolls, and exactly so many incidents.

    The last family may bring a few pupils more. `weekend`: any day from the Friday to the Monday.
    `crowded`: as in `households`, and a family has a second incident as often as chance has it.

    :raises ValueError: too few establishments, or no incidents or pupils at all.
    """
    if pupils < 1 or incidents < 1:
        raise ValueError("a sample borough needs at least one pupil and one incident")
    monday = monday_after(weekend or MONDAY)
    atlas = Atlas(seed)
    atlas.prepare(int(pupils / _PUPILS_IN_A_FAMILY))
    schools = establish(seed, establishments or fitting(pupils), atlas)
    links = link(schools)
    families = _families(seed, monday, atlas, schools, pupils)
    if crowded:
        crowd(stream(seed, "households"), families)
    key_adults = contacts(seed, monday, schools)
    span = Weekend(monday)
    talk = SchoolTalk(stream(seed, "said"), schools, links)
    recorder = Recorder(stream(seed, "incidents"), span, atlas, talk)
    drafts = _drafts(seed, recorder, atlas, families, key_adults, incidents, crowded=crowded)
    sent = feeds.send(drafts, span)
    by_urn = {one.urn: one for one in schools}
    return Borough(
        seed=seed,
        monday=monday,
        source=feeds.SOURCE,
        force=feeds.FORCE,
        establishments=schools,
        links=links,
        families=families,
        contacts=key_adults,
        calendar=calendar(seed, monday, schools),
        postcodes=atlas.rows(),
        feeds={"feed.json": sent.first, "feed-2.json": sent.second},
        truths=[row for one in sent.drafts for row in truths(one, feeds.SOURCE, monday, by_urn)],
        left_out=[row for one in sent.drafts for row in left_out(one)],
        refused=sent.refused,
        expected=sent.expected,
    )


def monday_after(day: date) -> date:
    """The Monday that the weekend around a day ends with; a Monday is its own.

    :raises ValueError: the day is in the middle of a week.
    """
    if 0 < day.weekday() < 4:
        raise ValueError(
            f"{day} is no day of a weekend: give its Friday, Saturday, Sunday or Monday"
        )
    return day + timedelta(days=-day.weekday() % 7)


def fitting(pupils: int) -> int:
    """How many establishments that many pupils fill."""
    return min(60, CORE + pupils // 300)


def _families(
    seed: int, monday: date, atlas: Atlas, schools: list[Establishment], pupils: int
) -> list[Family]:
    """Families until the shared rolls hold enough pupils, those of the cases first."""
    chance = stream(seed, "families")
    nursery = Nursery(chance, monday)
    placement = Placement(stream(seed, "schooling"), monday, schools)
    plans = [*CASES, *COMPANIONS]
    families: list[Family] = []
    on_rolls = 0
    while plans or on_rolls < pupils:
        plan = plans.pop(0) if plans else FamilyPlan()
        council = plan.council or _COUNCILS.draw(chance)
        outcode = plan.outcode or atlas.neighbourhood(chance, council)
        family = nursery.family(plan, atlas.address(chance, council, outcode))
        placement.settle(family, plan.schooling)
        families.append(family)
        on_rolls += sum(1 for kid in family.children if kid.registrations)
    return families


def _drafts(
    seed: int,
    recorder: Recorder,
    atlas: Atlas,
    families: list[Family],
    key_adults: list[Contact],
    wanted: int,
    *,
    crowded: bool,
) -> list[Draft]:
    """The cases as far as they fit, then incidents of families drawn from the whole borough."""
    by_urn: dict[str, list[Contact]] = {}
    for one in key_adults:
        by_urn.setdefault(one.urn, []).append(one)
    desk = case_details.Desk(recorder, atlas, by_urn)
    companions = {plan.case for plan in COMPANIONS}
    cases = [one for one in families if one.case and one.case not in companions]
    others = [one for one in families if not one.case]
    drafts: list[Draft] = []
    for family in cases[:wanted]:
        draft = recorder.record(family)
        case_details.apply(draft, desk)
        drafts.append(draft)
    chance = stream(seed, "weekend")
    pick = Weighted([(one, _weight(one)) for one in others])
    seen: set[int] = set()
    while len(drafts) < wanted:
        family = pick.draw(chance)
        if family.number in seen and chance.random() > (1.0 if crowded else _SECOND_INCIDENT):
            continue
        seen.add(family.number)
        drafts.append(recorder.record(family))
    return drafts


def _weight(family: Family) -> float:
    return max(_PICKED_MORE.get(kid.schooling, 1.0) for kid in family.children)
