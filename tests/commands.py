"""`firstbell` as somebody runs it: a process with an environment, an exit code and what it said.

Reading the libraries takes a processor longer than most commands do. So one process for each
worker of the suite reads them once, and is forked for each command; settings, models and all
else of the product are read by the command's own process, from its own environment.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

LIBRARIES = (
    "cryptography.x509",
    "dateutil.parser",
    "django.contrib.postgres.fields",
    "django.contrib.postgres.indexes",
    "django.core.handlers.wsgi",
    "django.core.management",
    "django.db.backends.postgresql.base",
    "django.db.migrations.executor",
    "django.forms",
    "fido2.server",
    "holidays",
    "jwcrypto.jwk",
    "oauthlib.oauth2",
    "pghistory",
    "pgtrigger",
    "psycopg_pool",
    "rapidfuzz",
    "whitenoise.storage",
)
"""What every command reads and no setting changes."""

PATIENCE = 180.0
"""Seconds that a busy machine may take for one command."""

MOST = 1 << 16
"""Bytes of one request: an environment and a few arguments."""


def firstbell(
    environment: Mapping[str, str], *arguments: str, folder: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end; `folder` is where it runs, else where the tests do."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        asked = {
            "arguments": arguments,
            "environment": dict(environment),
            "folder": str(folder or Path.cwd()),
        }
        _process, ready = _ready()
        socket.send_fds(ready, [json.dumps(asked).encode()], [out.fileno(), err.fileno()])
        code = int(ready.recv(MOST))
        return subprocess.CompletedProcess(arguments, code, _said(out), _said(err))


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@cache
def _ready() -> "tuple[subprocess.Popen[bytes], socket.socket]":
    """Return the process that has read the libraries, and the line to it; it ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(PATIENCE)
    with theirs:
        process = subprocess.Popen([sys.executable, "-m", "tests.commands"], stdin=theirs.fileno())
    return process, ours


def _serve(line: socket.socket) -> None:
    """Run one command after the other, until nobody asks any more."""
    while True:
        asked, files, _flags, _address = socket.recv_fds(line, MOST, 2)
        if not asked:
            return
        process = os.fork()
        if process == 0:
            line.close()
            _run(files, **json.loads(asked))
        for file in files:
            os.close(file)
        _process, status = os.waitpid(process, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _run(
    files: list[int], *, arguments: list[str], environment: dict[str, str], folder: str
) -> NoReturn:
    """Become the command, and end with its exit code."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for file, number in zip([nothing, *files], range(3), strict=True):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["firstbell", *arguments]
    code = 1
    try:
        import_module("firstbell.cli").run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    for library in LIBRARIES:
        import_module(library)
    _serve(socket.socket(fileno=os.dup(0)))
