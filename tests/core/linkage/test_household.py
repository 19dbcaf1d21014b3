"""Children of one incident, decided together."""

from datetime import date
from typing import Any

import pytest

from firstbell.core.linkage import SHIPPED, decide, decide_household
from firstbell.core.linkage.levels import Field, Level
from tests.core.linkage.people import CHILD, PUPIL, TWIN, child, pupil

SIBLING = pupil(
    pupil_id="p3", forename="Oscar", middle_names="", sex="M", born_on=date(2011, 9, 20), upn=""
)
BROTHER = child(child_id="c3", given_names="Oscar", sex="M", born_on=date(2011, 9, 20))
NOWHERE: dict[str, Any] = {"address_line_1": "", "postcode": ""}
POOL = [PUPIL, TWIN, SIBLING]


def test_each_child_of_a_family_is_linked_to_its_own_pupil() -> None:
    grace = child(child_id="c2", given_names="Grace")
    decided = decide_household([CHILD, grace, BROTHER], dict.fromkeys(("c1", "c2", "c3"), POOL))
    assert [found.pupil for found in decided] == ["p1", "p2", "p3"]


def test_one_pupil_recorded_twice_in_an_incident_goes_to_a_person_both_times() -> None:
    again = CHILD._replace(child_id="c2", given_names="Lizzie")
    decided = decide_household([CHILD, again], {"c1": [PUPIL], "c2": [PUPIL]})
    assert [found.decision for found in decided] == ["review", "review"]
    assert Level.CLAIMED in {found.level for found in decided[0].candidates[0].evidence}


def test_a_child_who_clearly_is_another_pupil_lays_no_claim() -> None:
    decided = decide_household([CHILD, BROTHER], {"c1": [PUPIL, SIBLING], "c3": [PUPIL, SIBLING]})
    levels = {found.level for one in decided for found in one.candidates[0].evidence}
    assert Level.CLAIMED not in levels


def test_a_sibling_at_the_old_address_supports_a_family_that_moved() -> None:
    told = child(given_names="Lizzie", born_on=None, age_estimate=12, **NOWHERE)
    brother = BROTHER._replace(**NOWHERE)
    alone = decide(told, [PUPIL])
    [together, _] = decide_household([told, brother], {"c1": [PUPIL], "c3": [SIBLING]})
    assert alone.decision == "review"
    assert alone.weight is not None
    assert together.weight is not None
    assert together.weight > alone.weight
    assert Level.ONE_HOME_MOVED in {found.level for found in together.candidates[0].evidence}


def test_a_sibling_at_the_recorded_home_supports_a_little() -> None:
    told = child(given_names="Lizzie")
    [together, _] = decide_household([told, BROTHER], {"c1": [PUPIL], "c3": [SIBLING]})
    moved = SHIPPED.of(Field.SIBLINGS, Level.ONE_HOME_MOVED)
    [support] = [e.weight for e in together.candidates[0].evidence if e.field == Field.SIBLINGS]
    assert 0 < support < moved


def test_a_sibling_gives_no_support_to_a_pupil_whose_forename_clashes() -> None:
    told = child(given_names="Joan")
    [together, _] = decide_household([told, BROTHER], {"c1": [PUPIL], "c3": [SIBLING]})
    assert Field.SIBLINGS not in {found.field for found in together.candidates[0].evidence}


def test_a_child_who_is_not_fitted_by_itself_supports_nobody() -> None:
    vague = BROTHER._replace(born_on=None, surname="", **NOWHERE)
    homeless = SIBLING._replace(pupil_id="p4", address_line_1="", postcode="", uprn="")
    [together, *_] = decide_household(
        [CHILD, vague, BROTHER._replace(child_id="c4")],
        {"c1": [PUPIL], "c3": [SIBLING], "c4": [homeless]},
    )
    assert Field.SIBLINGS not in {found.field for found in together.candidates[0].evidence}


def test_two_children_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="one child_id"):
        decide_household([CHILD, CHILD], {})
