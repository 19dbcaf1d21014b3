"""Where a request comes from: what other sites may not send, and who is sent round once more."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from firstbell.registry.agencies.doors import Role
from tests.people import ready_person, sign_in

pytestmark = pytest.mark.django_db

LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "refused"), [("post", 403), ("put", 405), ("patch", 405), ("delete", 405)]
)
def test_what_a_page_of_somebody_else_sends_is_refused(
    method: str, refused: int, site: str, client: Client
) -> None:
    person = ready_person(Role.HUB_WORKER)
    client.force_login(person)

    answer = getattr(client, method)("/account/logout/", headers={"Sec-Fetch-Site": site})

    assert answer.status_code == refused
    assert client.get("/your-account/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin"}]
)
def test_what_our_own_pages_and_machines_send_is_taken(
    headers: dict[str, str], client: Client
) -> None:
    client.force_login(ready_person(Role.HUB_WORKER))

    assert client.post("/account/logout/", headers=headers).status_code == 302


def test_who_follows_a_link_from_elsewhere_is_sent_round_once(client: Client) -> None:
    answer = client.get("/your-account/?a=1&b=2", headers=LINK)

    assert answer.status_code == 200
    assert (
        'http-equiv="refresh" content="0; url=/your-account/?a=1&amp;b=2"'
        in answer.content.decode()
    )
    again = client.get("/your-account/", headers={**LINK, "Referer": "http://testserver/"})
    assert again.status_code == 302


def test_who_came_with_their_cookie_or_reads_no_page_is_not_sent_round(client: Client) -> None:
    image = {**LINK, "Sec-Fetch-Dest": "image"}
    assert client.get("/your-account/", headers=image).status_code == 302
    assert client.get("/health", headers=LINK).headers["Content-Type"] == "application/json"

    client.force_login(ready_person(Role.HUB_WORKER))
    assert "refresh" not in client.get("/your-account/", headers=LINK).content.decode()


def test_the_session_has_another_key_after_each_step_of_signing_in(client: Client) -> None:
    client.get("/account/login/")
    client.session["before"] = "anything"
    planted = "k" * 32
    client.cookies[settings.SESSION_COOKIE_NAME] = planted

    sign_in(client, ready_person(Role.HUB_WORKER))

    assert client.session.session_key not in {None, planted}


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://firstbell.example", "__Host-session __Host-csrf True Strict Strict"),
        ("http://localhost:8000", "session csrf False Strict Strict"),
    ],
)
def test_over_https_cookies_are_for_this_host_alone(url: str, names: str) -> None:
    told = (
        "from firstbell import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, "FIRSTBELL_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == names
    assert not hasattr(settings, "SESSION_COOKIE_DOMAIN") or not settings.SESSION_COOKIE_DOMAIN
