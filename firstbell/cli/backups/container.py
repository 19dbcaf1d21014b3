"""The file of a backup: two lines and a dump of PostgreSQL, encrypted as age does.

Any program that speaks age opens it with the key, without Firstbell:

    age -d -i KEY BACKUP | tail -n +3 | pg_restore --list

The first line says which form it is, the second what the backup holds, as JSON. Nothing of it
touches a disk in the clear. age seals each part, so that a file that was cut or changed does
not open.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage

FORM = b"firstbell-backup-1"

LONGEST_LINE = 1_000_000
"""Bytes of the line that says what is inside: whatever is longer is no backup of ours."""


class CannotOpen(ValueError):
    """The file is no backup, is damaged, or was not encrypted to this key; the message says."""


class Sink(Protocol):
    """Where the dump goes, some bytes at a time."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""


def recipients_of(texts: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Return the keys that a backup is encrypted to.

    :raises ValueError: naming what is none.
    """
    found = []
    for text in texts:
        try:
            found.append(pyrage.x25519.Recipient.from_str(text))
        except pyrage.RecipientError:
            raise ValueError(f"{text!r} is no age recipient; it begins with age1") from None
    return found


def identity_in(file: Path) -> pyrage.x25519.Identity:
    """Return the key that opens backups, from a file as age writes it.

    :raises CannotOpen: if there is none in it.
    """
    try:
        lines = file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        lines = []
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-1"):
            try:
                return pyrage.x25519.Identity.from_str(line)
            except pyrage.IdentityError:
                break
    raise CannotOpen(f"{file.name} holds no key; `firstbell backup-key` writes one")


def seal(
    manifest: dict[str, Any],
    dump: IO[bytes],
    out: IO[bytes],
    *,
    recipients: Sequence[pyrage.x25519.Recipient],
) -> None:
    """Write a backup, as the dump comes."""
    head = FORM + b"\n" + json.dumps(manifest, sort_keys=True).encode() + b"\n"
    pyrage.encrypt_io(_Joined(head, dump), out, list(recipients))


def open_(
    file: Path, identity: pyrage.x25519.Identity, *, into: Callable[[dict[str, Any]], Sink]
) -> dict[str, Any]:
    """Open a backup: `into` is given what it says of itself, and gives whereto the dump goes.

    :raises CannotOpen: if it cannot be opened to its very end.
    """
    parting = _Parting(into)
    try:
        with file.open("rb") as sealed:
            pyrage.decrypt_io(sealed, parting, [identity])
    except CannotOpen:
        raise
    except (pyrage.DecryptError, OSError) as trouble:
        if parting.trouble is not None:
            raise parting.trouble from None
        raise CannotOpen(
            f"{file.name} cannot be opened with this key: it is damaged, cut off, no backup, "
            "or was encrypted to another key"
        ) from trouble
    if parting.manifest is None:
        raise CannotOpen(f"{file.name} is no backup of Firstbell")
    return parting.manifest


class _Joined:
    """Reads the head, then the dump."""

    def __init__(self, head: bytes, dump: IO[bytes]) -> None:
        self._head = head
        self._dump = dump

    def read(self, size: int = -1) -> bytes:
        if self._head:
            size = len(self._head) if size < 0 else size
            part, self._head = self._head[:size], self._head[size:]
            return part
        return self._dump.read(size)


class _Parting:
    """Takes what was opened, reads the two lines and hands on the rest."""

    def __init__(self, into: Callable[[dict[str, Any]], Sink]) -> None:
        self.manifest: dict[str, Any] | None = None
        self.trouble: Exception | None = None
        self._into = into
        self._sink: Sink | None = None
        self._begun = b""

    def write(self, data: bytes) -> int:
        try:
            self._take(data)
        except Exception as trouble:
            self.trouble = trouble
            raise
        return len(data)

    def flush(self) -> None:
        """Hold nothing back: what was written is handed on already."""

    def _take(self, data: bytes) -> None:
        if self._sink is not None:
            self._sink.write(data)
            return
        self._begun += data
        parts = self._begun.split(b"\n", 2)
        if parts[0] != FORM[: len(parts[0])] or len(self._begun) > LONGEST_LINE:
            raise CannotOpen("this is no backup of Firstbell, or of a later form")
        if len(parts) == 3:
            self.manifest = json.loads(parts[1])
            self._sink = self._into(self.manifest)
            self._sink.write(parts[2])
            self._begun = b""
