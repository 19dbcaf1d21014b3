"""When is a file in a force's folder whole, and which trouble is told?"""

import pytest

from firstbell.core.folders import Look, Trouble, is_named_unfinished, is_whole, worst


def look(at: float, **more: int) -> Look:
    return Look(**{"inode": 1, "size": 10, "changed": 5, **more}, at=at)


@pytest.mark.parametrize(
    ("name", "before", "now", "whole"),
    [
        ("night.csv", None, look(100), False),
        ("night.csv", look(0), look(59.9), False),
        ("night.csv", look(0), look(60), True),
        ("night.csv", look(0), look(60, size=11), False),
        ("night.csv", look(0), look(60, changed=6), False),
        ("night.csv", look(0), look(60, inode=2), False),
        ("night.csv.part", look(0), look(600), False),
        ("night.csv.FILEPART", look(0), look(600), False),
        (".night.csv", look(0), look(600), False),
        ("party.csv", look(0), look(60), True),
    ],
)
def test_a_file_is_whole_that_was_the_same_for_as_long_as_it_takes(
    name: str, before: Look | None, now: Look, whole: bool
) -> None:
    assert is_whole(name, before, now, settles=60) is whole


def test_a_name_without_a_dot_at_its_begin_is_a_name() -> None:
    assert not is_named_unfinished("part.csv")


def test_of_several_troubles_the_first_is_told() -> None:
    assert worst([]) is None
    assert worst([Trouble.STUCK, Trouble.UNREADABLE]) is Trouble.UNREADABLE
