"""The key adults of the sample borough's schools and desks.

Most schools have three, in order, with somebody on duty in the holidays. One school has a single
key adult, one has none, and one still names somebody who has left: all three happen.
Nobody here exists; numbers are those that Ofcom keeps for drama, addresses end in `.example`.
"""

import random
from dataclasses import replace
from datetime import date, timedelta

from firstbell.sample import names
from firstbell.sample.chance import stream
from firstbell.sample.establishments import mobile, phone, slug
from firstbell.sample.model import Contact, Establishment

DESKS = (
    ("990:home-education", "home-education.eastmarsh.example"),
    ("990:missing-education", "missing-education.eastmarsh.example"),
    ("990:virtual-school", "virtual-school.eastmarsh.example"),
    ("991:home-education", "home-education.norwold.example"),
    ("991:missing-education", "missing-education.norwold.example"),
    ("990:social-care", "social-care.eastmarsh.example"),
    ("990:early-help", "early-help.eastmarsh.example"),
    ("990:allegations", "allegations.eastmarsh.example"),
)
ADULTS_OF_INCIDENTS_FROM = 500
"""Mobile numbers from here on are for the adults of incidents."""


class _Directory:
    def __init__(self, chance: random.Random, monday: date) -> None:
        self.chance = chance
        self.monday = monday
        self._count = 0

    def person(self, *, urn: str, desk: str, domain: str, order: int, role: str) -> Contact:
        """One key adult whose name no other has in the same place."""
        chance = self.chance
        of = names.community(chance) if chance.random() < 0.5 else "english"
        sex = "F" if chance.random() < 0.7 else "M"
        shared = names.family_surname(chance, of)
        forename = names.forename(chance, of, sex)
        surname = names.surname_for(chance, of, sex, shared)
        return self.named(f"{forename} {surname}", urn, desk, domain, order, role)

    def named(self, name: str, urn: str, desk: str, domain: str, order: int, role: str) -> Contact:
        """The line of a key adult with that name."""
        self._count += 1
        days = self.chance.randrange(30, 700)
        trained_on = (self.monday - timedelta(days=days)).isoformat()
        if self.chance.random() < 0.06:
            trained_on = ""
        holidays = "yes" if role == "duty" or desk or self.chance.random() < 0.25 else "no"
        return Contact(
            urn=urn,
            desk=desk,
            name=name,
            email=f"{slug(name).replace('-', '.')}@{domain}",
            phone=phone(200 + self._count),
            mobile=mobile(self._count % ADULTS_OF_INCIDENTS_FROM),
            order=order,
            role=role,
            term="yes",
            holidays=holidays,
            trained_on=trained_on,
        )


def contacts(seed: int, monday: date, establishments: list[Establishment]) -> list[Contact]:
    """Every line of the contacts file."""
    book = _Directory(stream(seed, "contacts"), monday)
    rows: list[Contact] = []
    for one in establishments:
        if one.status == "open" and one.council != "993" and "no-contacts" not in one.tags:
            rows += _of_school(book, one)
    for desk, domain in DESKS:
        for order, role in enumerate(("dsl", "duty"), start=1):
            rows.append(book.person(urn="", desk=desk, domain=domain, order=order, role=role))
    if "merged" in one.tags:
        left_on = (book.monday - timedelta(days=40)).isoformat()
        rows[0] = replace(rows[0], to_on=left_on)
    return rows


def _of_school(book: _Directory, one: Establishment) -> list[Contact]:
    roles = ["dsl", "deputy", "head", "duty"]
    if "one-contact" in one.tags:
        roles = ["dsl"]
    elif "inset" not in one.tags:
        roles = book.chance.choice((["dsl", "deputy"], roles[:3], roles[:3], roles))
    rows = []
    for order, role in enumerate(roles, start=1):
        if role == "head":
            name = f"{one.head[1]} {one.head[2]}"
            rows.append(book.named(name, one.urn, "", one.slug, order, role))
        else:
            rows.append(book.person(urn=one.urn, desk="", domain=one.slug, order=order, role=role))
    if "merged" in one.tags:
        left_on = (book.monday - timedelta(days=40)).isoformat()
        rows[0] = replace(rows[0], to_on=left_on)
    return rows
