"""The folder into which sealed sheets are put: on a disk that shares nothing with the database.

Only files whose names are ours are ever touched.
"""

import os
from collections.abc import Callable, Collection
from pathlib import Path

OURS = "firstbell-morning-sheet-*.pdf"


def put(folder: Path, names: Collection[str], *, document: Callable[[str], bytes]) -> list[str]:
    """Let exactly these sheets lie in the folder; return the names of those that are new there.

    A file is there whole or not at all. `document` is asked for what is missing alone.

    :raises OSError: if the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = {file.name for file in folder.glob(OURS)}
    new = [name for name in names if name not in there]
    for name in new:
        draft = folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(document(name))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(folder / name)
    for name in there - set(names):
        (folder / name).unlink(missing_ok=True)
    return new
