"""What police recorded about a family, with the slips of a weekend, and who it truly was.

Builds one incident of the feed at a time. Cases made on purpose are recorded without slips and
then changed by `case_details`; the order and the references are for `feeds`.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from zlib import crc32

from firstbell.sample import names, texts
from firstbell.sample.adults import Party, parties
from firstbell.sample.chance import Weighted
from firstbell.sample.families import age_on
from firstbell.sample.model import Child, Document, Family
from firstbell.sample.noise import Noise, Place, Recorded
from firstbell.sample.places import Atlas
from firstbell.sample.said import CHOSEN_BY_A_PERSON, SchoolTalk
from firstbell.sample.weekend import Weekend, later, written

_GRADES = Weighted([("standard", 0.5), ("medium", 0.36), ("high", 0.14)])
_PRESENCE = Weighted(
    [("present", 0.62), ("resident_not_present", 0.2), ("elsewhere", 0.1), ("", 0.08)]
)
LEFT_OUT = 0.04
YOUNGEST_RECORDED = 0.55


@dataclass
class Draft:
    """One incident before it has a reference; `whose` says which child each id truly is."""

    document: Document
    began_at: datetime
    family: Family
    whose: dict[str, Child] = field(default_factory=dict)


class Recorder:
    """An officer's record of a family's incident."""

    def __init__(
        self,
        chance: random.Random,
        weekend: Weekend,
        atlas: Atlas,
        talk: SchoolTalk,
    ) -> None:
        self.chance = chance
        self.weekend = weekend
        self.atlas = atlas
        self.talk = talk
        self.monday: date = weekend.monday
        self.noise = Noise(chance, self.monday)
        self.clean = Noise(chance, self.monday, hard=0.0)
        self._adults = 0

    def record(self, family: Family) -> Draft:
        """The incident as first recorded."""
        noise = self.clean if family.case else self.noise
        began = self.weekend.start(self.chance)
        if family.case:
            place = noise.written(family.address, "home")
        else:
            place = noise.place(family, self.atlas)
        draft = Draft(self._events(began), began, family)
        document = draft.document
        if (found := address(place)) is not None:
            document["address"] = found
        document["place_kind"] = place.kind
        if unit := unit_of(family):
            document["unit"] = unit
        status, sentence = self.chance.choice(texts.CUSTODY)
        document["suspect_status"] = status
        document.update(
            bare(
                {
                    "safe_contact": self.chance.choice(texts.SAFE_CONTACT),
                    "victim_told": self.chance.choice(texts.VICTIM_TOLD),
                }
            )
        )
        if status == "released on bail":
            document["conditions"] = self.chance.choice(texts.CONDITIONS)
        self._adults += 2
        people = parties(self.chance, family, self._adults)
        document["circumstances"] = f"{self._told(people)} {sentence}"
        document["adults"] = [one.document for one in people]
        document["children"] = []
        for kid in self._recorded_children(family):
            child_id = f"C{len(document['children']) + 1}"
            draft.whose[child_id] = kid
            document["children"].append(self._child(child_id, kid, family, place, people, noise))
        return draft

    def _told(self, people: list[Party]) -> str:
        victim = next(one for one in people if one.document["role"] == "victim")
        together = all(one.lives_in for one in people)
        return texts.circumstances(self.chance, harmed=victim.adult.sex, together=together)

    def _events(self, began: datetime) -> Document:
        chance = self.chance
        reported = later(began, chance.randint(2, 25))
        attended = later(reported, chance.randint(8, 55))
        grade = _GRADES.draw(chance)
        document: Document = {
            "revision": 1,
            "status": "active",
            "occurred_from": written(began),
            "occurred_to": written(later(began, chance.randint(5, 40))),
            "reported_at": written(reported),
            "attended_at": written(attended),
            "risk": {
                "tool": chance.choice(("DASH", "DASH", "DARA")),
                "grade": grade,
                "graded_at": written(later(attended, chance.randint(10, 50))),
            },
            "social_care_referral": grade == "high" or chance.random() < 0.25,
        }
        if chance.random() < 0.8:
            document["belief_formed_at"] = written(later(attended, chance.randint(3, 35)))
        return document

    def _recorded_children(self, family: Family) -> list[Child]:
        """The children whom the officer wrote down: not always all of them."""
        if family.case:
            return list(family.children)
        there = [kid for kid in family.children if not kid.lives_elsewhere]
        kept = [
            kid
            for kid in there
            if self.chance.random() >= LEFT_OUT
            and (kid.schooling != "under_five" or self.chance.random() < YOUNGEST_RECORDED)
        ]
        return kept or there[:1]

    def _child(
        self,
        child_id: str,
        kid: Child,
        family: Family,
        place: Place,
        people: list[Party],
        noise: Noise,
    ) -> Document:
        said = noise.child(kid, family)
        document = particulars(child_id, said)
        document["relationships"] = [
            {"adult": one.document["id"], "relationship": one.relationship(kid)} for one in people
        ]
        document.update(self._seen(kid))
        if kid.upn and self.chance.random() < 0.01:
            document["upn"] = kid.upn
        self._home(document, family, place, noise)
        self._needs(document, family)
        if kid.urn and kid.schooling in {"rolled", "no_roll"}:
            document["school_as_told"] = self.talk.perhaps(kid.urn)
            if self.chance.random() < CHOSEN_BY_A_PERSON:
                document["school_urn"] = kid.urn
        if kid.schooling == "home_educated" and self.chance.random() < 0.75:
            document["home_educated"] = True
        return bare(document)

    def _home(self, document: Document, family: Family, place: Place, noise: Noise) -> None:
        """The child's own address, where the officer asked for it."""
        if place.kind == "home":
            if self.chance.random() < 0.4:
                document["address"] = address(place)
        elif self.chance.random() < (0.5 if place.kind == "relative" else 0.85):
            document["address"] = address(noise.written(family.address, "home"))

    def _seen(self, kid: Child) -> Document:
        chance = self.chance
        age = age_on(kid.born_on, self.monday)
        presence = _PRESENCE.draw(chance)
        found: Document = {"presence": presence}
        if presence == "present":
            found["where_present"] = chance.choice(texts.WHERE)
        found["seen"] = presence == "present" or chance.random() < 0.3
        if not found["seen"]:
            return found
        found["spoken_to"] = age >= 4 and chance.random() < 0.75
        asleep = not found["spoken_to"] and chance.random() < 0.4
        found["presentation"] = texts.ASLEEP if asleep else texts.presentation(chance, age)
        if found["spoken_to"]:
            found["spoken_to_alone"] = chance.random() < 0.6
            found["voice"] = texts.voice(chance, age)
        elif age < 4:
            found["voice"] = texts.TOO_YOUNG
        return found

    def _needs(self, document: Document, family: Family) -> None:
        language = names.language(family.community)
        if language and self.chance.random() < 0.3:
            document["language"] = language
            document["interpreter"] = self.chance.choice(texts.INTERPRETER)
        if self.chance.random() < 0.03:
            document["communication_needs"] = self.chance.choice(texts.NEEDS)


def unit_of(family: Family) -> str:
    """The team that recorded it: that of the neighbourhood; one time in twelve nobody said."""
    if family.number % 12 == 0:
        return ""
    return texts.UNITS[crc32(family.address.neighbourhood.encode()) % len(texts.UNITS)]


def particulars(child_id: str, said: Recorded) -> Document:
    """A recorded child's names, birth date and sex as the feed carries them."""
    return {
        "id": child_id,
        "given_names": said.given_names,
        "surname": said.surname,
        "also_known_as": [
            {"given_names": given, "surname": surname} for given, surname in said.aliases
        ],
        "date_of_birth": said.born_on.isoformat() if said.born_on else "",
        "age_estimate": said.age_estimate,
        "sex": said.sex,
    }


def address(place: Place) -> Document | None:
    """An address as the feed carries it; none at all where none was taken."""
    if not place.lines and not place.postcode:
        return None
    found: Document = {"lines": list(place.lines)}
    if place.postcode:
        found["postcode"] = place.postcode
    if place.uprn:
        found["uprn"] = place.uprn
    return found


def bare(document: Document) -> Document:
    """Without the fields that say nothing: absent means the same as null or an empty list."""
    return {key: value for key, value in document.items() if value not in (None, "", [])}
