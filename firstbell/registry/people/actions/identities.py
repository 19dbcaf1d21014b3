"""Which rows of rolls are one pupil, and which pupil of ours that is.

Rows of one UPN are one pupil; without a UPN, the same names and birth date at one URN (the
contract's "Roll CSV"). A UPN copied to the wrong child must not make two children one: rows of
a UPN that agree in fewer than two of forename, surname and birth date are told apart by their
names, and none of those that cannot be told from the holder keeps the number. Nothing here
looks at a table: what is already known is passed in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from firstbell.core.linkage.names import Likeness, halves, joined, likeness, words
from firstbell.registry.people.files.rows import Complaint, RollRow, is_upn_like

T = TypeVar("T")

CONTESTED = Complaint(
    field="upn",
    problem="another pupil holds this UPN; the row is told apart by names and birth date",
    cure="find out whose UPN it is, and correct the other",
)
TWICE = Complaint(
    field="upn",
    problem="this pupil has another row here for the same days",
    cure="keep one row of each pupil, or give their leaving dates",
)


class Person(Protocol):
    """What of a row, or of a row kept earlier, says who somebody is."""

    @property
    def surname(self) -> str: ...
    @property
    def forename(self) -> str: ...
    @property
    def middle_names(self) -> str: ...
    @property
    def preferred_surname(self) -> str: ...
    @property
    def preferred_forename(self) -> str: ...
    @property
    def former_surname(self) -> str: ...
    @property
    def born_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A pupil as the latest row that we hold has them."""

    pupil_id: UUID
    surname: str
    forename: str
    middle_names: str
    preferred_surname: str
    preferred_forename: str
    former_surname: str
    born_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPupil:
    """A pupil that was not known; `upn` is blank where names say who it is."""

    pupil_id: UUID
    identity: str
    upn: str


@dataclass(slots=True, kw_only=True)
class Settled:
    """Who each row says it is, in the order of the rows, and which of them lost their UPN."""

    identities: list[str]
    contested: set[int]


@dataclass(slots=True, kw_only=True)
class Resolved:
    """Which pupil each row is, in the order of the rows.

    `upns` are the numbers that hold for each row's pupil, blank where they are contested.
    `renamed` are pupils whom we knew under another identity and who have a UPN now.
    """

    pupil_ids: list[UUID]
    upns: list[str]
    new: list[NewPupil]
    renamed: list[NewPupil]


def is_same_person(one: Person, other: Person, *, in_one_roll: bool = False) -> bool:
    """Say whether two rows of one UPN can be one child: two of three things must agree.

    They are forename, surname and birth date; an unknown birth date speaks against nobody. In
    one roll forenames that clash are two children, such as twins with one UPN between them.
    """
    if (one.forename, one.surname, one.born_on) == (other.forename, other.surname, other.born_on):
        return True
    if in_one_roll and not _one_forename(one, other, least=Likeness.FAMILY):
        return False
    birth = None in {one.born_on, other.born_on} or one.born_on == other.born_on
    forename = _one_forename(one, other, least=Likeness.CLOSE)
    return forename + _one_surname(one, other) + birth >= 2


def names_identity(row: RollRow, urn: int, nth: int = 0) -> str:
    """Return the identity of a pupil without a UPN: a digest that gives nothing away.

    Without a birth date the home counts too, and each further row alike (the `nth`) is another
    pupil: two children of one name must not become one.
    """
    parts = [str(urn), joined(row.surname), joined(row.forename), joined(row.middle_names)]
    if row.born_on is not None:
        parts.append(row.born_on.isoformat())
    else:
        parts += ["", row.address_line_1.casefold(), row.postcode, str(nth)]
    return sha256("|".join(parts).encode()).hexdigest()


def identities_of(rows: Sequence[RollRow], urns: Sequence[int]) -> list[str]:
    """Return each row's identity as far as the file itself says: a UPN, else names."""
    digests = _digests_without_upn(rows, urns)
    alike = {(urns[index], rows[index].born_on) for index in digests}
    by_names: dict[str, set[str]] = defaultdict(set)
    for row, urn in zip(rows, urns, strict=True):
        if row.born_on is not None and (urn, row.born_on) in alike and is_upn_like(row.upn):
            by_names[names_identity(row, urn)].add(row.upn)
    return [
        _only(by_names.get(digests[index], ())) or digests[index] if index in digests else row.upn
        for index, row in enumerate(rows)
    ]


def _digests_without_upn(rows: Sequence[RollRow], urns: Sequence[int]) -> dict[int, str]:
    """The identities by names of the rows that have no UPN, by their place in the file."""
    undated: Counter[str] = Counter()
    digests: dict[int, str] = {}
    for index, (row, urn) in enumerate(zip(rows, urns, strict=True)):
        if is_upn_like(row.upn):
            continue
        digests[index] = names_identity(row, urn)
        if row.born_on is None:
            undated[digests[index]] += 1
            digests[index] = names_identity(row, urn, undated[digests[index]])
    return digests


