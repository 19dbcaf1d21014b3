"""A token as a force's machine gets one."""

import base64
from datetime import datetime

from django.test import Client

from firstbell.registry.agencies.actions.partnership import add_source


def token_of(code: str, *, at: datetime) -> str:
    """Make a source and return a token of its machine."""
    new = add_source(code=code, name=code, force_pfa="E23000099", by=None, at=at)
    pair = base64.b64encode(f"{new.client_id}:{new.client_secret}".encode()).decode()
    answer = Client().post(
        "/oauth/token",
        {"grant_type": "client_credentials", "scope": "incidents"},
        headers={"Authorization": f"Basic {pair}"},
    )
    return str(answer.json()["access_token"])
