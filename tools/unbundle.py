"""Verify a bundle before it is opened, unpack it, and install it on a server without a network.

    python3 unbundle.py verify ARCHIVE --signers FILE --signer NAME
    python3 unbundle.py install ARCHIVE --signers FILE --signer NAME --to FOLDER

Nothing of an archive is read before its signature was found good: by `ssh-keygen`, which every
server has. Standard library only; this file is handed over beside the archive, or taken from an
earlier, trusted one.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path

NAMESPACE = "firstbell-bundle"
"""For what a signature is good: one that was made for anything else is none for a bundle."""

LIST, BILL, WHEELS = "SHA256SUMS", "bill-of-materials.json", "wheels"


class Unusable(RuntimeError):
    """The archive is not what somebody signed, or cannot be installed here: one line says why."""


def verify(archive: Path, *, signers: Path, signer: str) -> None:
    """Let an archive pass that a signer has signed who is named in a file of allowed signers.

    :raises Unusable: for any other.
    """
    signature = archive.with_name(f"{archive.name}.sig")
    if not signature.exists():
        raise Unusable(f"{signature} is missing")
    with archive.open("rb") as whole:
        done = subprocess.run(
            [
                *["ssh-keygen", "-q", "-Y", "verify", "-n", NAMESPACE],
                *["-f", str(signers), "-I", signer, "-s", str(signature)],
            ],
            stdin=whole,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise Unusable(f"{archive} is not what {signer} signed: do not open it")


def unpack(archive: Path, *, to: Path) -> Path:
    """Unpack an archive that was verified, and return its folder.

    :raises Unusable: if it holds anything but what it lists.
    """
    with tarfile.open(archive) as files:
        names = {member.name.partition("/")[0] for member in files.getmembers()}
        if len(names) != 1:
            raise Unusable(f"{archive} is no bundle: it holds more than one folder")
        root = to / names.pop()
        if root.exists():
            raise Unusable(f"{root} is there already")
        files.extractall(to, filter="data")
    compare(root)
    return root


def compare(root: Path) -> None:
    """Compare every file with the list.

    :raises Unusable: naming the first that is missing, changed or too much.
    """
    lines = (root / LIST).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = digests_in(root)
    for name in sorted(listed.keys() | found.keys()):
        if listed.get(name) != found.get(name):
            raise Unusable(f"{name} is not as it was packed")


def digests_in(root: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder but the list itself."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and path != root / LIST
    }


def install(root: Path) -> Path:
    """Make the environment of an unpacked bundle from its own wheels; return its Python.

    :raises Unusable: if a wheel is missing, or Python is another than that of the bundle.
    """
    environment = root / ".venv"
    python = environment / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    offline = ["--no-index", "--find-links", str(root / WHEELS)]
    _run("make a virtual environment", sys.executable, "-m", "venv", str(environment))
    hashes = ["--require-hashes", "--no-deps", "--requirement", str(root / "requirements.txt")]
    _run("install the wheels", *pip, *offline, *hashes)
    ours = ["--no-deps", "--no-build-isolation", "--editable", str(root)]
    _run("install firstbell", *pip, *offline, *ours)
    return python


def _run(what: str, *command: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    clean |= {"PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(command, capture_output=True, text=True, env=clean, check=False)
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise Unusable(f"could not {what}: {said[-1] if said else 'it gave no reason'}")


def main(arguments: list[str] | None = None) -> None:
    """Do what a person typed."""
    read = argparse.ArgumentParser(prog="unbundle.py", description=__doc__.partition("\n")[0])
    read.add_argument("what", choices=("verify", "install"))
    read.add_argument("archive", type=Path)
    read.add_argument("--signers", type=Path, required=True, help="a file of allowed signers")
    read.add_argument("--signer", required=True, help="who of them signed it")
    read.add_argument("--to", type=Path, default=Path(), help="where its folder is put")
    said = read.parse_args(arguments)
    verify(said.archive, signers=said.signers, signer=said.signer)
    print(f"{said.archive}: signed by {said.signer}")
    if said.what == "install":
        root = unpack(said.archive, to=said.to)
        install(root)
        print(f"installed: {root / '.venv' / 'bin' / 'firstbell'}")


if __name__ == "__main__":
    try:
        main()
    except (Unusable, OSError, tarfile.TarError) as trouble:
        sys.exit(f"unbundle: {trouble}")