def settle(
    rows: Sequence[RollRow], urns: Sequence[int], holders: Mapping[str, KnownPerson]
) -> Settled:
    """Return who each row says it is, once UPNs that several people claim are set aside.

    `holders` are the latest rows of the pupils who are known by a UPN of the file.
    """
    identities = identities_of(rows, urns)
    contested = _contested(rows, urns, identities, holders)
    for index in contested:
        identities[index] = names_identity(rows[index], urns[index])
    return Settled(identities=identities, contested=contested)


def resolve(
    rows: Sequence[RollRow],
    urns: Sequence[int],
    identities: Sequence[str],
    *,
    by_identity: Mapping[str, UUID],
    on_rolls: Mapping[int, Sequence[KnownPerson]],
) -> Resolved:
    """Return which pupil each row is, making new ones where nobody known fits.

    `on_rolls` says by URN who is on the rolls in force of the file's establishments.
    """
    found = {key: by_identity[key] for key in identities if key in by_identity}
    adopted = _adopted(rows, urns, identities, found, on_rolls)
    new = {
        key: NewPupil(pupil_id=uuid4(), identity=key, upn=_upn(key))
        for key in dict.fromkeys(identities)
        if key not in found and key not in adopted
    }
    ids = found | adopted | {key: pupil.pupil_id for key, pupil in new.items()}
    return Resolved(
        pupil_ids=[ids[key] for key in identities],
        upns=[_upn(key) for key in identities],
        new=list(new.values()),
        renamed=[
            NewPupil(pupil_id=pupil_id, identity=key, upn=key)
            for key, pupil_id in adopted.items()
            if _upn(key)
        ],
    )


def _contested(
    rows: Sequence[RollRow],
    urns: Sequence[int],
    identities: Sequence[str],
    holders: Mapping[str, KnownPerson],
) -> set[int]:
    """The rows that claim a UPN and cannot be the person who holds it.

    The holder is the pupil already known by it. Where nobody is, and the rows speak of several
    people, nobody gets it: the file does not say whose it is.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(identities):
        if is_upn_like(key):
            groups[key].append(index)
    found: set[int] = set()
    for upn, indexes in groups.items():
        holder = holders.get(upn)
        fitting = [
            index for index in indexes if holder is None or is_same_person(rows[index], holder)
        ]
        found.update(set(indexes).difference(fitting))
        if not _are_one_person(fitting, rows, urns):
            found.update(fitting)
    return found


def _are_one_person(indexes: Sequence[int], rows: Sequence[RollRow], urns: Sequence[int]) -> bool:
    return all(
        is_same_person(rows[one], rows[other], in_one_roll=urns[one] == urns[other])
        for place, one in enumerate(indexes)
        for other in indexes[place + 1 :]
    )


def _adopted(
    rows: Sequence[RollRow],
    urns: Sequence[int],
    identities: Sequence[str],
    found: Mapping[str, UUID],
    on_rolls: Mapping[int, Sequence[KnownPerson]],
) -> dict[str, UUID]:
    """Pupils whom we know under another identity: a UPN came, changed or was left out.

    Only the same names and birth date at the same establishment will do, borne by one pupil on
    its roll and one in the file, and by nobody whom the file names otherwise.
    """
    unknown = [
        (row, urn, key)
        for row, urn, key in zip(rows, urns, identities, strict=True)
        if key not in found and row.born_on is not None
    ]
    before: dict[tuple[int, str], set[UUID]] = defaultdict(set)
    for urn in {urn for _, urn, _ in unknown}:
        for person in on_rolls.get(urn, ()):
            before[urn, _names(person)].add(person.pupil_id)
    taken = set(found.values())
    claims: dict[UUID, set[str]] = defaultdict(set)
    for row, urn, key in unknown:
        pupil_id = _only(before.get((urn, _names(row)), ()))
        if pupil_id is not None and pupil_id not in taken:
            claims[pupil_id].add(key)
    one_each: dict[str, UUID] = {}
    for pupil_id, keys in claims.items():
        only = _only(keys)
        if only is not None:
            one_each.setdefault(only, pupil_id)
    return one_each


def _names(person: Person) -> str:
    return f"{joined(person.surname)}|{joined(person.forename)}|{person.born_on}"


def _only(items: Iterable[T]) -> T | None:
    several = list(items)
    return several[0] if len(several) == 1 else None


def _upn(identity: str) -> str:
    return identity if is_upn_like(identity) else ""


def _one_forename(one: Person, other: Person, *, least: Likeness) -> bool:
    """Whether a forename of one is any forename or middle name of the other.

    Two middle names that agree say nothing: brothers may share one.
    """
    return (
        _share(_forenames(one), [*_forenames(other), *words(other.middle_names)], least)
        or _share(_forenames(other), words(one.middle_names), least)
        or joined(one.forename) == joined(other.forename)
    )


def _forenames(person: Person) -> list[str]:
    return [*words(person.forename), *words(person.preferred_forename)]


def _one_surname(one: Person, other: Person) -> bool:
    return _share(_surnames(one), _surnames(other), Likeness.CLOSE)


def _surnames(person: Person) -> list[str]:
    texts = (person.surname, person.preferred_surname, person.former_surname)
    return [name for text in texts for name in (joined(text), *halves(text)) if name]


def _share(some: Iterable[str], others: Iterable[str], least: Likeness) -> bool:
    rolled = list(others)
    return any(likeness(one, other) >= least for one in some for other in rolled)
