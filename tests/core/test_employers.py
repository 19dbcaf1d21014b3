"""`firstbell.core.employers`: whose employer would see the record, and who is let in without it."""

from uuid import UUID

import pytest

from firstbell.core.employers import Candidate, Employer, circle_without, may_employ

FORCE = Employer(key=UUID(int=1), name="Eastmarsh Police", kind="police")
COUNCIL = Employer(key=UUID(int=2), name="Borough of Eastmarsh", kind="council")


def person(number: int, *roles: str, agency: UUID) -> Candidate:
    return Candidate(user_id=UUID(int=number), roles=frozenset(roles), agencies=frozenset({agency}))


OFFICER = person(11, "police-sender", agency=FORCE.key)
OTHER_OFFICER = person(12, "police-sender", agency=FORCE.key)
WORKER = person(21, "hub-worker", agency=COUNCIL.key)
MANAGER = person(22, "hub-manager", "hub-worker", agency=COUNCIL.key)
EVERYBODY = [OFFICER, OTHER_OFFICER, WORKER, MANAGER]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Eastmarsh police station", [FORCE]),
        ("a PCSO in Westfen", [FORCE]),
        ("Eastmarsh Academy Trust", [COUNCIL]),
        ("Children’s Services", [COUNCIL]),
        ("social worker", [COUNCIL]),
        ("a bakery", []),
        ("", []),
    ],
)
def test_what_police_wrote_as_the_employer_may_mean_an_agency(
    written: str, found: list[Employer]
) -> None:
    assert may_employ([FORCE, COUNCIL], written=[written], of_adults=[]) == found


def test_an_adult_who_is_a_user_works_for_the_agency_of_their_role() -> None:
    assert may_employ([FORCE, COUNCIL], written=[], of_adults=[OFFICER]) == [FORCE]


def test_an_agency_whose_name_says_nothing_is_not_found_by_it() -> None:
    nameless = Employer(key=UUID(int=3), name="The Borough", kind="council")

    assert may_employ([nameless], written=["the borough market"], of_adults=[]) == []


def test_closed_for_a_force_nobody_of_it_is_let_in_but_who_closes_it() -> None:
    found = circle_without(EVERYBODY, employer=FORCE, keeps={OFFICER.user_id})

    assert found == {OFFICER.user_id, WORKER.user_id, MANAGER.user_id}


def test_closed_for_the_council_its_managers_alone_carry_it_on() -> None:
    found = circle_without(EVERYBODY, employer=COUNCIL, keeps=())

    assert found == {OFFICER.user_id, OTHER_OFFICER.user_id, MANAGER.user_id}
