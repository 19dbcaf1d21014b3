"""A force drops a file into its folder: it is taken in once, kept, and told of by a receipt."""

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from firstbell.core.folders import Trouble
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.actions.files import receive_file
from firstbell.journey.intake.actions.folders import leave_folder, watch_folder
from firstbell.journey.intake.folders import files, looking
from firstbell.journey.intake.folders.files import Place
from firstbell.journey.intake.folders.looking import Done, Lookout
from firstbell.journey.intake.models import Feed, Incident, RefusedIncident, WatchedFolder
from tests.journey.intake.feeds import AT, feed, force, incident
from tests.journey.intake.sheets import CHILD_A_ROW, row, table

pytestmark = pytest.mark.django_db

TODAY = datetime.now(UTC)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """The folder of a force that also sends spreadsheets, with its mapping."""
    watch_folder(source=force(), mapping=CHILD_A_ROW, by=None, at=AT)
    made = Place(folder=tmp_path / "folders" / "quillshire")
    made.make()
    return made


@pytest.fixture
def look(place: Place) -> Callable[..., list[Done]]:
    """Look twice, a minute apart, so that what lies there has settled."""
    lookout = Lookout(root=place.folder.parent, settles=60)
    ticks = iter(range(0, 10**9, 60))

    def looked(*, times: int = 2, today: datetime = TODAY) -> list[Done]:
        return [
            done
            for _ in range(times)
            for done in lookout.look(at=AT, tick=float(next(ticks)), today=today)
        ]

    return looked


