"""Weights: common names say less, and no agreement weighs less than a lesser one."""

import pytest

from firstbell.core.linkage import SHIPPED, Frequencies, namesake_key
from firstbell.core.linkage.compare import Agreement, compare
from firstbell.core.linkage.ladders import LADDERS
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.weigh import (
    COMMONEST_NAME,
    MOST_FOR_NAMESAKES,
    RAREST_NAME,
    USUAL_BITS,
    USUAL_FORENAME,
    USUAL_PUPILS,
    prior,
    weigh,
)
from firstbell.core.linkage.weights import NEAR_BY, PRIOR, RARITY, REGISTER
from tests.core.linkage.people import CHILD, PUPIL, pupil

COUNTED = Frequencies(
    100_000,
    {"elizabeth": 800, "oscar": 9_000, "iolanthe": 1},
    {"thornbury": 50, "vale": 1_500},
    {"oscar vale": 1_400},
)


def worth(
    field: Field, level: Level, name: str = "", counted: Frequencies | None = COUNTED
) -> float:
    [evidence] = weigh([Agreement(field, "a name", level, name)], counted)
    return evidence.weight


def bits_of(field: Field, level: Level, rarity: float) -> float:
    return SHIPPED.of(field, level) + SHIPPED.of(field, RARITY) * (rarity - USUAL_BITS)


def test_a_common_forename_is_weaker_evidence_than_a_rare_one() -> None:
    common = worth(Field.FORENAME, Level.SAME, "oscar")
    rare = worth(Field.FORENAME, Level.SAME, "iolanthe")
    assert common == pytest.approx(bits_of(Field.FORENAME, Level.SAME, COMMONEST_NAME))
    assert common < worth(Field.FORENAME, Level.SAME, "elizabeth") < rare
    assert rare == pytest.approx(bits_of(Field.FORENAME, Level.SAME, RAREST_NAME))
    assert worth(Field.SURNAME, Level.SAME, "vale") < worth(Field.SURNAME, Level.SAME, "thornbury")


def test_a_name_that_agrees_less_says_more_too_when_it_is_rare() -> None:
    assert worth(Field.SURNAME, Level.PART, "vale") < worth(Field.SURNAME, Level.PART, "thornbury")


def test_where_nobody_counted_a_name_has_its_usual_weight() -> None:
    usual = bits_of(Field.FORENAME, Level.SAME, USUAL_FORENAME)
    assert worth(Field.FORENAME, Level.SAME, "oscar", None) == usual
    assert worth(Field.SURNAME, Level.SAME, "vale", None) > worth(
        Field.SURNAME, Level.PART, "vale", None
    )


def test_a_name_that_nobody_counted_has_its_usual_weight_too() -> None:
    usual = bits_of(Field.FORENAME, Level.SAME, USUAL_FORENAME)
    assert worth(Field.FORENAME, Level.SAME, "peregrine") == usual


def test_names_that_go_together_are_worth_less_than_their_sum() -> None:
    evidence = list(
        weigh(
            [
                Agreement(Field.FORENAME, "a name", Level.SAME, "oscar"),
                Agreement(Field.SURNAME, "a name", Level.SAME, "vale"),
            ],
            COUNTED,
        )
    )
    assert evidence[-1].field == Field.NAMESAKES
    assert MOST_FOR_NAMESAKES <= evidence[-1].weight < 0


def test_namesakes_take_nothing_where_a_name_clashes() -> None:
    fields = {found.field for found in weigh(compare(CHILD, pupil(forename="Grace")), COUNTED)}
    assert Field.NAMESAKES not in fields


def test_names_are_counted_from_the_roll() -> None:
    counted = Frequencies.of([PUPIL, pupil(pupil_id="p9"), pupil(pupil_id="p8", surname="Vale")])
    assert counted.pupils == 3
    assert counted.forenames == {"elizabeth": 3}
    assert counted.surnames == {"thornbury": 2, "vale": 1}
    assert counted.namesakes == {namesake_key("Elizabeth Rose", "Thornbury"): 2}
    assert Frequencies.of([pupil(forename="")]).forenames == {"": 1}


def test_a_larger_register_asks_for_more_evidence_and_a_small_one_for_no_less_than_an_area() -> (
    None
):
    assert prior(Frequencies(400_000, {}, {})).weight < prior(COUNTED).weight < 0
    assert prior(Frequencies(3, {}, {})).weight == prior(Frequencies(131_072, {}, {})).weight
    assert prior(None).weight == SHIPPED.bits[PRIOR]


def address_worth(pupils: int, **rolled: str) -> float:
    evidence = weigh(compare(CHILD, pupil(**rolled)), Frequencies(pupils, {}, {}))
    return next(each.weight for each in evidence if each.field == Field.ADDRESS)


@pytest.mark.parametrize("postcode", ["ZZ9 4QT", "ZZ9 1AA"])
def test_of_a_larger_register_no_more_pupils_live_near_by(postcode: str) -> None:
    area, country = (
        prior(Frequencies(pupils, {}, {})).weight + address_worth(pupils, postcode=postcode)
        for pupils in (USUAL_PUPILS, 64 * USUAL_PUPILS)
    )
    taken = (SHIPPED.bits[REGISTER] + SHIPPED.bits[NEAR_BY]) * 6
    assert country - area == pytest.approx(taken)
    assert SHIPPED.bits[REGISTER] * 6 < taken <= 0


@pytest.mark.parametrize("postcode", ["ZA1 1AA", ""])
def test_a_home_elsewhere_or_not_known_is_worth_the_same_in_every_register(postcode: str) -> None:
    area, country = (
        address_worth(pupils, postcode=postcode, uprn="", address_line_1="")
        for pupils in (USUAL_PUPILS, 64 * USUAL_PUPILS)
    )
    assert area == country


EVERY_LADDER = [(field, ladder) for field, ladders in LADDERS.items() for ladder in ladders]


@pytest.mark.parametrize(("field", "ladder"), EVERY_LADDER)
@pytest.mark.parametrize("name", ["oscar", "iolanthe", "vale"])
@pytest.mark.parametrize("counted", [COUNTED, None])
def test_more_agreement_in_a_field_never_weighs_less(
    field: Field, ladder: list[Level], name: str, counted: Frequencies | None
) -> None:
    weights = [worth(field, level, name, counted) for level in ladder]
    if field in {Field.FORENAME, Field.SURNAME}:  # rarity counts only where a name agrees
        weights = [SHIPPED.of(field, level) for level in ladder]
    assert weights == sorted(weights, reverse=True)
