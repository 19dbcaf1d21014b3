"""The identity providers of this installation, as its file of settings names them.

Read once, when a process starts, and refused when it makes no sense. Imports nothing of Django's
models: the settings themselves read it. A secret is in no error, no log and no `repr`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

WELL_KNOWN = "/.well-known/openid-configuration"
"""Where a provider says what it is (OpenID Connect Discovery 1.0)."""

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")

AUTHENTICATIONS = ("client_secret_basic", "client_secret_post")
"""How we prove to the provider who asks."""

KEYS = {
    "key": str,
    "name": str,
    "client_id": str,
    "discovery": str,
    "issuer": str,
    "secret_file": str,
    "secret_variable": str,
    "client_authentication": str,
    "second_step_by_acr": list,
    "second_step_by_amr": list,
    "asks_again": bool,
}
"""What may stand in the file of one provider, and as what."""

NEEDED = ("key", "name", "client_id", "discovery")


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One identity provider at which people may sign in."""

    key: str
    """Its name in addresses and in the trail."""
    name: str
    """Its name on the button."""
    issuer: str
    discovery: str
    client_id: str
    secret: str = field(repr=False)
    client_authentication: str = AUTHENTICATIONS[0]
    second_step_by_acr: tuple[str, ...] = ()
    second_step_by_amr: tuple[str, ...] = ()
    asks_again: bool = True
    """Whether it must ask the person anew: others sit at the same computer."""


def is_safe_address(address: object) -> bool:
    """Say whether an address is https, or http on this machine, and hides no password."""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    is_plain = parts.scheme == "http" and host in THIS_MACHINE
    has_more = parts.username or parts.password or parts.fragment
    return bool(host) and (parts.scheme == "https" or is_plain) and not has_more


def read(file: str, secrets: Mapping[str, str]) -> tuple[Provider, ...]:
    """Return the providers that a file names; none where no file is named.

    :raises ImproperlyConfigured: if it cannot be read, or makes no sense.
    """
    if not file:
        return ()
    try:
        told = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _wrong("names no TOML file that can be read") from None
    rows = told.get("provider")
    if set(told) != {"provider"} or not (isinstance(rows, list) and rows):
        raise _wrong("must hold nothing but [[provider]] parts, at least one")
    providers = tuple(_provider(row, number, secrets) for number, row in enumerate(rows, 1))
    for kind in ("key", "name", "issuer"):
        if len({getattr(each, kind) for each in providers}) != len(providers):
            raise _wrong(f"names two providers with the same {kind}")
    return providers


def _wrong(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"the file of FIRSTBELL_OPENID_FILE {what}")


def _provider(row: object, number: int, secrets: Mapping[str, str]) -> Provider:
    where = f"provider {number}"
    if not isinstance(row, dict):
        raise _wrong("must hold nothing but [[provider]] parts, at least one")
    for name, value in row.items():
        if name not in KEYS:
            raise _wrong(f"says {name!r} of {where}, which nothing here knows")
        _check_kind(name, value, where)
    missing = [name for name in NEEDED if name not in row]
    if missing:
        raise _wrong(f"does not say {' and '.join(missing)} of {where}")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", row["key"]):
        raise _wrong(f"has a key for {where} that is not of a to z, 0 to 9 and -, at most 30")
    how = row.get("client_authentication", AUTHENTICATIONS[0])
    if how not in AUTHENTICATIONS:
        raise _wrong(f"must say client_authentication of {where}: {' or '.join(AUTHENTICATIONS)}")
    return Provider(
        key=row["key"],
        name=row["name"],
        client_id=row["client_id"],
        discovery=row["discovery"],
        issuer=_issuer(row, where),
        secret=_secret(row, where, secrets),
        client_authentication=how,
        second_step_by_acr=tuple(row.get("second_step_by_acr", ())),
        second_step_by_amr=tuple(row.get("second_step_by_amr", ())),
        asks_again=row.get("asks_again", True),
    )


def _check_kind(name: str, value: object, where: str) -> None:
    kind = KEYS[name]
    words = value if isinstance(value, list) else [value]
    is_text = all(isinstance(each, str) and each.strip() and len(each) <= 500 for each in words)
    if not isinstance(value, kind) or (kind is not bool and not (words and is_text)):
        needed = {str: "a text", list: "a list of texts", bool: "true or false"}[kind]
        raise _wrong(f"must give {name} of {where} as {needed}")


def _issuer(row: Mapping[str, Any], where: str) -> str:
    discovery = row["discovery"]
    issuer = row.get("issuer", discovery.removesuffix(WELL_KNOWN))
    for name, address in (("discovery", discovery), ("issuer", issuer)):
        if not is_safe_address(address) or len(address) > 255:
            raise _wrong(f"must give {name} of {where} as an https address")
    if not discovery.endswith(WELL_KNOWN):
        raise _wrong(f"must give discovery of {where} to its end, {WELL_KNOWN}")
    return str(issuer)


def _secret(row: Mapping[str, Any], where: str, secrets: Mapping[str, str]) -> str:
    file, variable = row.get("secret_file"), row.get("secret_variable")
    if (file is None) == (variable is None):
        raise _wrong(f"must say of {where} either secret_file or secret_variable")
    if variable is not None:
        secret = secrets.get(variable, "").strip()
        found = f"names a variable for the secret of {where} that is not set or not for secrets"
    else:
        secret = _content(str(file))
        found = f"names no file for the secret of {where} that can be read and holds a line"
    if not secret:
        raise _wrong(found)
    return secret


def _content(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