def drop(place: Place, name: str, content: object) -> str:
    """Put a file there, and return by what its receipt is called."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    (place.dropped / name).write_bytes(body)
    return hashlib.sha256(body).hexdigest()[:32]


def receipt(place: Place, id_: str) -> Any:
    return json.loads((place.receipts / f"{id_}.json").read_text(encoding="utf-8"))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def trouble() -> str:
    return WatchedFolder.objects.get().trouble


def test_a_file_is_taken_once_it_is_whole_with_a_receipt_and_a_copy(
    place: Place, look: Callable[..., list[Done]]
) -> None:
    good, bad = incident(), incident("QS/2", status="gone")
    in_json = drop(place, "Mirabel Thornquill.json", feed(good, bad))
    in_csv = drop(place, "night.csv", table(row()))

    assert look(times=1) == []
    assert names(place.dropped) == ["Mirabel Thornquill.json", "night.csv"]
    done = look(times=1)

    assert {each.id: each.fates for each in done} == {
        in_json: ("accepted", "refused"),
        in_csv: ("accepted",),
    }
    assert receipt(place, in_json) == Feed.objects.get(reference="night-1").receipt
    assert receipt(place, in_csv)["incidents"][0]["fate"] == "accepted"
    assert names(place.dropped) == []
    assert names(place.taken) == sorted([f"{in_json}.json", f"{in_csv}.csv"])
    assert {each.stat().st_mode & 0o777 for each in place.taken.iterdir()} == {0o600}
    assert {each.stat().st_mode & 0o777 for each in place.receipts.iterdir()} == {0o640}
    assert "Mirabel" not in str([names(each) for each in place.folder.iterdir()])
    assert trouble() == ""


def test_the_same_file_again_gets_its_first_receipt_and_changes_nothing(
    place: Place, look: Callable[..., list[Done]]
) -> None:
    id_ = drop(place, "one.json", feed(incident()))
    look()
    first = receipt(place, id_)

    drop(place, "two.json", feed(incident()))
    look()

    assert receipt(place, id_) == first
    assert (Feed.objects.count(), names(place.dropped)) == (1, [])


def test_a_file_that_is_still_written_is_left_and_news_after_a_while(
    place: Place, look: Callable[..., list[Done]]
) -> None:
    drop(place, "night.csv.part", b"half of it")
    for number in range(20):
        with (place.dropped / "growing.csv").open("a") as file:
            file.write(f"line {number}\n")
        assert look(times=1) == []

    assert trouble() == Trouble.STUCK
    (place.dropped / "night.csv.part").unlink()
    (place.dropped / "growing.csv").unlink()
    look(times=1)
    assert trouble() == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no such thing", "no_column"),
        (b"{ no json", "not_json"),
        (b"PK\x03\x04 no workbook", "not_xlsx"),
        (feed(incident(), source="eastmarsh"), "not_your_source"),
        (b"x" * (20 * 1024 * 1024 + 1), "too_large"),
    ],
    ids=["wrong mapping", "no JSON", "no workbook", "another force", "too large"],
)
def test_a_file_of_no_use_is_kept_listed_and_told_of(
    place: Place, look: Callable[..., list[Done]], content: object, code: str
) -> None:
    force("eastmarsh")
    drop(place, "night", content)

    (done,) = look()

    assert next(each["code"] for each in done.problems) == code
    assert next(each["code"] for each in receipt(place, done.id)["problems"]) == code
    kept = RefusedIncident.objects.get()
    assert (kept.source.code, kept.problems[0]["code"]) == ("quillshire", code)
    assert (names(place.dropped), names(place.taken)) == ([], [])
    assert [each.partition(".")[0] for each in names(place.refused)] == [done.id]
    assert Incident.objects.count() == 0


def test_without_a_mapping_a_spreadsheet_is_refused(
    place: Place, look: Callable[..., list[Done]]
) -> None:
    watch_folder(source=WatchedFolder.objects.get().source, mapping="", by=None, at=AT)
    drop(place, "log.xlsx", b"PK\x03\x04")

    assert [each["code"] for each in look()[0].problems] == ["no_mapping"]


def test_what_is_no_file_of_its_own_is_never_opened(
    place: Place, look: Callable[..., list[Done]], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(json.dumps(feed(incident())))
    (place.dropped / "link.json").symlink_to(elsewhere)
    (place.dropped / "hard.json").hardlink_to(elsewhere)
    (place.dropped / "folder").mkdir()
    (place.dropped / "folder" / "night.json").write_text("{}")
    os.mkfifo(place.dropped / "pipe")

    done = look()

    assert [each.problems[0]["code"] for each in done] == ["no_file"] * 4
    assert (names(place.dropped), len(names(place.refused))) == ([], 4)
    assert RefusedIncident.objects.count() == 4
    assert Feed.objects.count() == 0
    assert elsewhere.exists()


def test_a_file_that_changes_while_it_is_read_is_looked_at_again(
    place: Place, look: Callable[..., list[Done]], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(place, "night.json", feed(incident()))
    read = files.read

    def slow(folder: int, file: files.Dropped) -> bytes | None:
        with (place.dropped / file.name).open("a") as more:
            more.write(" ")
        return read(folder, file)

    monkeypatch.setattr(files, "read", slow)
    assert look() == []
    monkeypatch.undo()

    assert [each.fates for each in look()] == [("accepted",)]


@pytest.mark.parametrize("step", ["put", "take_away"])
def test_who_is_stopped_between_two_steps_repeats_nothing(
    place: Place,
    look: Callable[..., list[Done]],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    id_ = drop(place, "night.json", feed(incident()))

    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, step, full)
    look()
    assert (trouble(), names(place.dropped)) == (Trouble.CANNOT_KEEP, ["night.json"])
    monkeypatch.undo()
    look()

    assert (trouble(), names(place.dropped)) == ("", [])
    assert names(place.taken) == [f"{id_}.json"]
    assert (Feed.objects.count(), Incident.objects.get().revision) == (1, 1)


def test_a_fault_of_ours_leaves_the_file_and_stops_no_other(
    place: Place, look: Callable[..., list[Done]], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(place, "a.json", feed(incident("QS/7"), reference="night-7"))
    drop(place, "b.json", feed(incident()))

    def failing(body: bytes, **more: Any) -> Any:
        if b"QS/7" in body:
            raise RuntimeError
        return receive_file(body, **more)

    monkeypatch.setattr(looking, "receive_file", failing)

    assert [each.fates for each in look()] == [("accepted",)]
    assert (trouble(), names(place.dropped)) == (Trouble.FAILING, ["a.json"])


def test_a_folder_that_is_gone_is_news(place: Place, look: Callable[..., list[Done]]) -> None:
    place.dropped.rmdir()
    look(times=1)
    assert trouble() == Trouble.UNREADABLE

    place.dropped.symlink_to(place.taken)
    look(times=1)
    assert trouble() == Trouble.UNREADABLE


def test_what_was_kept_for_its_time_is_removed_and_written_down(
    place: Place, look: Callable[..., list[Done]]
) -> None:
    drop(place, "night.json", feed(incident()))
    (place.dropped / "folder").mkdir()
    look()
    look(times=1, today=TODAY + timedelta(days=27))
    assert (len(names(place.taken)), len(names(place.refused))) == (1, 1)

    look(times=1, today=TODAY + timedelta(days=29))

    left = [*names(place.taken), *names(place.refused), *names(place.receipts)]
    assert left == []
    entry = AuditEntry.objects.get(action="folder.files_removed")
    assert entry.detail == {"number": 4}


def test_a_folder_that_is_left_is_not_looked_into(
    place: Place, look: Callable[..., list[Done]]
) -> None:
    drop(place, "night.json", feed(incident()))
    source = WatchedFolder.objects.get().source

    assert leave_folder(source=source, by=None, at=AT)
    assert not leave_folder(source=source, by=None, at=AT)
    assert look() == []
    assert names(place.dropped) == ["night.json"]
