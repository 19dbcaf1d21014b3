"""A register and its index kept in a folder, mapped to memory when it is asked again.

For one roll file and one day: a changed file, another day, another table of names or another form
of the index is indexed anew. The folder holds what the roll holds, names and homes included, and is
for its owner alone.
"""

import json
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import Frequencies, families
from firstbell.core.linkage.keys import KEYS
from firstbell.journey.linkage.bearers import Bearers
from firstbell.journey.linkage.columns import Column, mapped
from firstbell.journey.linkage.key_index import KeyIndex
from firstbell.journey.linkage.register import FIELDS, HASHED, Register
from firstbell.journey.linkage.roll_file import read_register
from firstbell.journey.linkage.tables import Findings, Refusal

FORM = 6
"""The form of the files; raise it when they change, so that old folders are made anew."""

ABOUT = "about.json"
KEYS_FILE, ROWS_FILE = "keys.u64", "rows.i32"
COUNTED = ("forenames", "surnames", "namesakes")


def indexed_register(roll: Path, folder: Path, on: date, findings: Findings) -> Register:
    """Open the index of a roll in a folder, made first where it is not there or not of this roll.

    What was refused of the roll when it was read is said again.

    :raises CannotRead: where the roll is no table.
    :raises OSError: where the folder cannot be written.
    """
    about = _about(roll, on)
    kept = _kept(folder)
    if kept.get("of") != about:
        own = Findings()
        register = read_register(roll, on, own)
        _save(register, folder, {"of": about, "findings": asdict(own)})
        del register
        kept = _kept(folder)
    for name, said in kept["findings"].items():
        getattr(findings, name).extend(Refusal(**each) for each in said)
    return _open(folder, kept["pupils"])


def _about(roll: Path, on: date) -> dict[str, object]:
    """What the index is of: one file as it stands, one day, and what is known of names."""
    stat = roll.stat()
    return {
        "roll": str(roll.resolve()), "bytes": stat.st_size, "changed": stat.st_mtime_ns,
        "on": on.isoformat(), "form": FORM, "keys": list(KEYS),
        "names": sha256(families.TABLE.read_bytes()).hexdigest(),
    }  # fmt: skip


def _kept(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _save(register: Register, folder: Path, about: dict[str, object]) -> None:
    """Write the files; what they are is written last, so that half an index is none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / ABOUT).unlink(missing_ok=True)
    for name in FIELDS:
        register.columns[name].keep(folder, name)
    register.urn.keep(folder, "urn")
    for part in HASHED:
        np.save(folder / f"{part}.hashed.npy", register.hashes(part))
    with (folder / KEYS_FILE).open("wb") as keys, (folder / ROWS_FILE).open("wb") as rows:
        for index in register.keys_by_kind():
            index.keys.tofile(keys)
            index.rows.tofile(rows)
    for name in COUNTED:
        counted = getattr(register.frequencies, name)
        np.save(folder / f"{name}.hashes.npy", counted.hashes)
        np.save(folder / f"{name}.counts.npy", counted.counts)
    about = {**about, "pupils": register.frequencies.pupils}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


def _open(folder: Path, pupils: int) -> Register:
    counted = {
        name: Bearers(mapped(folder / f"{name}.hashes.npy"), mapped(folder / f"{name}.counts.npy"))
        for name in COUNTED
    }
    return Register(
        {name: Column.open(folder, name) for name in FIELDS},
        Column.open(folder, "urn"),
        Frequencies(pupils=pupils, **counted),
        index=KeyIndex(
            _run_of(folder / KEYS_FILE, np.uint64), _run_of(folder / ROWS_FILE, np.int32)
        ),
        hashed={part: mapped(folder / f"{part}.hashed.npy") for part in HASHED},
    )


def _run_of(path: Path, kind: type[np.generic]) -> NDArray[Any]:
    """Map a file that is one number after the other."""
    return np.asarray(np.memmap(path, kind, "r")) if path.stat().st_size else np.zeros(0, kind)
