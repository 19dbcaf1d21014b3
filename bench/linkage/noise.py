"""How a night's record differs from the truth: rates per recorded child, one function a field.

The standard profile is ``times=1``; the hard one multiplies every rate of error by 1.8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.linkage.day import ON
from bench.linkage.families import Household, Person, Register
from firstbell.core.linkage import RecordedChild
from firstbell.core.linkage.families import families_of, heads_of, sections

_FAMILIES = families_of(sections(Path(__file__).with_name("customs.txt")))
_SPELLING_OF = heads_of((head, each.spellings) for head, each in _FAMILIES.items())

_SWAPS = (("ie", "y"), ("y", "ie"), ("ph", "f"), ("c", "k"), ("k", "ck"), ("ee", "i"), ("s", "z"),
          ("i", "y"), ("ll", "l"), ("nn", "n"), ("tt", "t"), ("ai", "ay"), ("o", "u"), ("er", "a"),
          ("ou", "u"), ("aa", "a"), ("h", ""), ("e", "a"))  # fmt: skip


def slip(chance: Random, text: str) -> str:
    """One typing slip: a letter dropped, doubled, replaced or swapped with its neighbour."""
    if len(text) < 3:
        return text
    at = chance.randrange(1, len(text) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + chance.choice("aeioustrnl") + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def variant(chance: Random, text: str) -> str:
    """Another spelling of the same sound."""
    low = text.lower()
    heads = _SPELLING_OF.get(low, ())
    known = [name for head in heads for name in _FAMILIES[head].spellings if name != low]
    if known:
        return chance.choice(sorted(known)).capitalize()
    fitting = [(a, b) for a, b in _SWAPS if a in low[1:]]
    if not fitting:
        return slip(chance, text)
    old, new = chance.choice(fitting)
    return (low[0] + low[1:].replace(old, new, 1)).capitalize()


def _spellings(low: str) -> int:
    """How many spellings a name has in its family, in the first of them by its head."""
    heads = _SPELLING_OF.get(low)
    return len(_FAMILIES[min(heads)].spellings) if heads else 0


NICKNAMED = 0.20
"""About the share of children whose forename has a short form: 9% of all are told by theirs."""

UNDER_FIVE, HOME_EDUCATED, AWAY = 0.09, 0.04, 0.07
"""Shares of the recorded children that are on no roll of the register, and why."""

MANY_AT_HOME = 0.25
"""The share that is educated at home where that is what is measured."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Recorded children; for each the pupil it truly is (None: on no roll) and who it is."""

    children: list[RecordedChild]
    truth: dict[str, int | None]
    people: dict[str, Person]


