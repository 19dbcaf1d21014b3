"""`firstbell.core.take_up`: a line for each system, and every school in exactly one."""

from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.take_up import Line, School, by_kind, take_up


def test_a_system_is_the_same_however_it_is_written_and_is_called_what_most_call_it() -> None:
    found = take_up(
        [
            School(keeping="system", system="SafeNote", is_told=True, has_taken=True),
            School(keeping="system", system="safe note"),
            School(keeping="system", system="SafeNote", is_told=True),
        ]
    )

    assert found == (Line(keeping="system", system="SafeNote", schools=3, told=2, taken=1),)


def test_the_most_used_system_comes_first_then_paper_then_who_has_not_said() -> None:
    found = take_up(
        [
            School(),
            School(keeping="paper"),
            School(keeping="system", system="Rare"),
            *[School(keeping="system", system="Usual")] * 2,
            School(is_told=True, has_taken=True),
        ]
    )

    assert [(line.keeping, line.system, line.schools) for line in found] == [
        ("system", "Usual", 2),
        ("system", "Rare", 1),
        ("paper", "", 1),
        ("", "", 2),
    ]
    assert (found[-1].told, found[-1].taken) == (1, 1)


SCHOOLS = st.builds(
    School,
    kind=st.sampled_from(["Childminders", "Nurseries", ""]),
    keeping=st.sampled_from(["system", "paper", ""]),
    system=st.sampled_from(["A", "a ", "B b", ""]),
    is_told=st.booleans(),
    has_taken=st.booleans(),
)


@given(st.lists(SCHOOLS))
def test_every_school_is_counted_once_and_none_takes_what_it_is_not_told(
    schools: list[School],
) -> None:
    found = take_up(schools)

    assert sum(line.schools for line in found) == len(schools)
    assert sum(line.told for line in found) == sum(each.is_told for each in schools)
    assert all(line.taken <= line.told <= line.schools for line in found)
    kinds = by_kind(schools)
    assert sum(line.schools for line in kinds) == len(schools)
    assert sum(line.told for line in kinds) == sum(each.is_told for each in schools)
    assert len({line.kind for line in kinds}) == len(kinds)


def test_the_kind_with_the_most_comes_first() -> None:
    found = by_kind([School(kind="Nurseries"), School(kind="A"), School(kind="A", is_told=True)])

    assert [(line.kind, line.schools, line.told) for line in found] == [
        ("A", 2, 1),
        ("Nurseries", 1, 0),
    ]
