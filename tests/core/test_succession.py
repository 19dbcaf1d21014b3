"""`firstbell.core.succession`: what a closed establishment became."""

from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.succession import Link, live_successors


def link(urn: int, kind: str, link_urn: int) -> Link:
    return Link(urn=urn, link_urn=link_urn, kind=kind)


def became(urn: int, links: list[Link], *, live: set[int]) -> tuple[int, ...]:
    return live_successors(urn, links=links, is_open=live.__contains__)


def test_an_open_establishment_goes_on_as_itself() -> None:
    assert became(1, [link(1, "Successor", 2)], live={1, 2}) == (1,)


def test_a_link_is_read_from_either_end() -> None:
    assert became(1, [link(1, "Successor", 2)], live={2}) == (2,)
    assert became(1, [link(2, "Predecessor", 1)], live={2}) == (2,)


def test_a_predecessor_is_never_taken_for_a_successor() -> None:
    assert became(2, [link(1, "Successor", 2), link(2, "Predecessor", 1)], live={1}) == ()


def test_a_chain_is_followed_through_closed_and_unknown_establishments() -> None:
    chain = [link(1, "Successor", 2), link(3, "Predecessor", 2), link(3, "Successor", 4)]

    assert became(1, chain, live={4}) == (4,)


def test_two_that_merged_lead_to_the_one_that_stayed() -> None:
    merged = [link(1, "Successor - merged", 2), link(3, "Successor - amalgamated", 2)]

    assert became(1, merged, live={2}) == (2,)
    assert became(3, merged, live={2}) == (2,)


def test_a_school_that_split_leads_to_all_its_parts() -> None:
    split = [link(1, "Successor - Split School", 3), link(1, "Successor - Split School", 2)]

    assert became(1, split, live={2, 3}) == (2, 3)


def test_the_nearest_successor_comes_first() -> None:
    links = [link(1, "Successor", 9), link(1, "Successor", 2), link(2, "Successor", 3)]

    assert became(1, links, live={9, 3}) == (9, 3)


def test_links_that_go_round_in_a_circle_come_to_an_end() -> None:
    circle = [link(1, "Successor", 2), link(2, "Successor", 3), link(3, "Successor", 1)]

    assert became(1, circle, live=set()) == ()
    assert became(1, [*circle, link(3, "Successor", 4)], live={4}) == (4,)


def test_a_shared_sixth_form_centre_is_no_succession() -> None:
    links = [link(1, "Sixth Form Centre Link", 2), link(1, "Other", 3), link(1, "Expansion", 4)]

    assert became(1, links, live={2, 3, 4}) == ()


def test_an_amalgamation_without_a_direction_leads_to_the_end_that_is_open() -> None:
    links = [link(1, "Result of Amalgamation", 2), link(2, "Result of Amalgamation", 1)]

    assert became(1, links, live={2}) == (2,)


def test_a_successor_that_is_named_goes_before_a_link_without_a_direction() -> None:
    links = [link(1, "Successor", 2), link(1, "Result of Amalgamation", 3)]

    assert became(1, links, live={2, 3}) == (2,)


KINDS = st.sampled_from(["Successor", "Predecessor", "Result of Amalgamation", "Other"])
URNS = st.integers(1, 8)


@given(
    st.lists(st.builds(Link, urn=URNS, link_urn=URNS, kind=KINDS), max_size=30), st.sets(URNS), URNS
)
def test_whatever_the_links_only_open_establishments_come_back_each_once(
    links: list[Link], live: set[int], urn: int
) -> None:
    found = became(urn, links, live=live)

    assert set(found) <= live
    assert len(found) == len(set(found))
