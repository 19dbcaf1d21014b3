"""Everything that `make demo` and `make test` need, from nothing, and at once when it is there.

Run as `python3 -m tools.prepare demo|test|tools`. What is missing on the machine is said in one
line before any work. Standard library only, and words that an old Python can still read,
so that it can be told that it is too old.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import CHECKOUT, assets

OLDEST = (3, 11)
NEWEST = (3, 13)

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = CHECKOUT / "build"

REQUIREMENTS = {"demo": "requirements.txt", "test": "requirements-dev.txt"}
INSTALLER = CHECKOUT / "requirements-installer.txt"
"""uv itself, fetched by the pip that every virtual environment has."""

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


class CannotPrepare(RuntimeError):
    """Something is missing; the message is one line that says what would help."""


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def check_machine() -> None:
    """Make sure that the machine has what cannot be fetched.

    :raises CannotPrepare: naming all that is missing and the Debian packages that bring it.
    """
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        running = ".".join(str(part) for part in sys.version_info[:2])
        raise CannotPrepare(
            f"This needs Python 3.11, 3.12 or 3.13 and python3 is {running}: name another with "
            "'make PYTHON=python3.11 …' (on Debian 12 or later: apt-get install python3 "
            "python3-venv)"
        )
    missing = []
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        missing.append("python3-venv")
    if shutil.which("npm") is None:
        missing.append("npm")
    if missing:
        raise CannotPrepare(f"Missing on this machine: apt-get install {' '.join(missing)}")


def run(what: str, *command: str) -> None:
    """Run one step quietly.

    :raises CannotPrepare: with the last line that the step said.
    """
    try:
        done = subprocess.run(
            command,
            cwd=str(CHECKOUT),
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise CannotPrepare(f"Could not {what}: {error}") from None
    if done.returncode != 0:
        reason = last_words(done.stdout.decode(errors="replace"))
        raise CannotPrepare(f"Could not {what} (is the network there?): {reason}")


def last_words(output: str) -> str:
    """Return the line of a failed step that says most: the last, but not where its log is."""
    told = [line.strip() for line in output.splitlines() if "complete log" not in line]
    return next((line for line in reversed(told) if line), "it gave no reason")[:300]


def digest(*files: Path) -> str:
    """Return what `files` are now, and where: an environment works only where it was made."""
    whole = hashlib.sha256(f"{CHECKOUT} {sys.version_info[:3]}".encode())
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()


def is_done(stamp: Path, wanted: str) -> bool:
    """Return whether a step was finished for just these files."""
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


def prepare_environment(purpose: str) -> None:
    """Make `.venv` hold what `purpose` needs. That of `test` holds all of `demo` as well."""
    stamps = {name: VENV / f"prepared-{name}" for name in REQUIREMENTS}
    wanted = {
        name: digest(CHECKOUT / file, INSTALLER, CHECKOUT / "pyproject.toml")
        for name, file in REQUIREMENTS.items()
    }
    if is_done(stamps["test"], wanted["test"]) or is_done(stamps[purpose], wanted[purpose]):
        return
    say("Preparing the Python environment …")
    for stamp in stamps.values():
        if stamp.exists():
            stamp.unlink()
    if not is_sound():
        run("make a virtual environment", sys.executable, "-m", "venv", "--clear", str(VENV))
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    run("fetch uv", *pip, "--quiet", "--require-hashes", "--requirement", str(INSTALLER))
    uv = [str(VENV / "bin" / "uv"), "--quiet", "--no-progress", "pip"]
    target = ["--python", str(PYTHON)]
    requirements = str(CHECKOUT / REQUIREMENTS[purpose])
    run("fetch the Python packages", *uv, "sync", *target, "--require-hashes", requirements)
    ours = ["--no-deps", "--no-build-isolation", "--editable", str(CHECKOUT)]
    run("install firstbell", *uv, "install", *target, *ours)
    stamps[purpose].write_text(wanted[purpose], encoding="utf-8")


def is_sound() -> bool:
    """Return whether `.venv` is one that this Python made here."""
    here = "import sys; print(sys.prefix, sys.version_info[:3], sys.base_prefix)"
    expected = f"{VENV} {sys.version_info[:3]} {sys.base_prefix}"
    try:
        found = subprocess.run([str(PYTHON), "-c", here], capture_output=True, check=False)
    except OSError:
        return False
    return found.stdout.decode().strip() == expected and (VENV / "bin" / "pip").exists()


def prepare_assets(purpose: str) -> None:
    """Make `build/assets` from the npm packages; for `test`, fetch those that tests use as well."""
    stamps = {name: BUILD / f"assets.prepared-{name}" for name in REQUIREMENTS}
    names = ("package.json", "package-lock.json", "tools/assets.py")
    wanted = digest(*(CHECKOUT / name for name in names))
    is_built = all((assets.BUILT / name).exists() for name in assets.SOURCES)
    if is_built and (is_done(stamps["test"], wanted) or is_done(stamps[purpose], wanted)):
        return
    say("Preparing the pages' style and script …")
    for stamp in stamps.values():
        if stamp.exists():
            stamp.unlink()
    without = [] if purpose == "test" else ["--omit=dev"]
    run("fetch the npm packages", "npm", "ci", "--ignore-scripts", "--loglevel=error", *without)
    try:
        assets.build()
    except assets.CannotBuild as trouble:
        raise CannotPrepare(str(trouble)) from None
    stamps[purpose].write_text(wanted, encoding="utf-8")


def prepare_browser() -> None:
    """Install Chromium where we may and it is missing; without one, browser tests are skipped."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(f"Browser tests will be skipped: there is no Chromium (apt-get install {BROWSERS[0]})")
        return
    say("Installing Chromium for the browser tests …")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    packages = [BROWSERS[0], "fonts-liberation"]
    try:
        run("read the package lists", "apt-get", "update", "-q")
        run(
            "install Chromium",
            "apt-get",
            "install",
            "-q",
            "-y",
            "--no-install-recommends",
            *packages,
        )
    except CannotPrepare as trouble:
        say(f"Browser tests will be skipped: {trouble}")


def prepare(purpose: str) -> None:
    """Prepare the checkout for `demo` or `test`; two at once take turns.

    :raises CannotPrepare: if that cannot be done.
    """
    check_machine()
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "prepare.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        prepare_environment(purpose)
        prepare_assets(purpose)
        if purpose == "test":
            prepare_browser()


if __name__ == "__main__":
    try:
        prepare(sys.argv[1])
    except CannotPrepare as trouble:
        sys.exit(str(trouble))
