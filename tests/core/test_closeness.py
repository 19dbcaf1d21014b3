"""`firstbell.core.closeness`: who is kept out, and to whom the notification passes."""

import random
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from firstbell.core.closeness import (
    Closeness,
    Hit,
    Home,
    Provider,
    Scene,
    free_of,
    is_too_near,
    keys_to_look_for,
    nearness,
    passes,
)
from firstbell.core.conflicts import Adult, Reader
from firstbell.core.searching import Findable, keys_of

BORN = date(1988, 4, 9)
ROW = Home(line="4 Sedge Row", postcode="QX1 2AB")
NEIGHBOUR = Home(line="6 Sedge Row", postcode="QX1 2AB")
WREN = Adult(given_names="Wren", surname="Tollemarsh", born_on=date(2016, 5, 4))
SUSPECT = Adult(given_names="Zoe", surname="Oakhollow", born_on=BORN, phone="07700 900456")
BYSTANDER = Adult(given_names="Io", surname="Fallow")
SCENE = Scene(adults=(BYSTANDER, SUSPECT), children=(WREN,), homes=(ROW,))
LARK = Reader(name="Ade Lark", email="ade@mill.example")


@pytest.mark.parametrize(
    ("closeness", "hit"),
    [
        pytest.param(Closeness(), None, id="nothing-known"),
        pytest.param(
            Closeness(own_homes=(Home(line="4, Sedge Row", postcode="qx12ab"),)),
            Hit(ground="same_home"),
            id="lives-there",
        ),
        pytest.param(Closeness(own_homes=(NEIGHBOUR,)), None, id="lives-next-door"),
        pytest.param(Closeness(own_homes=(Home(postcode="QX1 2AB"),)), None, id="same-street"),
        pytest.param(
            Closeness(persons=(Reader(name="Zoë Oakhollow", born_on=BORN),)),
            Hit(ground="declared_person", adult=1),
            id="close-to-an-adult",
        ),
        pytest.param(
            Closeness(persons=(Reader(name="Z", phones=("+44 7700 900456",)),)),
            Hit(ground="declared_person", adult=1),
            id="by-telephone",
        ),
        pytest.param(
            Closeness(children=(Reader(name="Wren Fallow", born_on=WREN.born_on),)),
            Hit(ground="declared_child"),
            id="close-to-the-child",
        ),
        pytest.param(
            Closeness(children=(Reader(name="Robin Fallow", born_on=WREN.born_on),)),
            None,
            id="another-child-of-that-day",
        ),
        pytest.param(Closeness(homes=(ROW,)), Hit(ground="declared_address"), id="an-address"),
        pytest.param(Closeness(homes=(NEIGHBOUR,)), None, id="an-address-next-door"),
    ],
)
def test_what_is_known_of_a_reader_keeps_them_out(closeness: Closeness, hit: Hit | None) -> None:
    assert nearness(SCENE, LARK, closeness) == hit


def test_an_adult_of_the_incident_is_kept_out_whatever_was_declared() -> None:
    reader = Reader(name="Z. Oakhollow", phones=("07700900456",))

    assert nearness(SCENE, reader) == Hit(ground="phone", adult=1)


def test_what_is_declared_finds_the_incident_and_no_other_of_its_town() -> None:
    closeness = Closeness(
        own_homes=(ROW,),
        persons=(Reader(name="Zoë", phones=("07700 900456",), born_on=BORN),),
    )
    keys = set(keys_to_look_for(closeness))
    home = keys_of(Findable(names=(), postcodes=("QX12AB",)))
    next_street = keys_of(Findable(names=(), postcodes=("QX1 2AD",)))
    turned = keys_of(Findable(names=(), born_on=date(1988, 9, 4)))
    number = keys_of(Findable(names=(), numbers=("7700900456",)))

    assert all(not keys.isdisjoint(found) for found in (home, turned, number))
    assert keys.isdisjoint(next_street)


