"""How a child's particulars come out when an officer writes them down at night.

The rates are those measured for the product's linkage (standard profile); `hard` multiplies
them. What is changed is only the record: the truth stays as the families have it.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from firstbell.sample.families import age_on
from firstbell.sample.model import Address, Child, Family
from firstbell.sample.name_pools import NICKNAMES, SOUNDALIKES, SPELLINGS
from firstbell.sample.places import Atlas

_NEIGHBOURS = {
    "a": "sq",
    "b": "vn",
    "c": "xv",
    "d": "sf",
    "e": "wr",
    "f": "dg",
    "g": "fh",
    "h": "gj",
    "i": "uo",
    "j": "hk",
    "k": "jl",
    "l": "k",
    "m": "n",
    "n": "bm",
    "o": "ip",
    "p": "o",
    "r": "et",
    "s": "ad",
    "t": "ry",
    "u": "yi",
    "v": "cb",
    "w": "qe",
    "x": "zc",
    "y": "tu",
    "z": "x",
}


def _by_name(families: tuple[tuple[str, ...], ...]) -> dict[str, tuple[str, ...]]:
    return {name: family for family in families for name in family}


_SPELLED = _by_name(SPELLINGS)
_SOUNDED = _by_name(SOUNDALIKES)


@dataclass(frozen=True)
class Recorded:
    """A child as written down; blank is unknown."""

    given_names: str
    surname: str
    aliases: tuple[tuple[str, str], ...]
    born_on: date | None
    age_estimate: int | None
    sex: str


@dataclass(frozen=True)
class Place:
    """Where it happened as written down; `kind` is `home`, `relative`, `public` or `other`."""

    lines: tuple[str, ...]
    postcode: str
    uprn: str
    kind: str


class Noise:
    """Writes children and homes down, with the slips of a weekend."""

    def __init__(self, chance: random.Random, monday: date, hard: float = 1.0) -> None:
        self.chance = chance
        self.monday = monday
        self.hard = hard

    def happens(self, rate: float) -> bool:
        """Whether something with that rate happens this time."""
        return self.chance.random() < rate * self.hard

    def child(self, kid: Child, family: Family) -> Recorded:
        """The child as an officer writes them down."""
        forename, aliases = self._forename(kid)
        surname = self._surname(kid, family)
        if forename and self.happens(0.015):
            forename, surname = surname, forename
        born_on, age = self._born_on(kid.born_on)
        sex = "" if self.happens(0.04) else kid.sex
        if sex and self.happens(0.007):
            sex = "M" if sex == "F" else "F"
        return Recorded(forename, surname, aliases, born_on, age, sex)

    def _forename(self, kid: Child) -> tuple[str, tuple[tuple[str, str], ...]]:
        name = kid.forename
        short = NICKNAMES.get(name)
        if short and self.happens(0.16):
            said = self.chance.choice(short)
            alias = ((name, kid.surname),) if self.chance.random() < 0.15 else ()
            return said, alias
        if name in {"Muhammad", "Mohammed", "Mohamed"} and kid.middle and self.happens(0.3):
            return kid.middle, ()
        if self.happens(0.22 if name in _SPELLED else 0.08):
            name = self.variant(name)
        elif self.happens(0.05):
            name = self.slip(name)
        elif kid.middle and self.happens(0.05):
            return kid.middle, ()
        elif kid.middle and self.happens(0.02):
            return f"{name}{kid.middle.lower()}", ()
        elif self.happens(0.01):
            return name[0], ()
        elif self.happens(0.01):
            return "", ()
        if kid.middle and self.chance.random() < 0.12:
            name = f"{name} {kid.middle}"
        return name, ()

    def _surname(self, kid: Child, family: Family) -> str:
        name = kid.surname
        others = [one.surname for one in family.adults if one.surname != name]
        if "-" in name and self.happens(0.35):
            return self.chance.choice(name.split("-", 1))
        if others and self.happens(0.13):
            return self.chance.choice(others)
        if self.happens(0.12 if name in _SPELLED else 0.04):
            return self.variant(name)
        if self.happens(0.04):
            return self.slip(name)
        if others and self.happens(0.04):
            return f"{others[0]}-{name}"
        return "" if self.happens(0.005) else name

    def variant(self, name: str) -> str:
        """Another spelling of the same name; one that has none loses its marks or doubles."""
        family = _SPELLED.get(name) or _SOUNDED.get(name)
        if family:
            return self.chance.choice([one for one in family if one != name])
        for found, other in _SOUNDS:
            if found in name[1:]:
                return name[0] + name[1:].replace(found, other, 1)
        return name

    def slip(self, name: str) -> str:
        """One slip of the finger."""
        if len(name) < 3:
            return name
        at = self.chance.randrange(1, len(name) - 1)
        kind = self.chance.randrange(4)
        if kind == 0:
            return name[:at] + name[at + 1 :]
        if kind == 1:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        if kind == 2:
            return name[:at] + name[at] + name[at:]
        near = _NEIGHBOURS.get(name[at].lower())
        return name[:at] + self.chance.choice(near) + name[at + 1 :] if near else name

    def _born_on(self, born: date) -> tuple[date | None, int | None]:
        age = age_on(born, self.monday)
        if self.happens(0.07):
            off = self.chance.choice((-1, 1)) if self.chance.random() < 0.15 else 0
            return None, max(0, age + off)
        if self.happens(0.03):
            return None, None
        return self._wrong_date(born), None

    def _wrong_date(self, born: date) -> date:
        """The birth date, or one of the ways in which it goes wrong."""
        wrong = born
        if born.day <= 12 and born.day != born.month and self.happens(0.05):
            wrong = born.replace(month=born.day, day=born.month)
        elif self.happens(0.04):
            wrong = self._wrong_digit(born)
        elif self.happens(0.02):
            wrong = _in_year(born, born.year + self.chance.choice((-1, 1)))
        elif self.happens(0.02):
            wrong = born.replace(day=1) if self.chance.random() < 0.6 else date(born.year, 1, 1)
        youngest = self.monday - timedelta(days=3)
        return wrong if wrong <= youngest and age_on(wrong, self.monday) < 18 else born

    def _wrong_digit(self, born: date) -> date:
        text = list(born.strftime("%Y%m%d"))
        for _ in range(12):
            place = self.chance.choice((3, 5, 6, 7, 7))
            changed = [*text]
            changed[place] = str((int(text[place]) + self.chance.randint(1, 9)) % 10)
            said = "".join(changed)
            try:
                return date(int(said[:4]), int(said[4:6]), int(said[6:]))
            except ValueError:
                continue
        return born

    def place(self, family: Family, atlas: Atlas) -> Place:
        """The address of an incident: home, or moved, or another relative's, with its slips."""
        home, kind = family.address, "home"
        draw = self.chance.random() / self.hard
        if draw < 0.25:
            kind = "home" if draw < 0.13 else "relative"
            outcode = home.neighbourhood
            if self.chance.random() > 0.7:
                outcode = atlas.neighbourhood(self.chance, home.council)
            home = atlas.address(self.chance, home.council, outcode)
        if self.happens(0.02):
            return Place((), "", "", "public")
        return self.written(home, kind)

    def written(self, home: Address, kind: str) -> Place:
        """An address as written down."""
        uprn = home.uprn if self.chance.random() < 0.3 else ""
        street = home.street
        if self.happens(0.06):
            first, _, rest = street.partition(" ")
            street = f"{self.slip(first)} {rest}"
            uprn = ""
        postcode = home.postcode
        if self.happens(0.05):
            postcode = self._postcode_slip(postcode)
            uprn = ""
        elif self.happens(0.05):
            postcode = ""
        elif self.happens(0.03):
            postcode = postcode.split(" ")[0]
        return Place((f"{home.house} {street}", home.town), postcode, uprn, kind)

    def _postcode_slip(self, postcode: str) -> str:
        """One wrong mark in the second half, so that the area stays an invented one."""
        outward, inward = postcode.split(" ")
        if self.chance.random() < 0.5:
            return f"{outward} {inward[0]}{inward[2]}{inward[1]}"
        return f"{outward} {(int(inward[0]) + self.chance.randint(1, 9)) % 10}{inward[1:]}"


_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("ie", "y"),
    ("ee", "ea"),
    ("y", "i"),
    ("ll", "l"),
    ("tt", "t"),
    ("nn", "n"),
    ("ss", "s"),
    ("c", "k"),
    ("z", "s"),
    ("ei", "ie"),
    ("th", "t"),
    ("er", "ar"),
    ("n", "nn"),
    ("l", "ll"),
)


def _in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def unsaid(recorded: Recorded, *, age: int | None) -> Recorded:
    """The same child with no birth date, only an age."""
    return replace(recorded, born_on=None, age_estimate=age)
