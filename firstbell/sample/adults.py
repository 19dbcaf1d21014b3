"""The adults of a sample incident: who was harmed, who is suspected, what they are to a child."""

import random
from dataclasses import dataclass

from firstbell.sample import names, texts
from firstbell.sample.contacts import ADULTS_OF_INCIDENTS_FROM
from firstbell.sample.establishments import mobile, slug
from firstbell.sample.model import Adult, Child, Document, Family

_SPARE_NUMBERS = 1000 - ADULTS_OF_INCIDENTS_FROM


@dataclass
class Party:
    """One adult of an incident; `lives_in` is false for a former partner."""

    document: Document
    adult: Adult
    lives_in: bool

    def relationship(self, kid: Child) -> str:
        """What the adult is to the child."""
        if not self.lives_in:
            return "mother's former partner" if self.adult.sex == "M" else "father's former partner"
        if self.adult.sex == "F":
            return "mother"
        return "father" if kid.surname[:4] == self.adult.surname[:4] else "step-father"


def parties(chance: random.Random, family: Family, count: int) -> list[Party]:
    """The two adults: those of the household, or a former partner where there is only one."""
    people = [(adult, True) for adult in family.adults[:2]]
    if len(people) == 1:
        people.append((former_partner(chance, family, people[0][0]), False))
    roles = ["victim", "suspect"] if chance.random() < 0.85 else ["suspect", "victim"]
    return [
        Party(_document(chance, f"A{index}", role, adult, count + index), adult, lives_in)
        for index, (role, (adult, lives_in)) in enumerate(zip(roles, people, strict=True), start=1)
    ]


def former_partner(chance: random.Random, family: Family, of: Adult) -> Adult:
    """Somebody who no longer lives there."""
    sex = "M" if of.sex == "F" else "F"
    community = family.community if chance.random() < 0.7 else names.community(chance)
    shared = names.family_surname(chance, community)
    born_on = of.born_on.replace(year=of.born_on.year + chance.randint(-4, 4), day=15)
    return Adult(
        names.forename(chance, community, sex),
        names.surname_for(chance, community, sex, shared),
        born_on,
        sex,
    )


def _document(
    chance: random.Random, adult_id: str, role: str, adult: Adult, number: int
) -> Document:
    found: Document = {
        "id": adult_id,
        "role": role,
        "given_names": adult.forename,
        "surname": adult.surname,
        "date_of_birth": adult.born_on.isoformat(),
    }
    if chance.random() < 0.7:
        found["phone"] = mobile(ADULTS_OF_INCIDENTS_FROM + number % _SPARE_NUMBERS)
    if chance.random() < 0.15:
        found["email"] = f"{slug(adult.forename)}.{slug(adult.surname)}{number}@post.example"
    if chance.random() < 0.2:
        found["employer"] = chance.choice(texts.EMPLOYERS)
    return found
