"""Is a reader an adult of the incident, or close to somebody in it? And who is told then?

Beyond being one of the adults (`core.conflicts`) there is sharing a home with anybody of the
incident, and what was declared in private: persons, children and homes that a reader is close
to. A hit passes the notification on to the next person of the same place; the reader is not to
learn that it exists. Only where nobody is left does the hub say who is told.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from firstbell.core import conflicts
from firstbell.core.conflicts import Adult, Reader
from firstbell.core.linkage import addresses
from firstbell.core.searching import Keys, Sought

Ground = (
    conflicts.Ground | Literal["same_home", "declared_person", "declared_child", "declared_address"]
)
"""Why somebody is kept out, in the order in which it is asked."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where somebody lives or something happened, as far as it tells one home from another."""

    line: str = ""
    postcode: str = ""


@dataclass(frozen=True, kw_only=True)
class Closeness:
    """What is known of one reader beyond their account: their home, and whom they are close to."""

    own_homes: tuple[Home, ...] = ()
    persons: tuple[Reader, ...] = ()
    children: tuple[Reader, ...] = ()
    homes: tuple[Home, ...] = ()


NOTHING_DECLARED = Closeness()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The people and homes of one incident. A place that anybody may go to is no home."""

    adults: tuple[Adult, ...] = ()
    children: tuple[Adult, ...] = ()
    homes: tuple[Home, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Why a reader is kept out; `adult` is the place of that adult in the scene, if it is one."""

    ground: Ground
    adult: int | None = None


def nearness(scene: Scene, reader: Reader, closeness: Closeness = NOTHING_DECLARED) -> Hit | None:
    """Return why a reader is kept from an incident, or None where nothing is known against it."""
    for index, adult in enumerate(scene.adults):
        if ground := conflicts.conflict(adult, reader):
            return Hit(ground=ground, adult=index)
    if _shared(scene.homes, closeness.own_homes):
        return Hit(ground="same_home")
    for index, adult in enumerate(scene.adults):
        if any(conflicts.conflict(adult, person) for person in closeness.persons):
            return Hit(ground="declared_person", adult=index)
    for child in scene.children:
        if any(conflicts.conflict(child, other) for other in closeness.children):
            return Hit(ground="declared_child")
    if _shared(scene.homes, closeness.homes):
        return Hit(ground="declared_address")
    return None


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Where small children are looked after: `is_home` where that is somebody's own home.

    `people` are its key adults and the name under which it is registered.
    """

    people: tuple[Reader, ...] = ()
    homes: tuple[Home, ...] = ()
    is_home: bool = False


def is_too_near(scene: Scene, provider: Provider) -> bool:
    """Say whether a provider must be taken for part of the family, so that it is not told at all.

    It is at one of the homes; or it is one person's own home, and that person bears a surname of
    somebody in the incident, or is one of its adults by number or e-mail address. At a nursery the
    next person is told instead.
    """
    if _shared(scene.homes, provider.homes):
        return True
    return provider.is_home and any(
        conflicts.bears_surname(each, person) or conflicts.conflict(each, person)
        for person in provider.people
        for each in (*scene.adults, *scene.children)
    )


def _shared(some: Iterable[Home], others: Iterable[Home]) -> bool:
    return not _marks(some).isdisjoint(_marks(others))


def _marks(homes: Iterable[Home]) -> set[str]:
    """Return what each home is told by: house and postcode. A postcode alone is a street."""
    found = {addresses.household(each.line, each.postcode, "") for each in homes}
    return {each for each in found if each}


def keys_to_look_for(closeness: Closeness) -> Keys:
    """Return the keys of `core.searching` by which incidents that may be near are found.

    More are found than are near: what is found is asked by `nearness`.
    """
    sought = [Sought(postcode=each.postcode) for each in (*closeness.own_homes, *closeness.homes)]
    for person in (*closeness.persons, *closeness.children):
        sought += [Sought(born_on=person.born_on), *(Sought(number=n) for n in person.phones)]
    return tuple(sorted({key for each in sought for group in each.groups() for key in group}))


class Told(Protocol):
    """A key adult, as far as it matters who is kept out."""

    @property
    def id(self) -> UUID:
        """Which of them it is."""

    @property
    def email(self) -> str:
        """The mailbox at which a message reaches them."""


T = TypeVar("T", bound=Told)


def free_of(
    in_order: Iterable[T], *, kept_out: Collection[UUID], mailboxes: Iterable[str]
) -> list[T]:
    """Return who may still be told, in the same order: the first of them is the next person.

    Nobody whose mailbox somebody who is kept out reads, as two lines of one person or a shared
    one: `mailboxes` are theirs.
    """
    people = list(in_order)
    read_by_them = {each.strip().casefold() for each in mailboxes} - {""}
    read_by_them |= {each.email.strip().casefold() for each in people if each.id in kept_out} - {""}
    return [
        each
        for each in people
        if each.id not in kept_out and each.email.strip().casefold() not in read_by_them
    ]


Passes = Literal["to_the_first", "to_the_next", "to_the_hub"]


def passes(*, kept_out: int, free: int) -> Passes:
    """Say to whom a notification passes: `free` are the key adults who may be told.

    A place that has no key adult at all is no matter of closeness.
    """
    if not kept_out:
        return "to_the_first"
    return "to_the_next" if free else "to_the_hub"
