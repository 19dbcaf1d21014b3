"""The files of one watched folder: read without believing any name, put away, removed in time.

A name that a force gave is used for nothing but to find the file, and is written nowhere: it may
hold a child's. What is ours is called by a hash.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firstbell.journey.intake.reading import MOST_BYTES

OF_THE_FORCE, FOR_THE_FORCE, OURS = 0o770, 0o750, 0o700
"""What a group that the operator names may do: write, read, nothing."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the files of one force lie."""

    folder: Path

    @property
    def dropped(self) -> Path:
        """Where the force drops its files."""
        return self.folder / "in"

    @property
    def receipts(self) -> Path:
        """Where the force finds its receipts."""
        return self.folder / "receipts"

    @property
    def taken(self) -> Path:
        """Where the files are kept that were taken in."""
        return self.folder / "taken"

    @property
    def refused(self) -> Path:
        """Where the files are kept of which nothing could be used."""
        return self.folder / "refused"

    def make(self) -> None:
        """Make what is missing of it; what is there keeps its rights.

        :raises OSError: when it cannot be made.
        """
        self.folder.parent.parent.mkdir(parents=True, exist_ok=True)
        for each in (self.folder.parent, self.folder):
            _make(each, 0o711)  # others may pass, and not look
        _make(self.dropped, OF_THE_FORCE)
        _make(self.receipts, FOR_THE_FORCE)
        for each in (self.taken, self.refused):
            _make(each, OURS)


def _make(folder: Path, mode: int) -> None:
    if not folder.exists():
        folder.mkdir()
        folder.chmod(mode)


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """One file that lies there, as its folder tells of it. Its name is never shown."""

    name: str
    told: os.stat_result

    @property
    def can_be_read(self) -> bool:
        """Whether it is one plain file that is not too large: no link, no pipe, no folder."""
        is_plain = stat.S_ISREG(self.told.st_mode) and self.told.st_nlink == 1
        return is_plain and self.told.st_size <= MOST_BYTES

    @property
    def is_too_large(self) -> bool:
        """Whether it is a plain file of more bytes than a delivery may have."""
        return stat.S_ISREG(self.told.st_mode) and self.told.st_size > MOST_BYTES

    @property
    def id(self) -> str:
        """By what it is known where it is not read."""
        told = f"\0{self.told.st_ino}\0{self.told.st_size}\0{self.told.st_mtime_ns}"
        return hashlib.sha256(os.fsencode(self.name) + told.encode()).hexdigest()[:32]


def dropped_in(folder: int) -> Iterator[Dropped]:
    """Yield what lies in a folder that is open, the oldest first.

    :raises OSError: when it cannot be read.
    """
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                told = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            found.append(Dropped(name=entry.name, told=told))
    yield from sorted(found, key=lambda each: (each.told.st_mtime_ns, each.name))


def opened(folder: Path) -> int:
    """Open a folder, and none that a link leads to.

    :raises OSError: when it is not there, or cannot be read.
    """
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


def read(folder: int, file: Dropped) -> bytes | None:
    """Return what a file holds; None where it is not the one that was looked at any more.

    :raises OSError: when it cannot be read.
    """
    how = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with os.fdopen(os.open(file.name, how, dir_fd=folder), "rb") as opened_file:
        if not _is_as_it_was(os.fstat(opened_file.fileno()), file.told):
            return None
        body = opened_file.read(MOST_BYTES + 1)
        return body if _is_as_it_was(os.fstat(opened_file.fileno()), file.told) else None


def _is_as_it_was(now: os.stat_result, before: os.stat_result) -> bool:
    return _stamp(now) == _stamp(before)


def _stamp(told: os.stat_result) -> tuple[int, ...]:
    return (
        told.st_dev, told.st_ino, told.st_mode, told.st_nlink, told.st_size, told.st_mtime_ns
    )  # fmt: skip


def put(folder: Path, name: str, content: bytes, *, mode: int) -> None:
    """Let a file of ours lie in a folder, whole or not at all; one of its name is replaced.

    :raises OSError: when it cannot be written.
    """
    draft = folder / f".{name}.{os.getpid()}"
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(draft, how, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fchmod(out.fileno(), mode)
        os.fsync(out.fileno())
    draft.replace(folder / name)


def take_away(folder: int, file: Dropped) -> None:
    """Remove a file of which we keep a copy, if it is still the one that was read.

    :raises OSError: when it cannot be removed.
    """
    try:
        now = os.stat(file.name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if _is_as_it_was(now, file.told):
        os.unlink(file.name, dir_fd=folder)


def put_aside(folder: int, file: Dropped, *, into: Path) -> None:
    """Move, as it is, what is not read.

    :raises OSError: when it cannot be moved.
    """
    os.rename(file.name, into / file.id, src_dir_fd=folder)


def remove_older(place: Place, *, than: float) -> int:
    """Remove what has been kept since before an instant of the machine's own clock, and count it.

    When it was put there is told by the time of its last change of state, which nobody sets.

    :raises OSError: when something cannot be removed.
    """
    number = 0
    for folder in (place.taken, place.refused, place.receipts):
        for each in list(folder.iterdir()):
            told = each.lstat()
            if told.st_ctime >= than:
                continue
            if stat.S_ISDIR(told.st_mode):
                shutil.rmtree(each)
            else:
                each.unlink()
            number += 1
    return number
