"""Establishments, desks and where a postcode lies. A closed establishment leads to its live ones.

Answers are rows of the register. Who is told, and why, is for the journey.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from firstbell.core import schools
from firstbell.core.identifiers import normal_postcode, place_number
from firstbell.core.routing import EstablishmentKind
from firstbell.core.succession import Link, live_successors
from firstbell.registry.agencies.files.childcare import IN_HOMES, KINDS
from firstbell.registry.agencies.models import (
    Agency,
    Desk,
    Establishment,
    EstablishmentLink,
    Partnership,
    Postcode,
)

LONGEST_CHAIN = 20
"""Changes of number that are followed at most; the register's longest chain is far shorter."""

MOST_SHOWN = 10
"""How many establishments a person chooses from: more would be no choice."""

_KIND_OF_TYPE: dict[str, EstablishmentKind] = {
    "15": "early_years",
    "18": "further_education",
    "29": "further_education",
    "31": "sixteen_to_nineteen",
    "32": "further_education",
    "39": "sixteen_to_nineteen",
    "45": "sixteen_to_nineteen",
    "46": "sixteen_to_nineteen",
    "57": "sixteen_to_nineteen",
    **dict.fromkeys((kind.code for kind in KINDS.values()), "childcare"),
}
"""Type codes that are not schools: the schools register's, and ours for childcare."""


IS_CHILDCARE = Q(type_code__in=[kind.code for kind in KINDS.values()])
"""Nurseries, pre-schools and childminders, as opposed to schools."""


class Residence(NamedTuple):
    """Which council and which force a postcode lies in; the code is of councils known here."""

    council_code: str | None
    laua: str
    force_pfa: str


def partnership() -> Partnership | None:
    """Return whose installation this is, or None before it was set."""
    return Partnership.objects.first()


def our_councils() -> list[Agency]:
    """Return the partnership's own councils, in order of their code."""
    return list(Agency.objects.filter(kind=Agency.Kind.COUNCIL, is_ours=True).order_by("code"))


def senders() -> list[Agency]:
    """Return the police forces that hand incidents over, in order of their name."""
    return list(Agency.objects.filter(kind=Agency.Kind.POLICE).order_by("name", "code"))


def sender_by_code(code: str) -> Agency | None:
    """Return the police force that sends under this code, or None."""
    return Agency.objects.filter(kind=Agency.Kind.POLICE, code=code).first()


def sender_by_client(client_id: str) -> Agency | None:
    """Return the police force whose machine client this is, or None."""
    if not client_id:
        return None
    return Agency.objects.filter(kind=Agency.Kind.POLICE, machine_client_id=client_id).first()


def establishment_by_urn(urn: int | str) -> Establishment | None:
    """Return the establishment with this URN, open or closed; None when it is not loaded.

    A reference of the childcare register will do as well.
    """
    number = place_number(str(urn))
    return Establishment.objects.filter(urn=number).first() if number else None


def kind_of(establishment: Establishment) -> EstablishmentKind:
    """Return what kind of recipient the establishment is, by its type in the register."""
    return _KIND_OF_TYPE.get(establishment.type_code.lstrip("0"), "school")


def is_in_a_home(establishment: Establishment) -> bool:
    """Say whether it is somebody's own home in which children are looked after."""
    return establishment.type_code in IN_HOMES


def successors_of(urn: int) -> list[Establishment]:
    """Return the open establishments that this one goes on as, the nearest first.

    An open one goes on as itself. The number need not be that of a loaded establishment.
    """
    return _successors_of([urn])[urn]


def establishments_that_words_may_mean(
    words: str, *, near: Collection[str] = ()
) -> list[Establishment]:
    """Return at most `MOST_SHOWN` open establishments that the words may mean, likeliest first.

    `near` are council codes to look in; none means everywhere, which is slower. Closed ones and
    former names are found too and lead to what they became, wherever that lies.
    """
    places = Establishment.objects.filter(council_code__in=near) if near else Establishment.objects
    rows = {row.urn: row for row in places.all()}
    former = _former_names(rows)
    meant = schools.meant_by(words, (_school(row, former[row.urn]) for row in rows.values()))
    goes_on_as = _successors_of([each.urn for each in meant if not rows[each.urn].is_open])
    found: dict[int, Establishment] = {}
    for each in meant:
        for live in goes_on_as.get(each.urn) or [rows[each.urn]]:
            if live.is_open:
                found.setdefault(live.urn, live)
    return list(found.values())[:MOST_SHOWN]


def residence_of(postcode: str) -> Residence | None:
    """Return where a postcode lies, one that is no longer used included; None if unknown."""
    pcds = normal_postcode(postcode)
    council = Agency.objects.filter(kind=Agency.Kind.COUNCIL, laua=OuterRef("laua")).order_by("id")
    found = (
        Postcode.objects.filter(pcds=pcds)
        .exclude(laua="")
        .values_list(Subquery(council.values("code")[:1]), "laua", "force_pfa")
        .first()
    )
    return Residence(*found) if pcds and found else None


def desk(council_code: str, kind: str) -> Desk | None:
    """Return a council's desk of one kind, or None when nobody set it up."""
    return Desk.objects.filter(council_code=council_code, kind=kind).first()


def _successors_of(urns: Collection[int]) -> dict[int, list[Establishment]]:
    links, rows = _links_around(urns)
    return {
        urn: [
            rows[live]
            for live in live_successors(
                urn, links=links, is_open=lambda each: each in rows and rows[each].is_open
            )
        ]
        for urn in urns
    }


def _links_around(urns: Collection[int]) -> tuple[list[Link], dict[int, Establishment]]:
    """Return the links that lead on from these, and every loaded establishment they reach.

    Two queries for each change of number, however many establishments are asked about.
    """
    links: dict[int, Link] = {}
    rows: dict[int, Establishment] = {}
    seen: set[int] = set()
    level = set(urns)
    for _ in range(LONGEST_CHAIN):
        rows |= {row.urn: row for row in Establishment.objects.filter(urn__in=level)}
        seen |= level
        closed = [urn for urn in level if urn not in rows or not rows[urn].is_open]
        if not closed:
            break
        around = EstablishmentLink.objects.filter(Q(urn__in=closed) | Q(link_urn__in=closed))
        for line in around:
            links[line.pk] = Link(urn=line.urn, link_urn=line.link_urn, kind=line.kind)
        level = {end for link in links.values() for end in (link.urn, link.link_urn)} - seen
    return list(links.values()), rows


def _former_names(rows: Collection[int]) -> dict[int, list[str]]:
    """Return the names of predecessors that the register closed before it was loaded here."""
    former: dict[int, list[str]] = defaultdict(list)
    lines: Iterable[EstablishmentLink] = EstablishmentLink.objects.filter(
        urn__in=rows, kind__istartswith="predecessor"
    )
    for line in lines:
        if line.link_urn not in rows:
            former[line.urn].append(line.link_name)
    return former


def _school(row: Establishment, former_names: list[str]) -> schools.School:
    return schools.School(
        urn=row.urn,
        name=row.name,
        former_names=tuple(former_names),
        street=row.street,
        town=row.town,
        postcode=row.postcode,
    )
