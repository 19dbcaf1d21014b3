"""Look into every watched folder, and take in each file that is whole, once.

A file is taken in, kept, its receipt written, and only then removed from where it lay: who is
killed between two of these does the same again, which changes nothing. Prints nothing.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from firstbell.core.folders import Look, Trouble, is_whole, worst
from firstbell.journey.intake.actions.files import is_json, receive_file
from firstbell.journey.intake.actions.folders import note_look, note_removed
from firstbell.journey.intake.actions.receive import keep_unusable
from firstbell.journey.intake.folders import files
from firstbell.journey.intake.folders.files import Dropped, Place
from firstbell.journey.intake.models import WatchedFolder
from firstbell.journey.intake.queries import watched_folders
from firstbell.journey.intake.reading import MOST_BYTES, Unusable
from firstbell.journey.intake.receipts import Fate, Problem, Receipt, Refusal
from firstbell.journey.intake.sheets.files import is_workbook, mapping_of
from firstbell.registry.agencies.queries.rules import policy

RECEIPT = 0o640
"""The force's group may read a receipt, and nobody else."""

KEPT = 0o600


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one file: named by a hash; `problems` say why nothing of it could be used."""

    source: str
    id: str
    fates: tuple[Fate, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(kw_only=True)
class Lookout:
    """Looks again and again, and remembers what it saw; one for each process.

    `settles` is for how many seconds a file must stay as it is to be whole.
    """

    root: Path
    settles: float
    seen: dict[tuple[str, str], Look] = field(default_factory=dict)
    since: dict[tuple[str, str], float] = field(default_factory=dict)

    def look(self, *, at: datetime, tick: float, today: datetime) -> list[Done]:
        """Look once into every folder.

        `tick` is the time of a clock that nobody sets, `today` that of this machine, by which
        files are old: `at` may be a time that was said.

        :raises django.db.OperationalError: when the database goes away.
        """
        done: list[Done] = []
        for folder in watched_folders():
            troubles: set[Trouble] = set()
            done += self._into(folder, troubles, at=at, tick=tick)
            _remove_old(self._place(folder), folder, troubles, today=today, at=at)
            note_look(folder=folder, trouble=worst(troubles), at=at)
        return done

    def _place(self, folder: WatchedFolder) -> Place:
        return Place(folder=self.root / folder.source.code)

    def _into(
        self, folder: WatchedFolder, troubles: set[Trouble], *, at: datetime, tick: float
    ) -> list[Done]:
        place = self._place(folder)
        done = []
        try:
            opened = files.opened(place.dropped)
        except OSError:
            troubles.add(Trouble.UNREADABLE)
            return []
        try:
            there = list(files.dropped_in(opened))
            self._forget_but(folder.source.code, {each.name for each in there})
            for file in there:
                if not self._is_whole(folder.source.code, file, troubles, tick=tick):
                    continue
                done += _tried(file, opened, place, folder, troubles, at=at)
                # If it is still there, it is tried again once it has lain as long.
                self.seen.pop((folder.source.code, file.name), None)
        except OSError:
            troubles.add(Trouble.UNREADABLE)
        finally:
            os.close(opened)
        return done

    def _is_whole(self, code: str, file: Dropped, troubles: set[Trouble], *, tick: float) -> bool:
        key = (code, file.name)
        before = self.seen.get(key)
        now = Look(
            inode=file.told.st_ino, size=file.told.st_size, changed=file.told.st_mtime_ns, at=tick
        )
        first = self.since.setdefault(key, tick)
        if is_whole(file.name, before, now, settles=self.settles):
            return True
        if tick - first >= policy().folder_stuck.total_seconds():
            troubles.add(Trouble.STUCK)
        if before is None or (before.inode, before.size, before.changed) != (
            now.inode, now.size, now.changed
        ):  # fmt: skip
            self.seen[key] = now
        return False

    def _forget_but(self, code: str, names: set[str]) -> None:
        """Forget what no longer lies in a folder."""
        for remembered in (self.seen, self.since):
            for key in [each for each in remembered if each[0] == code and each[1] not in names]:
                del remembered[key]


def _tried(
    file: Dropped,
    opened: int,
    place: Place,
    folder: WatchedFolder,
    troubles: set[Trouble],
    *,
    at: datetime,
) -> list[Done]:
    """Take a file in; what goes wrong with one stops no other."""
    try:
        return _take(file, opened, place, folder, at=at)
    except PermissionError:
        troubles.add(Trouble.UNREADABLE)
    except OSError:
        troubles.add(Trouble.CANNOT_KEEP)
    except (InterfaceError, OperationalError):
        raise
    except Exception:  # noqa: BLE001 - it stays where it is, and an alarm says so
        troubles.add(Trouble.FAILING)
    return []


def _take(
    file: Dropped, opened: int, place: Place, folder: WatchedFolder, *, at: datetime
) -> list[Done]:
    if not file.can_be_read:
        return [_set_aside(file, opened, place, folder, at=at)]
    body = files.read(opened, file)
    if body is None:
        return []
    id_ = hashlib.sha256(body).hexdigest()[:32]
    mapping = mapping_of(folder.mapping.encode()) if folder.mapping else None
    kept_in = place.taken
    done = Done(source=folder.source.code, id=id_)
    answer: Receipt | Refusal
    try:
        answer = receive_file(
            body, name=file.name, mapping=mapping, by=None, at=at, sent_by=folder.source
        )
        done = replace(done, fates=tuple(each["fate"] for each in answer["incidents"]))
    except Unusable as refusal:
        kept_in, answer = place.refused, Refusal(problems=refusal.problems)
        done = replace(done, problems=tuple(refusal.problems))
    files.put(kept_in, id_ + _ending(body), body, mode=KEPT)
    _write_receipt(place, id_, answer)
    files.take_away(opened, file)
    return [done]


def _set_aside(
    file: Dropped, opened: int, place: Place, folder: WatchedFolder, *, at: datetime
) -> Done:
    """Refuse what is not read at all, tell of it, and put it where nothing looks."""
    problem = _too_large() if file.is_too_large else _no_file()
    keep_unusable(
        document={"as_sent": "", "file": file.id},
        problems=[problem],
        source=folder.source,
        by=None,
        at=at,
    )
    _write_receipt(place, file.id, Refusal(problems=[problem]))
    files.put_aside(opened, file, into=place.refused)
    return Done(source=folder.source.code, id=file.id, problems=(problem,))


def _write_receipt(place: Place, id_: str, answer: Receipt | Refusal) -> None:
    text = json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    files.put(place.receipts, f"{id_}.json", text.encode(), mode=RECEIPT)


def _ending(body: bytes) -> str:
    if is_workbook(body):
        return ".xlsx"
    return ".json" if is_json(body) else ".csv"


def _remove_old(
    place: Place, folder: WatchedFolder, troubles: set[Trouble], *, today: datetime, at: datetime
) -> None:
    """Remove what has been kept for its time, and write down how much that was."""
    number = 0
    try:
        number = files.remove_older(place, than=(today - policy().folder_kept).timestamp())
    except OSError:
        troubles.add(Trouble.CANNOT_KEEP)
    if number:
        note_removed(source=folder.source, number=number, by=None, at=at)


def _too_large() -> Problem:
    return Problem(
        code="too_large",
        place="",
        problem=_("The delivery has more than %(most)d megabytes.")
        % {"most": MOST_BYTES // 1024**2},
        cure=_("Send it in several files."),
    )


def _no_file() -> Problem:
    return Problem(
        code="no_file",
        place="",
        problem=_("This is no plain file of its own, so it was not opened."),
        cure=_("Put the file itself there: no folder, no link, no pipe."),
    )
