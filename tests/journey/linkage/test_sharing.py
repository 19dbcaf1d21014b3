"""Work done in parts by copies of the process gives what it gives when done in turn."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from threading import Timer
from time import sleep
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.linkage.measure import Plan
from firstbell.core.linkage import Decision, RecordedChild, RollPupil
from firstbell.journey.linkage import asked, register, sharing
from firstbell.journey.linkage.asked import Asked
from firstbell.journey.linkage.register import TOLD_BY_MOST, Register
from firstbell.journey.linkage.sharing import begun, shared_out


@pytest.fixture(params=[1, 3])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    for module in (sharing, asked):
        monkeypatch.setattr(module, "processors", lambda: request.param)
    return int(request.param)


def test_each_part_is_done_once_and_told_in_order(processors: int) -> None:
    found = shared_out(lambda part: (part, os.getpid()), ("a", "b", "c"))
    assert [part for part, _ in found] == ["a", "b", "c"]
    assert len({process for _, process in found}) == processors
    assert found[0][1] == os.getpid()


def test_what_a_copy_cannot_do_is_done_again_here(processors: int) -> None:
    own = os.getpid()

    def work(part: str) -> str:
        if os.getpid() != own:
            raise MemoryError
        return part.upper()

    assert shared_out(work, ("a", "b")) == ["A", "B"]


def test_what_is_wrong_with_a_part_is_said_here(processors: int) -> None:
    with pytest.raises(ZeroDivisionError):
        shared_out(lambda part: 1 // part, (1, 0))


def test_what_is_begun_in_a_copy_is_told_here(processors: int) -> None:
    first, other = begun(lambda: ("first", os.getpid())), begun(lambda: ("other", os.getpid()))
    told = other(), first()
    assert [what for what, _ in told] == ["other", "first"]
    where = {process for _, process in told}
    assert where == {os.getpid()} if processors == 1 else os.getpid() not in where


def test_a_copy_is_awaited_until_it_has_sent_what_it_was_asked(processors: int) -> None:
    told = begun(partial(sleep, 0.5))
    assert told.is_awaited() == (processors > 1)
    told()
    ended = begun(os.getpid)
    sleep(0.5)
    assert not ended.is_awaited()


@pytest.mark.usefixtures("processors")
def test_arrays_of_a_copy_are_as_they_were_and_this_processs_own() -> None:
    made: dict[str, NDArray[Any]] = {
        "few": np.arange(3, dtype=np.int8), "none": np.zeros(0), "many": np.arange(10_000),
    }  # fmt: skip
    told = begun(lambda: made)()
    for name, array in made.items():
        assert np.array_equal(told[name], array)
        assert told[name].dtype == array.dtype
    told["many"][0] = 7
    assert told["many"][0] == 7


@pytest.mark.usefixtures("processors")
def test_what_nobody_could_send_is_made_here() -> None:
    own = os.getpid()

    def work() -> object:
        return own if os.getpid() == own else memoryview(b"")

    assert begun(work)() == own


@pytest.mark.usefixtures("processors")
def test_what_a_copy_that_ends_sent_half_of_is_made_here() -> None:
    own = os.getpid()

    def work() -> bytes:
        if os.getpid() != own:
            Timer(0.1, os._exit, (1,)).start()
        return bytes(1 << 23)

    told = begun(work)
    sleep(0.5)
    assert told() == bytes(1 << 23)


@pytest.mark.usefixtures("processors")
def test_where_no_copy_can_be_made_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert begun(os.getpid)() == os.getpid()


def test_a_register_is_handed_over_whole(processors: int) -> None:
    pupils = [RollPupil(pupil_id=n, surname=f"Vale{n}", forename="Oscar") for n in range(1, 4)]
    own = Register.of(pupils)
    own.said(TOLD_BY_MOST)
    handed = begun(lambda: own)()
    assert (handed is own) == (processors == 1)
    assert [handed.pupil(row) for row in range(3)] == pupils
    assert len(handed.columns["upn"]) == 3
    child = RecordedChild(child_id=1, surname="Vale2", given_names="Oscar")
    assert [found.tolist() for found in handed.pairs([child])] == [[0], [1]]


def test_children_decided_in_parts_are_decided_as_ever(
    processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Plan(2_000, 7, 1.8).make(100)
    rolls = Register.of(scene.roll)
    children = Asked.of(scene.feed.children)
    expected = children.decided(rolls)
    assert {found.decision for found in expected} == {"linked", "review", "unlinked"}
    monkeypatch.setattr(asked, "MANY_CHILDREN", 1)
    monkeypatch.setattr(register, "MANY_PUPILS", 1)
    assert children.told(rolls, _itself) == expected
    at_once = Asked.of(scene.feed.children, lambda: True)
    assert (children.said, at_once.said is None) == (None, False)
    assert at_once.told(rolls, _itself) == at_once.decided(rolls) == expected
    assert Asked.of([]).told(rolls, _itself) == []
    few = Asked.of(scene.feed.children[:1])
    assert few.told(rolls, _itself) == few.decided(rolls)


@pytest.mark.parametrize("few", [0, 100_000])
def test_children_are_decided_as_ever_by_a_register_prepared_for_them(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Plan(2_000, 7, 1.8).make(100)
    children = Asked.of(scene.feed.children)
    expected = children.decided(Register.of(scene.roll))
    monkeypatch.setattr(register, "FEW_PUPILS", few)

    prepared = Register.of(scene.roll).prepared()

    assert (prepared.index is None) == (few == 0)
    assert children.decided(prepared) == expected


LEAVING = """
import pathlib, sys, time
from firstbell.journey.linkage import sharing

def late() -> None:
    time.sleep(0.5)
    pathlib.Path(sys.argv[1]).write_text("all of it")

sharing.processors = lambda: 2
copy = sharing.begun(late)
print("said", end="")
sharing.leave(7)
"""


def test_a_process_that_leaves_says_what_it_said_and_waits_for_its_copies(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LEAVING, str(tmp_path / "late")], capture_output=True, check=False
    )
    assert (told.returncode, told.stdout, told.stderr) == (7, b"said", b"")
    assert (tmp_path / "late").read_text() == "all of it"


def _itself(found: Decision) -> Decision:
    return found
