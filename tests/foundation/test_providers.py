"""The file that names identity providers: what it takes, and what it refuses with a clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from firstbell.foundation.accounts.providers import Provider, is_safe_address, read

SECRET = "quietly-kept-secret"
SECRETS = {"FIRSTBELL_OPENID_SECRET_ONE": SECRET}

GOOD = """
[[provider]]
key = "dfe"
name = "DfE Sign-in"
client_id = "firstbell"
discovery = "https://id.example/.well-known/openid-configuration"
secret_variable = "FIRSTBELL_OPENID_SECRET_ONE"
"""


def file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "providers.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_no_file_no_providers() -> None:
    assert read("", {}) == ()


def test_a_provider_as_short_as_it_may_be(tmp_path: Path) -> None:
    (provider,) = read(file(tmp_path, GOOD), SECRETS)

    assert provider == Provider(
        key="dfe",
        name="DfE Sign-in",
        issuer="https://id.example",
        discovery="https://id.example/.well-known/openid-configuration",
        client_id="firstbell",
        secret=SECRET,
    )
    assert SECRET not in repr(provider)


def test_several_with_everything_said(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    more = f"""
[[provider]]
key = "entra"
name = "Eastmarsh Council"
client_id = "1234"
discovery = "http://localhost:9/tenant/.well-known/openid-configuration"
issuer = "http://localhost:9/tenant/v2"
secret_file = "{secret}"
client_authentication = "client_secret_post"
second_step_by_amr = ["mfa"]
second_step_by_acr = ["urn:two", "urn:three"]
asks_again = false
"""
    _, entra = read(file(tmp_path, GOOD + more), SECRETS)

    assert entra.issuer == "http://localhost:9/tenant/v2"
    assert entra.secret == SECRET
    assert entra.second_step_by_acr == ("urn:two", "urn:three")
    assert not entra.asks_again


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[[provider]]", "[provider]", "nothing but [[provider]] parts"),
        ("[[provider]]", "[[other]]", "nothing but [[provider]] parts"),
        (GOOD, "provider = []", "nothing but [[provider]] parts"),
        (GOOD, "provider = [7]", "nothing but [[provider]] parts"),
        (GOOD, "", "nothing but [[provider]] parts"),
        ("key =", "key", "names no TOML file that can be read"),
        ('key = "dfe"', 'key = "DfE"', "a key for provider 1"),
        ('key = "dfe"', 'key = "a/b"', "a key for provider 1"),
        ('key = "dfe"', "key = 7", "must give key of provider 1 as a text"),
        ('name = "DfE Sign-in"', 'name = " "', "must give name of provider 1 as a text"),
        ('name = "DfE Sign-in"', "", "does not say name of provider 1"),
        ('client_id = "firstbell"', "", "does not say client_id of provider 1"),
        ("https://", "http://", "must give discovery of provider 1 as an https address"),
        ("https://id", "https://user:word@id", "discovery of provider 1 as an https address"),
        ("https://id.example", "https://[", "discovery of provider 1 as an https address"),
        ("/.well-known/openid-configuration", "", "to its end, /.well-known/"),
        ('name = "', 'issuer = "http://id.example"\nname = "', "issuer of provider 1 as an https"),
        ('name = "', 'secret = "x"\nname = "', "says 'secret' of provider 1"),
        ('name = "', 'second_step_by_amr = []\nname = "', "as a list of texts"),
        ('name = "', 'second_step_by_amr = "mfa"\nname = "', "as a list of texts"),
        ('name = "', 'asks_again = "no"\nname = "', "as true or false"),
        ('name = "', 'client_authentication = "none"\nname = "', "client_secret_basic or client"),
        ("secret_variable", "# secret_variable", "either secret_file or secret_variable"),
        ("secret_variable", 'secret_file = "x"\nsecret_variable', "either secret_file or secret_v"),
        ("SECRET_ONE", "SECRET_TWO", "not set or not for secrets"),
        ("FIRSTBELL_OPENID_SECRET_ONE", "PATH", "not set or not for secrets"),
        (
            'secret_variable = "FIRSTBELL_OPENID_SECRET_ONE"',
            'secret_file = "/nowhere/at/all"',
            "names no file for the secret of provider 1",
        ),
        (GOOD, GOOD + GOOD, "two providers with the same key"),
        (GOOD, GOOD + GOOD.replace('"dfe"', '"b"'), "two providers with the same name"),
        (
            GOOD,
            GOOD + GOOD.replace('"dfe"', '"b"').replace("DfE", "B"),
            "two providers with the same issuer",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(before: str, after: str, said: str, tmp_path: Path) -> None:
    assert before in GOOD

    with pytest.raises(ImproperlyConfigured) as refused:
        read(file(tmp_path, GOOD.replace(before, after)), SECRETS)

    assert said in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="names no TOML file that can be read"):
        read("/nowhere/at/all", {})


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://id.example/x", True),
        ("http://127.0.0.1:8/x", True),
        ("http://[::1]/x", True),
        ("http://localhost.example/x", False),
        ("https:///x", False),
        ("https://id.example/x#part", False),
        ("https://id.example:x/", False),
        ("javascript:alert(1)", False),
        (7, False),
    ],
)
def test_an_address_is_https_but_on_this_machine(address: object, is_safe: bool) -> None:
    assert is_safe_address(address) is is_safe


@pytest.mark.parametrize(("name", "works"), [("SECRET_ONE", True), ("SECRET_TWO", False)])
def test_a_process_does_not_start_with_a_file_that_makes_no_sense(
    name: str, works: bool, tmp_path: Path
) -> None:
    """As every command does: the settings are read, and only their own line is said."""
    said = subprocess.run(
        [sys.executable, "-c", "from firstbell import settings; print(settings.OPENID_PROVIDERS)"],
        env={
            **os.environ,
            f"FIRSTBELL_OPENID_{name}": SECRET,
            "FIRSTBELL_OPENID_FILE": file(tmp_path, GOOD),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode == 0) is works
    assert SECRET not in said.stdout + said.stderr
    if not works:
        assert "not set or not for secrets" in said.stderr
