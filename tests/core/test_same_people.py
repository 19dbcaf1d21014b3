"""A child keeps the number under which it was first handed over, and is never mixed up."""

from firstbell.core.same_people import Somebody, ids_of


def child(
    given: str, surname: str = "Fernquist", born: str = "2017-03-04", **more: str
) -> Somebody:
    more.setdefault("content", f"{given} {surname} {born}")
    return Somebody(given_names=given, surname=surname, born=born, **more)


def ids(new: list[Somebody], before: list[Somebody], *used: str) -> list[str]:
    return ids_of(new, before, used=[*used, *(each.id for each in before)], start="c")


WREN, LARK = child("Wren", id="c1"), child("Lark", born="2019-05-06", id="c2")


def test_the_first_time_they_are_counted() -> None:
    assert ids([child("Wren"), child("Lark")], []) == ["c1", "c2"]


def test_the_order_says_nothing() -> None:
    assert ids([child("Lark", born="2019-05-06"), child("Wren")], [WREN, LARK]) == ["c2", "c1"]


def test_a_child_put_right_keeps_its_number_where_two_of_three_stand() -> None:
    assert ids([child("wren ", surname="Fernqvist")], [WREN, LARK]) == ["c1"]
    assert ids([child("Wren", born="2017-04-03")], [WREN, LARK]) == ["c1"]


def test_a_twin_is_nobody_else() -> None:
    assert ids([child("Robin")], [WREN]) == ["c2"]


def test_what_two_could_be_is_neither() -> None:
    both = [WREN, child("Wren", surname="Marshall", id="c2")]

    assert ids([child("Wren", surname="Tern")], both) == ["c3"]
    assert ids([child("Wren", surname="Tern"), child("Wren", surname="Rail")], [WREN]) == [
        "c2",
        "c3",
    ]


def test_children_without_a_name_are_told_apart_by_what_is_said_then_by_their_order() -> None:
    one = Somebody(content="seen upstairs", id="c1")
    two = Somebody(content="seen in the garden", id="c2")
    garden, other = Somebody(content="seen in the garden"), Somebody(content="said more")

    assert ids([garden, other], [one, two]) == ["c2", "c1"]
    assert ids([garden, other, Somebody(content="a third")], [one, two]) == ["c2", "c1", "c3"]


def test_a_new_number_is_one_that_was_never_used() -> None:
    assert ids([child("Robin")], [WREN], "c7", "x9") == ["c8"]
    assert ids([child("Robin", id="c4"), child("Rail")], []) == ["c4", "c5"]


def test_a_number_that_was_given_stands() -> None:
    assert ids([child("Robin", id="c1"), child("Wren")], [WREN]) == ["c1", "c2"]
