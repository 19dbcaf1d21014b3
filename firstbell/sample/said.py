"""How people say which school a child goes to: seldom by its full name, sometimes by an old one."""

import random
from collections import defaultdict

from firstbell.sample.model import Establishment, Link

SAID = 0.5
RIGHT = 0.85
CHOSEN_BY_A_PERSON = 0.04
_KINDS = {
    "primary": "primary",
    "infant": "infants",
    "junior": "juniors",
    "secondary": "high school",
    "all-through": "school",
    "special": "special school",
    "pru": "unit",
    "nursery": "nursery",
    "fe": "college",
    "sixth": "sixth form",
}


class SchoolTalk:
    """Puts an establishment into the words of an officer, a parent or a child."""

    def __init__(
        self, chance: random.Random, establishments: list[Establishment], links: list[Link]
    ) -> None:
        self.chance = chance
        self.by_urn = {one.urn: one for one in establishments}
        self._same_kind: dict[str, list[Establishment]] = defaultdict(list)
        self._older: dict[str, list[Establishment]] = defaultdict(list)
        for one in establishments:
            if one.status == "open":
                self._same_kind[one.stage].append(one)
        for row in links:
            if row.link_type.startswith("Successor"):
                self._older[row.link_urn].append(self.by_urn[row.urn])

    def perhaps(self, urn: str) -> str:
        """What was said of the school: in half of the records nothing, else right or wrong."""
        if self.chance.random() > SAID:
            return ""
        one = self.by_urn[urn]
        if self.chance.random() > RIGHT:
            one = self.chance.choice(self._same_kind[one.stage])
        return self.words(one)

    def words(self, one: Establishment) -> str:
        """The school as said."""
        older = self._older.get(one.urn)
        ways = [
            one.name,
            one.short,
            f"{one.short} {_KINDS[one.stage]}",
            one.short.lower(),
            f"the {_KINDS[one.stage]} on {one.street}",
        ]
        if "academy" in one.tags:
            ways.append(f"the academy on {one.street}")
        if older:
            ways.append(self.chance.choice(older).short)
        return self.chance.choice(ways)

    def old_name(self, urn: str) -> str:
        """The oldest name of the school that anyone may still use."""
        older = self._older.get(urn)
        while older and self._older.get(older[0].urn):
            older = self._older[older[0].urn]
        return older[0].name if older else self.by_urn[urn].name
