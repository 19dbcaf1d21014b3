"""`firstbell source prove`, as a real command: what it takes, what it says, what it keeps."""

from pathlib import Path

import psycopg
import pytest

from tests.commands import firstbell
from tests.conftest import Installation
from tests.journey.intake.signing import Signer

FINGERPRINT = "A1:" * 31 + "A1"


@pytest.fixture
def environment(installation: Installation) -> dict[str, str]:
    return dict(installation.environment())


def source(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    done = firstbell(environment, "source", *arguments)
    return done.returncode, done.stdout, done.stderr


def kept(installation: Installation) -> list[tuple[str, str]]:
    with psycopg.connect(installation.database.owner_url) as connection:
        rows = connection.execute("SELECT kind, value FROM intake_senderproof ORDER BY 1, 2")
        return [(kind, value) for kind, value in rows]


def test_a_source_is_told_how_to_prove_itself(
    installation: Installation, environment: dict[str, str], tmp_path: Path
) -> None:
    old, new = Signer(), Signer()
    (tmp_path / "old.pem").write_text(old.pem)
    (tmp_path / "new.key").write_text(f"whpk_{new.public}")
    added = source(environment, "add", "eastmarsh", "--name", "E", "--force", "E23990001")
    assert added[0] == 0, added

    files = ["--signature", str(tmp_path / "old.pem"), "--signature", str(tmp_path / "new.key")]
    code, out, err = source(environment, "prove", "eastmarsh", *files)
    assert (code, err) == (0, "")
    assert out.count("eastmarsh proves itself by Signed requests: ") == 2
    assert kept(installation) == sorted([("signature", old.public), ("signature", new.public)])

    code, _out, err = source(environment, "prove", "eastmarsh", "--certificate", FINGERPRINT)
    assert code == 0
    assert "set FIRSTBELL_TRUSTED_PROXIES and FIRSTBELL_CLIENT_CERTIFICATE_HEADER" in err
    assert kept(installation) == [("certificate", "a1" * 32)]

    assert source(environment, "prove", "eastmarsh", "--none")[0] == 0
    assert kept(installation) == []


def test_what_will_not_do_is_told_in_one_line_and_changes_nothing(
    installation: Installation, environment: dict[str, str], tmp_path: Path
) -> None:
    source(environment, "add", "eastmarsh", "--name", "E", "--force", "E23990001")
    private = tmp_path / "private.pem"
    private.write_text("-----BEGIN PRIVATE KEY-----")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\x00")
    wrong = {
        ("eastmarsh",): "say one of --signature, --certificate and --none",
        ("eastmarsh", "--none", "--certificate", FINGERPRINT): "say one of",
        ("nobody", "--none"): "there is no source nobody",
        ("eastmarsh", "--signature", str(private)): "this is a private key",
        ("eastmarsh", "--signature", str(binary)): "this is no text",
        ("eastmarsh", "--certificate", "a1b2"): "this is no SHA-256 fingerprint",
    }

    for arguments, told in wrong.items():
        code, out, err = source(environment, "prove", *arguments)
        assert (code, out) == (2, "")
        assert err.startswith("firstbell: ")
        assert err.count("\n") == 1
        assert told in err
    assert kept(installation) == []