class Recorder:
    """Writes children down as they are told at a door at night; ``times`` scales every rate."""

    def __init__(self, seed: int, times: float, homes: Sequence[Household], *, more: bool) -> None:
        """Start with a seed; ``homes`` are where a moved family may live now.

        ``more`` also tells the school in half of the records, and the true surname as an alias
        of a third of the children who were told under a step-parent's.
        """
        self.chance = Random(f"night {seed}")
        self.times = times
        self.homes = homes
        self.more = more

    def happens(self, rate: float) -> bool:
        """Whether something of this rate happens now."""
        return self.chance.random() < rate * self.times

    def record(self, number: int, child: Person, home: dict[str, str], who: str) -> RecordedChild:
        """One child of an incident, as recorded."""
        given, surname = self.forename(child), self.surname(child)
        if self.happens(0.015):
            given, surname = surname, given
        born_on, age = self.birth(child)
        sex = "" if self.happens(0.04) else child.sex
        if self.happens(0.007):
            sex = "M" if child.sex == "F" else "F"
        told, urns = self.school(child) if self.more else ("", ())
        alias = self.more and surname != child.surname and self.chance.random() < 0.33
        return RecordedChild(
            child_id=str(number),
            given_names=given,
            surname=surname,
            also_known_as=((given, child.surname),) if alias else (),
            born_on=born_on,
            age_estimate=age,
            on=ON,
            sex=sex,
            address_line_1=home["address_line_1"],
            postcode=home["postcode"],
            school_as_told=told,
            school_urns=urns,
            household=who,
        )

    def forename(self, child: Person) -> str:
        """The forename as told; a middle name is said too in a quarter of the records."""
        name, low, middle = child.forename, child.forename.lower(), child.middle
        transliterated = _spellings(low) > 3
        if low in {"muhammad", "mohammed"} and middle and self.chance.random() < 0.3:
            return middle
        short = sorted(_FAMILIES[low].short_forms) if low in _FAMILIES else []
        if short and self.happens(0.09 / NICKNAMED):
            name = self.chance.choice(short).capitalize()
        elif self.happens(0.22 if transliterated else 0.08):
            name = variant(self.chance, name)
        elif self.happens(0.05):
            name = slip(self.chance, name)
        elif middle and self.happens(0.035 / 0.7):
            return middle
        elif middle and self.happens(0.015 / 0.7):
            return name + middle.lower()
        elif self.happens(0.01):
            return name[0]
        elif self.happens(0.01):
            return ""
        return f"{name} {middle}" if middle and self.chance.random() < 0.25 / 0.7 else name

    def surname(self, child: Person) -> str:
        """The surname as told."""
        name = child.surname
        community = child.household.community
        if "-" in name and self.happens(0.35):
            return self.chance.choice(name.split("-"))
        if self.happens(0.06):
            return community.surnames.draw(self.chance).capitalize()
        if self.happens(0.04):
            return slip(self.chance, name)
        transliterated = _spellings(name.lower()) > 2
        if self.happens(0.12 if transliterated else 0.04):
            return variant(self.chance, name)
        if self.happens(0.02):
            return f"{name}-{community.surnames.draw(self.chance).capitalize()}"
        return "" if self.happens(0.005) else name

    def birth(self, child: Person) -> tuple[date | None, int | None]:
        """The birth date as told, or an age, or neither."""
        born = child.born_on
        if self.happens(0.07):
            birthday_to_come = (ON.month, ON.day) < (born.month, born.day)
            age = ON.year - born.year - birthday_to_come
            return None, max(0, age + (self.chance.choice((-1, 1)) if self.happens(0.15) else 0))
        if self.happens(0.03):
            return None, None
        if born.day <= 12 and self.happens(0.02):
            return born.replace(month=born.day, day=born.month), None
        if self.happens(0.04):
            return self.one_digit(born), None
        if self.happens(0.02):
            return self.safely(born, year=born.year + self.chance.choice((-1, 1))), None
        if self.happens(0.02):
            month = 1 if self.chance.random() < 0.3 else born.month
            return born.replace(month=month, day=1), None
        return born, None

    def one_digit(self, born: date) -> date:
        """The date with one digit of its day, month or year wrong, and still a date."""
        while True:
            text = list(f"{born:%d%m%Y}")
            text[self.chance.choice((0, 1, 2, 3, 7))] = self.chance.choice("0123456789")
            day, month, year = (
                int("".join(text[:2])),
                int("".join(text[2:4])),
                int("".join(text[4:])),
            )
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if found != born and found <= ON:
                return found

    def safely(self, born: date, *, year: int) -> date:
        """The same day of another year; the day before where that year has no such day."""
        try:
            return born.replace(year=year)
        except ValueError:
            return (born - timedelta(days=1)).replace(year=year)

    def school(self, child: Person) -> tuple[str, tuple[str, ...]]:
        """The school as told in half of the records, right in 85% of them; and what it may mean.

        Every school of the town that people call so is meant.
        """
        if self.chance.random() < 0.5:
            return "", ()
        schools = child.household.district.schools
        right = child.on_roll and self.chance.random() < 0.85
        school = child.school if right else self.chance.choice(schools)
        return school.said, tuple(each.urn for each in schools if each.said == school.said)

    def home(self, household: Household) -> dict[str, str]:
        """The address as told, once for an incident: theirs, a new one, or a relative's."""
        address, postcode = household.address, household.postcode
        if self.happens(0.25):
            near = self.chance.random() < 0.7
            code, street = self.chance.choice(household.district.postcodes)
            other = self.chance.choice(self.homes)
            address = f"{self.chance.randrange(1, 140)} {street}" if near else other.address
            postcode = code if near else other.postcode
        if self.happens(0.06):
            number, street = address.split(" ", 1)
            address = f"{number} {slip(self.chance, street)}"
        if self.happens(0.02):
            address = postcode = ""
        elif self.happens(0.05):
            postcode = ""
        elif self.happens(0.03):
            postcode = postcode.split(" ")[0]
        elif self.happens(0.05):
            postcode = postcode[:-1] + self.chance.choice("ABDEFGHJLN")
        return {"address_line_1": address, "postcode": postcode}


def record_children(
    register: Register,
    outside: Register,
    count: int,
    seed: int,
    *,
    times: float,
    more: bool,
    at_home: bool = False,
) -> Feed:
    """Record ``count`` children of incidents, those of one home together.

    Shares of who is on no roll are as in the constants above, ``at_home`` with many that are
    educated at home; homes are drawn as they come.
    """
    taught_at_home = MANY_AT_HOME if at_home else HOME_EDUCATED
    recorder = Recorder(seed, times, register.households, more=more)
    feed = Feed([], {}, {})
    shares = {"under five": UNDER_FIVE, "home educated": taught_at_home}
    left = {why: share * count for why, share in shares.items()}
    left_away = AWAY * count
    seen: set[int] = set()
    while len(feed.children) < count:
        progress = len(feed.children) / count
        is_away = left_away > AWAY * count * (1 - progress)
        home = recorder.chance.choice((outside if is_away else register).households)
        if home.number in seen and not is_away:
            continue
        seen.add(home.number)
        told = recorder.home(home)
        for child in home.children:
            if recorder.chance.random() < 0.1 or (is_away and child.why_not):
                continue
            if child.why_not and not is_away:
                if left[child.why_not] <= shares[child.why_not] * count * (1 - progress):
                    continue
                left[child.why_not] -= 1
            left_away -= is_away
            name = str(len(feed.children))
            record = recorder.record(
                len(feed.children), child, told, str(home.number + is_away * 10**8)
            )
            feed.children.append(record)
            feed.truth[name] = child.number if child.on_roll and not is_away else None
            feed.people[name] = child
    return feed
