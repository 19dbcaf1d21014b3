"""A real OpenID provider on this machine: the npm package `oidc-provider`, in a process of ours."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firstbell.foundation.accounts.providers import WELL_KNOWN
from tests.conftest import CHECKOUT
from tests.smtp import free_port

SECRET = "a secret: of this & that, long enough"


@contextmanager
def real_provider(back: str) -> Iterator[str]:
    """Serve it for a while; give its issuer. `back` is the address of the way back."""
    node = shutil.which("node")
    if node is None or not (CHECKOUT / "node_modules" / "oidc-provider").exists():
        pytest.skip("no OpenID provider is installed: run `make test`, which fetches it")
    port = free_port()
    script = Path(__file__).with_name("real_provider.mjs")
    command = [node, "--no-warnings", str(script), str(port), back, SECRET]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=CHECKOUT
    ) as process:
        assert process.stdout is not None
        try:
            assert any(line.strip() == "ready" for line in process.stdout), "it did not start"
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def settings_file(issuer: str, folder: Path) -> Path:
    """Write the file that names it; return its path."""
    secret = folder / "secret"
    secret.write_text(SECRET)
    file = folder / "providers.toml"
    file.write_text(
        f'[[provider]]\nkey = "real"\nname = "Eastmarsh Sign-in"\nclient_id = "firstbell"\n'
        f'discovery = "{issuer}{WELL_KNOWN}"\nsecret_file = "{secret}"\n'
    )
    return file
