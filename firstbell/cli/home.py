"""Where an installation on this machine keeps its files: one folder, the home.

The home is `FIRSTBELL_HOME`, or `.firstbell/` in the checkout. Everything that the
embedded database and the mail folder write lies below it. Nothing here touches a folder
that it did not make, except to refuse it.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

PRIVATE = 0o700
"""Folders of the home are for its owner alone: they hold passwords and children's records."""

KIND_FILE = "kind"


class NotOurHome(RuntimeError):
    """The folder was not made for this use, so it is neither read nor emptied."""


def home_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the home as an absolute path, which need not exist yet."""
    return Path(environ.get("FIRSTBELL_HOME") or CHECKOUT / ".firstbell").expanduser().absolute()


def make_private(folder: Path) -> Path:
    """Make a folder for its owner alone; missing ones on the way let others pass, not look."""
    for missing in reversed(folder.parents):
        if not missing.exists():
            missing.mkdir(mode=0o711, exist_ok=True)
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    return folder


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def make_home(home: Path, *, kind: str = "installation") -> Path:
    """Make the home if it is missing, marked as ours; one that is there is left as it is."""
    if not home.exists():
        make_private(home)
        write_private(home / KIND_FILE, f"{kind}\n")
    return home


def fresh_home(home: Path, *, kind: str) -> Path:
    """Return an empty home marked as `kind`, removing an earlier one of the same kind.

    The caller makes sure that nothing is using the earlier one.

    :raises NotOurHome: if the folder is there and was not made for `kind`.
    """
    if home.exists():
        if kind_of(home) != kind:
            raise NotOurHome(f"{home} was not made for {kind}: name a folder that is not there yet")
        shutil.rmtree(home)
    return make_home(home, kind=kind)


def kind_of(home: Path) -> str | None:
    """Return the use that we made this home for, or None for a folder that we did not make."""
    try:
        return (home / KIND_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return None
