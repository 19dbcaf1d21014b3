"""What a restored backup must know and cannot: kept in files apart from the database.

Which messages the mail server took, by their ids, and which records were erased, by theirs. It
holds nothing about anybody. `FIRSTBELL_APART` names the folder: on another disk, copied away.
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

SENT = "sent-{machine}.jsonl"
SENT_BEFORE = "sent-{machine}-before.jsonl"
ERASED = "erased-{machine}.jsonl"

LARGEST = 20_000_000
"""Bytes after which a file of what was sent makes way for the next: some 300,000 messages. The
one before it is kept, so that what any backup may ask for is there."""


def note_sent(message_id: str) -> None:
    """Add that the mail server has a message: after it was taken, before it is marked.

    :raises OSError: if it cannot be written.
    """
    file = _folder() / SENT.format(machine=_machine())
    if file.exists() and file.stat().st_size > LARGEST:
        file.replace(file.with_name(SENT_BEFORE.format(machine=_machine())))
    _add(file, [json.dumps({"message": message_id})])


def erased_count() -> int:
    """Return how many records the file of this machine says were erased."""
    return sum(map(bool, _lines(_folder() / ERASED.format(machine=_machine()))))


def note_erased(records: Iterable[tuple[str, str]]) -> int:
    """Add what was erased, each a class and an id, if it is not there; say how many were new."""
    file = _folder() / ERASED.format(machine=_machine())
    known = {line for line in _lines(file) if line}
    new = [line for line in map(_erased_line, records) if line not in known]
    _add(file, new)
    return len(new)


def _erased_line(record: tuple[str, str]) -> str:
    kind, subject = record
    return json.dumps({"kind": kind, "id": subject})


def sent_in(folder: Path) -> frozenset[str]:
    """Return the ids of every message that the files of a folder say was taken."""
    return frozenset(
        str(said["message"]) for file in folder.glob("sent-*.jsonl") for said in _said(file)
    )


def erased_in(folder: Path) -> list[tuple[str, str]]:
    """Return what the files of a folder say was erased, in the order in which it was."""
    rows = [
        (str(said["kind"]), str(said["id"]))
        for file in sorted(folder.glob("erased-*.jsonl"))
        for said in _said(file)
    ]
    return list(dict.fromkeys(rows))


def _said(file: Path) -> Iterator[dict[str, object]]:
    """Yield each line; one that a power cut left half written says nothing."""
    for line in _lines(file):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict):
            yield said


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _add(file: Path, lines: list[str]) -> None:
    """Add whole lines in one write, and wait until the disk has them."""
    if not lines:
        return
    out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line that a power cut left half written ends where the next one begins.
        os.write(out, "".join(f"\n{line}" for line in lines).encode() + b"\n")
        os.fsync(out)
    finally:
        os.close(out)


def _folder() -> Path:
    folder: Path = settings.APART
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _machine() -> str:
    """Return the name of this machine as a file may carry it: several may share the folder."""
    return "".join(each if each.isalnum() else "-" for each in os.uname().nodename) or "machine"