def test_five_hundred_readers_who_live_with_somebody_of_the_incident_are_all_kept_out() -> None:
    chance = random.Random(20261126)
    written = ("{} Sedge Row", "{}, SEDGE ROW", "Flat 1, {} Sedge Row", " {}  sedge row ")
    for number in range(1, 501):
        flat = chance.choice(written)
        same = flat if "Flat" in flat else chance.choice([w for w in written if "Flat" not in w])
        recorded = Home(line=flat.format(number), postcode=chance.choice(["QX1 2AB", "qx12ab"]))
        own = Home(line=same.format(number), postcode=chance.choice(["QX1 2AB", "QX12AB "]))

        found = nearness(Scene(homes=(recorded,)), LARK, Closeness(own_homes=(own,)))
        assert found == Hit(ground="same_home"), (recorded, own)


@dataclass(frozen=True, kw_only=True)
class Person:
    id: UUID
    email: str


FIRST, SECOND, THIRD = (
    Person(id=UUID(int=n), email=f"{name}@mill.example")
    for n, name in enumerate(("head", "deputy", "lead"), start=1)
)


def test_the_next_person_in_order_is_told() -> None:
    assert free_of([FIRST, SECOND, THIRD], kept_out={FIRST.id}, mailboxes=()) == [SECOND, THIRD]
    assert free_of([FIRST, SECOND], kept_out=(), mailboxes=["Head@Mill.example "]) == [SECOND]


def test_nobody_is_told_at_a_mailbox_that_somebody_kept_out_reads() -> None:
    shared = Person(id=UUID(int=9), email="HEAD@mill.example")
    without = Person(id=UUID(int=10), email="")

    assert free_of([FIRST, shared, without], kept_out={FIRST.id}, mailboxes=[""]) == [without]


@pytest.mark.parametrize(
    ("kept_out", "free", "to"),
    [(0, 2, "to_the_first"), (0, 0, "to_the_first"), (1, 1, "to_the_next"), (2, 0, "to_the_hub")],
)
def test_it_passes_to_the_hub_only_where_nobody_is_left(kept_out: int, free: int, to: str) -> None:
    assert passes(kept_out=kept_out, free=free) == to


AWAY = Home(line="9 Reed Lane", postcode="QX1 2AB")


@pytest.mark.parametrize(
    ("provider", "too_near"),
    [
        pytest.param(Provider(homes=(ROW,)), True, id="at-the-home-of-the-incident"),
        pytest.param(Provider(homes=(NEIGHBOUR,), is_home=True), False, id="next-door"),
        pytest.param(
            Provider(people=(Reader(name="Ida Oakhollow"),), homes=(AWAY,), is_home=True),
            True,
            id="of-an-adult-s-surname",
        ),
        pytest.param(
            Provider(people=(Reader(name="Fallow-Reed Childminding"),), is_home=True),
            True,
            id="of-one-half-of-the-name",
        ),
        pytest.param(
            Provider(people=(Reader(name="Tollemarsh's Tots"),), is_home=True),
            True,
            id="of-the-child-s-surname",
        ),
        pytest.param(
            Provider(people=(Reader(name="Ida Oakhollow"),)), False, id="a-nursery-has-others"
        ),
        pytest.param(
            Provider(people=(Reader(name="Ida", phones=("07700 900456",)),), is_home=True),
            True,
            id="of-an-adult-s-number",
        ),
        pytest.param(
            Provider(people=(Reader(name="Ida Lark", phones=("07700 900457",)),), is_home=True),
            False,
            id="nothing-alike",
        ),
    ],
)
def test_a_childminder_at_the_home_or_of_the_family_s_name_is_too_near(
    provider: Provider, too_near: bool
) -> None:
    assert is_too_near(SCENE, provider) is too_near


def test_one_letter_is_no_surname() -> None:
    initial = Scene(adults=(Adult(surname="T."),))

    assert not is_too_near(initial, Provider(people=(Reader(name="Ida T"),), is_home=True))
