"""How a night's record differs from the truth: rates per recorded child, one function a field."""

from datetime import date, timedelta
from random import Random

from bench.linkage.families import ON, Household, Person, skewed
from bench.linkage.pools import BRITISH_COMMON
from firstbell.core.linkage import RecordedChild
from firstbell.core.linkage.families import SHORT_FORM_OF, SPELLING_OF

_SHORT: dict[str, list[str]] = {}
for _name, _heads in SHORT_FORM_OF.items():
    for _head in _heads:
        _SHORT.setdefault(_head, []).append(_name)
_SPELT: dict[str, list[str]] = {}
for _name, _heads in SPELLING_OF.items():
    for _head in _heads:
        _SPELT.setdefault(_head, []).append(_name)

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
    known = [name for head in SPELLING_OF.get(low, ()) for name in _SPELT[head] if name != low]
    if known:
        return chance.choice(sorted(known)).capitalize()
    fitting = [(a, b) for a, b in _SWAPS if a in low[1:]]
    if not fitting:
        return slip(chance, text)
    old, new = chance.choice(fitting)
    return (low[0] + low[1:].replace(old, new, 1)).capitalize()


class Recorder:
    """Writes children down as they are told at a door at night; ``times`` scales every rate."""

    def __init__(self, seed: int, times: float = 1.0, moved_to: list[Household] | None = None):
        """Start with a seed; ``moved_to`` are the homes that a moved family may give."""
        self.chance = Random(seed)
        self.times = times
        self.homes = moved_to or []

    def happens(self, rate: float) -> bool:
        """Whether something of this rate happens now."""
        return self.chance.random() < rate * self.times

    def record(self, number: int, child: Person, home: dict[str, str], who: str) -> RecordedChild:
        """One child of an incident, as recorded."""
        given, surname = self.forename(child), self.surname(child)
        if self.happens(0.015):
            given, surname = surname, given
        born_on, age = self.birth(child)
        school = self.school(child)
        sex = "" if self.happens(0.04) else child.sex
        if self.happens(0.007):
            sex = "M" if child.sex == "F" else "F"
        return RecordedChild(
            child_id=str(number),
            given_names=given,
            surname=surname,
            born_on=born_on,
            age_estimate=age,
            on=ON,
            sex=sex,
            upn=child.upn if child.on_roll and self.chance.random() < 0.01 else "",
            school_as_told=school,
            school_urns=(school,) if school else (),
            household=who,
            **home,  # type: ignore[arg-type]
        )

    def forename(self, child: Person) -> str:
        """The forename as told; the middle name is said too in a third of the records."""
        name, low = child.forename, child.forename.lower()
        translit = len(_SPELT.get(min(SPELLING_OF.get(low, ["-"])), ())) > 3
        if low in {"muhammad", "mohammed"} and child.middle and self.chance.random() < 0.3:
            return child.middle
        if low in _SHORT and self.happens(0.09 / 0.6):
            name = self.chance.choice(sorted(_SHORT[low])).capitalize()
        elif self.happens(0.22 if translit else 0.08):
            name = variant(self.chance, name)
        elif self.happens(0.05):
            name = slip(self.chance, name)
        elif child.middle and self.happens(0.035):
            return child.middle
        elif child.middle and self.happens(0.015):
            return name + child.middle.lower()
        elif self.happens(0.01):
            return name[0]
        elif self.happens(0.01):
            return ""
        return f"{name} {child.middle}" if child.middle and self.chance.random() < 0.3 else name

    def surname(self, child: Person) -> str:
        """The surname as told."""
        name = child.surname
        if "-" in name and self.happens(0.35):
            return self.chance.choice(name.split("-"))
        if self.happens(0.06):
            return skewed(self.chance, BRITISH_COMMON).capitalize()
        if self.happens(0.04):
            return slip(self.chance, name)
        if self.happens(0.12 if child.household.community == 1 else 0.04):
            return variant(self.chance, name)
        if self.happens(0.02):
            return f"{name}-{skewed(self.chance, BRITISH_COMMON).capitalize()}"
        return "" if self.happens(0.005) else name

    def birth(self, child: Person) -> tuple[date | None, int | None]:
        """The birth date as told, or an age, or neither."""
        born = child.born_on
        if self.happens(0.07):
            age = int((ON - born).days / 365.25)
            return None, max(0, age + (self.chance.choice((-1, 1)) if self.happens(0.15) else 0))
        if self.happens(0.03):
            return None, None
        if self.happens(0.02) and born.day <= 12:
            return born.replace(month=born.day, day=born.month), None
        if self.happens(0.04):
            return self._digit(born), None
        if self.happens(0.02):
            near = self.chance.choice((-365, 365))
            return (born + timedelta(days=near)).replace(
                month=born.month, day=min(born.day, 28)
            ), None
        if self.happens(0.02):
            return self.chance.choice((born.replace(day=1), born.replace(month=1, day=1))), None
        return born, None

    def _digit(self, born: date) -> date:
        text = f"{born:%Y%m%d}"
        for _ in range(50):
            at = self.chance.randrange(2, 8)
            wrong = text[:at] + str(self.chance.randrange(10)) + text[at + 1 :]
            try:
                found = date.fromisoformat(f"{wrong[:4]}-{wrong[4:6]}-{wrong[6:]}")
            except ValueError:
                continue
            if found != born and found.year < 2028:
                return found
        return born

    def school(self, child: Person) -> str:
        """The school as told: said in half the records, right in most; here by its number."""
        if self.chance.random() > 0.5 or not child.on_roll:
            return ""
        right = self.chance.random() < 0.85
        return child.urn if right else str(900_000 + self.chance.randrange(300))

    def home(self, household: Household) -> dict[str, str]:
        """The address as told, once for an incident."""
        address, postcode, uprn = household.address, household.postcode, household.uprn
        if self.homes and self.happens(0.25):
            near = self.chance.random() < 0.7
            other = self.chance.choice(self.homes)
            address, uprn = other.address, other.uprn
            postcode = f"{postcode[:-3]}{other.postcode[-3:]}" if near else other.postcode
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
        known = self.chance.random() < 0.3
        return {"address_line_1": address, "postcode": postcode, "uprn": uprn if known else ""}


def record_children(
    households: list[Household], outside: list[Household], count: int, seed: int, times: float = 1.0
) -> tuple[list[RecordedChild], dict[str, int | None]]:
    """About ``count`` children of incidents with the pupil each truly is; a tenth from outside."""
    recorder = Recorder(seed, times, households)
    children: list[RecordedChild] = []
    truth: dict[str, int | None] = {}
    incident = 0
    while len(children) < count:
        incident += 1
        away = recorder.chance.random() < 0.08
        household = recorder.chance.choice(outside if away else households)
        home = recorder.home(household)
        for child in household.children:
            if child.born_on > ON or recorder.chance.random() < 0.1:
                continue
            record = recorder.record(len(children), child, home, str(incident))
            children.append(record)
            truth[str(record.child_id)] = child.number if child.on_roll and not away else None
    return children, truth
