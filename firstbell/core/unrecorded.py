"""Which children probably live in the home of an incident, and were not recorded there.

Four things may speak for a child: a school's roll has it in that home, a roll has it in one home
with a child that was recorded, it was recorded there before, or a person has said that it lives
there. What is found is a question to a person with its reasons and with what speaks against it;
nobody is ever told because of it alone. An address says little where many families share a front
door, so that too many surnames there say nothing.

Knows names, homes and days that it is given. Expects that whatever is sealed, restricted or kept
safe was left out before: it must never be found out about from here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias

from firstbell.core.linkage.names import halves, is_first_name_like, joined, words
from firstbell.core.open_rules import about

Key: TypeAlias = Any
"""What names a child or a home; it can be hashed."""

For = Literal[
    "roll_at_the_home", "roll_with_a_child", "surname", "recorded_before", "said_to_live_there"
]
Against = Literal[
    "other_surname",
    "other_families",
    "rolls_say_elsewhere",
    "roll_is_old",
    "long_ago",
    "may_be_one_of_them",
]
HomeFrom = Literal["said", "roll"]
"""Whether police said that it is the home, or a roll has a child there who was recorded."""

ADULT_AT = 18

OLD_ROLL = timedelta(days=100)
"""A roll that is older than a term may name who has moved away since."""

LONG_AGO = timedelta(days=180)
"""Half a year after it was recorded there, a child may well live elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Households:
    """How far the rolls of one address are believed, and for how long what was said there."""

    household_surnames: int = field(
        default=8,
        metadata=about(
            "count",
            "With so many surnames on the rolls at one address that nobody in the incident bears, "
            "the address names no child who may not have been recorded.",
            "Ours, measured on an invented borough (python -m bench.household.measure 2 12000 "
            "2500): of 82 children left out who are on a roll, 67 named and 57 others wrongly at "
            "8; 67 and 55 at 4; 65 and 53 at 2; 57 and 50 at 1.",
        ),
    )
    household_other_names: str = field(
        default="off",
        metadata=about(
            "choice",
            "Whether children are asked about whose surname nobody in the incident bears, as in a "
            "step-family, where the rolls have no more than one such family at the address.",
            "Ours, measured on an invented borough (python -m bench.household.measure 2 12000 "
            "2500): of 82 children left out who are on a roll, 67 named and 57 others wrongly with "
            "off; 70 and 414 with one_family.",
            ("off", "one_family"),
        ),
    )
    household_memory: timedelta = field(
        default=timedelta(days=365),
        metadata=about(
            "days",
            "For how long an earlier incident, and what a person answered about who lives where, "
            "count when the hub is asked about children who may not have been recorded.",
            "Ours: families move; within a school year most have not.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One child of the incident: the pupil that it is, or may be, and what it was called."""

    pupil: Key | None = None
    may_be: frozenset[Key] = frozenset()
    given_names: str = ""
    surnames: tuple[str, ...] = ()
    born_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """A child that a roll or an earlier incident knows; `key` is the same in all of them."""

    key: Key
    given_names: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    born_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class OnRoll:
    """A pupil whom a roll has in a home of the incident; `since` is the day of that roll."""

    child: Known
    home: Key
    since: date


@dataclass(frozen=True, kw_only=True)
class Before:
    """A child of an earlier incident of the same household."""

    child: Known
    on: date


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a person said before of a child and a home."""

    child: Key
    home: Key | None
    lives_there: bool
    on: date


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that speaks for or against it, with the day or the number that belongs to it."""

    code: str
    day: date | None = None
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Probable:
    """A child who probably lives there: the home by which it was found, if one, and why."""

    child: Key
    home: Key | None
    why: tuple[Reason, ...]
    against: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is known of one incident's household on the day of the belief."""

    on: date
    recorded: Sequence[Recorded]
    adults: Sequence[str] = ()
    homes: Mapping[Key, HomeFrom] = field(default_factory=dict)
    on_rolls: Sequence[OnRoll] = ()
    before: Sequence[Before] = ()
    answered: Sequence[Answered] = ()


def probably_there(scene: Scene, rules: Households) -> tuple[Probable, ...]:
    """Return the children to ask a person about, in the order in which they were found.

    A child of whom a person has said that it does not live there is not asked about again.
    """
    said = _latest(scene, rules)
    found: dict[Key, Probable] = {}
    for each in [*_by_address(scene, rules), *_by_earlier(scene, rules)]:
        before = found.get(each.child)
        found[each.child] = _both(before, each) if before else each
    asked = (_with_answer(each, said.get((each.child, each.home))) for each in found.values())
    return tuple(_with_doubt(each, scene) for each in asked if each is not None)


def _with_answer(each: Probable, answer: Answered | None) -> Probable | None:
    if answer is None:
        return each
    if not answer.lives_there:
        return None
    return replace(each, why=(Reason(code="said_to_live_there", day=answer.on), *each.why))


def _with_doubt(each: Probable, scene: Scene) -> Probable:
    """Say how many of those recorded are on no roll that we know: it may be one of them."""
    unknown = sum(child.pupil is None for child in scene.recorded)
    if not unknown:
        return each
    doubt = Reason(code="may_be_one_of_them", number=unknown)
    return replace(each, against=(*each.against, doubt))


def _latest(scene: Scene, rules: Households) -> dict[tuple[Key, Key | None], Answered]:
    """Return the last answer of each child and home that still counts."""
    still = [each for each in scene.answered if scene.on - each.on <= rules.household_memory]
    return {(each.child, each.home): each for each in sorted(still, key=lambda each: each.on)}


def _both(one: Probable, other: Probable) -> Probable:
    against = {each.code: each for each in (*one.against, *other.against)}
    return replace(
        one,
        home=one.home or other.home,
        why=tuple(dict.fromkeys((*one.why, *other.why))),
        against=tuple(against.values()),
    )


def _by_address(scene: Scene, rules: Households) -> Iterable[Probable]:
    own = _names((name for each in scene.recorded for name in each.surnames), scene.adults)
    homes: dict[Key, list[OnRoll]] = defaultdict(list)
    for row in scene.on_rolls:
        homes[row.home].append(row)
    for rows in homes.values():
        strangers = _families(rows, own)
        if strangers >= rules.household_surnames:
            continue
        for row in rows:
            is_of_the_name = bool(_names(row.child.surnames) & own)
            if not is_of_the_name and (rules.household_other_names == "off" or strangers > 1):
                continue
            if _may_be_recorded(row.child, scene) or not _is_child(row.child, scene.on):
                continue
            yield _of_address(row, scene, strangers=strangers, is_of_the_name=is_of_the_name)


def _of_address(row: OnRoll, scene: Scene, *, strangers: int, is_of_the_name: bool) -> Probable:
    is_said = scene.homes[row.home] == "said"
    with_others = {each.child.key for each in scene.on_rolls if each.home == row.home}
    with_a_child = any(each.pupil in with_others for each in scene.recorded if each.pupil)
    why = [Reason(code="roll_at_the_home", day=row.since)] if is_said else []
    why += [Reason(code="roll_with_a_child", day=row.since)] if with_a_child else []
    why += [Reason(code="surname")] if is_of_the_name else []
    against = [] if is_of_the_name else [Reason(code="other_surname")]
    if others := strangers - (not is_of_the_name):
        against.append(Reason(code="other_families", number=others))
    if _rolls_say_elsewhere(scene, with_others):
        against.append(Reason(code="rolls_say_elsewhere"))
    if scene.on - row.since > OLD_ROLL:
        against.append(Reason(code="roll_is_old", day=row.since))
    return Probable(child=row.child.key, home=row.home, why=tuple(why), against=tuple(against))


def _rolls_say_elsewhere(scene: Scene, there: set[Key]) -> bool:
    """Say whether every child recorded and linked is on the rolls at another home than this."""
    linked = [each.pupil for each in scene.recorded if each.pupil]
    return bool(linked) and not any(pupil in there for pupil in linked)


def _by_earlier(scene: Scene, rules: Households) -> Iterable[Probable]:
    home = next((each for each, source in scene.homes.items() if source == "said"), None)
    latest: dict[Key, Before] = {}
    for each in sorted(scene.before, key=lambda one: one.on):
        latest[each.child.key] = each
    for each in latest.values():
        if scene.on - each.on > rules.household_memory:
            continue
        if _may_be_recorded(each.child, scene) or not _is_child(each.child, scene.on):
            continue
        is_long = scene.on - each.on > LONG_AGO
        yield Probable(
            child=each.child.key,
            home=home,
            why=(Reason(code="recorded_before", day=each.on),),
            against=(Reason(code="long_ago", day=each.on),) if is_long else (),
        )


def _families(rows: Iterable[OnRoll], own: frozenset[str]) -> int:
    """Return how many families the rolls have at one home beside that of the incident.

    Pupils who share any surname are one family, and so is who shares one with them.
    """
    left = [names for row in rows if (names := _names(row.child.surnames)) and not names & own]
    families: list[frozenset[str]] = []
    for names in left:
        near = [each for each in families if each & names]
        families = [each for each in families if not each & names]
        families.append(names.union(*near))
    return len(families)


def _names(*several: Iterable[str]) -> frozenset[str]:
    """Return surnames as they are compared; each half of a double one counts."""
    texts = [text for each in several for text in each]
    return frozenset(name for text in texts for name in (joined(text), *halves(text)) if name)


def _may_be_recorded(child: Known, scene: Scene) -> bool:
    """Say whether a child is one of those recorded, or may well be under a slip of the pen."""
    return any(_may_be(child, each) for each in scene.recorded)


def _may_be(child: Known, recorded: Recorded) -> bool:
    if child.key == recorded.pupil or child.key in recorded.may_be:
        return True
    firsts = {word for text in child.given_names for word in words(text)}
    is_alike = is_first_name_like(recorded.given_names, firsts)
    is_same_day = recorded.born_on is not None and recorded.born_on == child.born_on
    if recorded.pupil is None:
        return is_alike or is_same_day
    # A pupil without a number may be two on two rolls; a twin has another first name.
    return is_alike and (is_same_day or None in {recorded.born_on, child.born_on})


def _is_child(child: Known, on: date) -> bool:
    if child.born_on is None:
        return True
    born = child.born_on
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < ADULT_AT
