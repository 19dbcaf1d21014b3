"""What every answer holds to, whatever is asked and however: headers, methods, sizes, cookies."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.cli.ready import one_time_code
from firstbell.foundation import clock
from firstbell.web.middleware import FORGET, HEADERS, LARGEST_PAGE, METHODS
from tests.people import PASSWORD, ready_person, sign_in
from tests.permissions import at_provider
from tests.permissions.matrix.asking import undone
from tests.permissions.table import TABLE
from tests.permissions.world import NOBODY, World, make_world, path_of
from tests.smtp import Mailbox
from tests.web.test_every_page import urlpatterns  # noqa: F401 - with a page that fails
from tests.world import carry_on

UNDECLARED = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")


@pytest.fixture
def world(db: None, monday: datetime, settings: Settings) -> World:
    settings.CLOCK_AT = monday
    settings.OPENID_PROVIDERS = (at_provider.PROVIDER,)
    settings.ROOT_URLCONF = __name__
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return make_world(monday)


def paths(world: World) -> dict[str, str]:
    """Return every address of the product by its row of the table."""
    return {name: path_of(name, row.arguments(world)) for name, row in TABLE.items()}


def answers(world: World) -> Iterator[tuple[str, Any]]:
    """Yield an answer of every address to a visitor, to somebody who may open it, and to a post
    without a token; and every kind of error.
    """
    for name, path in paths(world).items():
        for person in {NOBODY, TABLE[name].reader}:
            yield f"{name} for {person}", world.client(person).get(path)
        yield f"{name}, posted", Client(enforce_csrf_checks=True).post(path)
    client = world.client(NOBODY)
    for broken in ("/nowhere/", "/fails/", "/static/web/theme.css", "/static/nothing.css"):
        answer = client.get(broken)
        yield broken, answer
        answer.close()
    yield "bad host", client.get("/", headers={"host": "elsewhere.example"})
    yield "no host", client.get("/", headers={"host": "a b"})
    yield "method", client.put("/")
    yield "too large", client.post("/", b"x" * (LARGEST_PAGE + 1), content_type="text/plain")
    yield "foreign page", client.post("/", headers={"Sec-Fetch-Site": "cross-site"})


def test_every_answer_carries_every_header_and_cookies_for_the_server_alone(world: World) -> None:
    seen, ids, cookies = set(), [], set()
    for name, answer in answers(world):
        headers_are_there(name, answer)
        cookies |= cookies_are_for_the_server(name, answer)
        ids.append(answer.headers["X-Request-Id"])
        seen.add(answer.status_code)

    assert len(set(ids)) == len(ids) > 250
    assert seen >= {200, 302, 400, 403, 404, 405, 413, 500}
    assert configured.CSRF_COOKIE_NAME in cookies


def headers_are_there(name: str, answer: Any) -> None:
    for header, value in HEADERS.items():
        assert answer.headers.get(header) == value, f"{name}: {header}"
    lasting = answer.headers["Strict-Transport-Security"]
    assert lasting == "max-age=31536000; includeSubDomains", name
    assert "no-store" in answer.headers["Cache-Control"] or name.startswith("/static/"), name
    for telling in ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "ETag"):
        assert telling not in answer.headers or name.startswith("/static/"), f"{name}: {telling}"
    assert "Access-Control-Allow-Origin" not in answer.headers, name


def cookies_are_for_the_server(name: str, answer: Any) -> set[str]:
    """Look at the cookies of an answer and return their names."""
    for cookie in answer.cookies.values():
        assert cookie["httponly"], f"{name}: {cookie.key}"
        assert cookie["secure"], f"{name}: {cookie.key}"
        assert cookie["samesite"] in {"Lax", "Strict"}, f"{name}: {cookie.key}"
        assert (cookie["path"], cookie["domain"]) == ("/", ""), f"{name}: {cookie.key}"
    return set(answer.cookies)


def test_a_method_that_nothing_answers_is_refused_everywhere(world: World) -> None:
    for person in (NOBODY, "key-adult"):
        client = world.client(person)
        for name, path in paths(world).items():
            for method in UNDECLARED:
                answer = client.generic(method, path)
                assert answer.status_code == 405, f"{method} {name}: {answer.status_code}"
                assert answer.headers["Allow"] == ", ".join(METHODS)


def test_a_post_without_a_token_does_nothing_on_any_page(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.cast["key-adult"])
    for name, path in paths(world).items():
        if not path.startswith(("/api/", "/oauth/")):
            answer = client.post(path, {"anything": "at all"})
            assert answer.status_code == 403, f"{name}: {answer.status_code}"


# ---- where one is sent ----

ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example",
    r"\\elsewhere.example",
    r"/\elsewhere.example",
    "http:elsewhere.example",
    "https:///elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\t//elsewhere.example",
    "http://testserver@elsewhere.example/",
    "http://testserver.elsewhere.example/",
    "//testserver:1@elsewhere.example",
    "https://[::1",
    "ftp://testserver/",
    "//elsewhere。example",
    "/\n/elsewhere.example",
]


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_signing_in_sends_nobody_elsewhere(db: None, client: Client, next_: str) -> None:
    person = ready_person("hub-worker")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": next_})
    answer = client.post(
        f"/account/two-steps/authenticate/?next={next_}",
        {"code": one_time_code(person) or "", "next": next_},
    )

    assert answer.status_code == 302
    goes_to = answer.headers["Location"]
    assert goes_to.startswith("/")
    assert not goes_to.startswith(("//", "/\\"))
    assert "elsewhere" not in goes_to.partition("?")[0]


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_signing_out_sends_nobody_elsewhere(db: None, client: Client, next_: str) -> None:
    client.force_login(ready_person("hub-worker"))

    answer = client.post("/account/logout/", {"next": next_})

    assert answer.headers["Location"] == "/"


def test_signing_out_makes_the_browser_forget(db: None, client: Client) -> None:
    sign_in(client, ready_person("hub-worker"))

    assert "Clear-Site-Data" not in client.get("/account/logout/").headers
    assert client.post("/account/logout/").headers["Clear-Site-Data"] == FORGET


def test_a_host_that_somebody_claims_stands_nowhere(
    db: None, client: Client, mailbox: Mailbox
) -> None:
    person = ready_person("hub-worker")
    claims = {
        "X-Forwarded-Host": "elsewhere.example",
        "Forwarded": "host=elsewhere.example",
        "X-Host": "elsewhere.example",
        "X-Forwarded-Proto": "gopher",
        "X-Original-URL": "/account/logout/",
    }

    page = client.get("/account/login/", headers=claims)
    client.post("/account/password/reset/", {"email": person.email}, headers=claims)

    assert "elsewhere" not in page.content.decode()
    carry_on(at=clock.now())
    ((_address, message),) = mailbox.taken
    assert configured.BASE_URL in str(message)
    assert "elsewhere" not in str(message)


# ---- what may be sent ----


def test_a_page_takes_no_more_than_a_page_sends(db: None, client: Client) -> None:
    answer = client.post("/account/login/", {"login": "x" * (LARGEST_PAGE + 1)})

    assert answer.status_code == 413
    assert "This is too much at once" in answer.content.decode()


def test_the_feed_takes_more_than_a_page_and_no_more_than_its_limit(
    db: None, client: Client
) -> None:
    larger = b'"' + b"x" * (LARGEST_PAGE + 1) + b'"'

    answer = client.post("/api/v1/feeds", larger, content_type="application/json")

    assert answer.status_code == 401


def test_one_page_takes_a_file_and_no_other(world: World) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.cast["hub-manager"])
    client.cookies[configured.CSRF_COOKIE_NAME] = "a" * 32  # so that the body is read for a token
    for name, path in paths(world).items():
        answer = client.post(path, {"file": SimpleUploadedFile("a.exe", b"MZ"), "password": "b"})
        if path.startswith(("/api/", "/oauth/")):
            assert answer.status_code in {400, 401, 404, 405}, f"{name}: {answer.status_code}"
        else:
            wanted = 403 if name == "leavers" else 400
            assert answer.status_code == wanted, f"{name}: {answer.status_code}"


def test_that_page_takes_one_file_of_a_page_s_size_and_keeps_none_on_disk(world: World) -> None:
    client = world.client("hub-manager")
    two = [SimpleUploadedFile("a.csv", b"email"), SimpleUploadedFile("b.csv", b"email")]
    large = SimpleUploadedFile("a.csv", b"x" * (LARGEST_PAGE + 1))

    assert client.post("/people/leavers/", {"file": two}).status_code == 400
    assert client.post("/people/leavers/", {"file": large}).status_code == 413
    assert configured.FILE_UPLOAD_HANDLERS == ["firstbell.web.uploads.OneFile"]


def test_more_fields_than_any_page_has_are_refused(db: None, client: Client) -> None:
    client.raise_request_exception = False

    answer = client.post("/account/login/", {f"field{number}": "" for number in range(1001)})

    assert answer.status_code == 400


ODD = {
    "_connector": "OR",
    "_negated": "1",
    "__": "1",
    "id__gte": "0",
    "user__password": "x",
    "pk": "1",
    "a[b]": "1",
    "a.b": "1",
    "order_by": "?",
    "__proto__": "1",
    "state__in": "held",
    "at": "1999-01-01",
    "at__lt": "9999-12-31",
    "user": "1",
    "role": "administrator",
    "debug": "1",
    "format": "json",
}


def test_parameters_that_no_page_has_change_nothing(world: World) -> None:
    pages = 0
    for name, path in paths(world).items():
        client = world.client(TABLE[name].reader)
        with undone():  # the trail shows that it was read
            plain = client.get(path)
        odd = client.get(path, [(key, value) for key in ODD for value in (ODD[key], "again")])
        assert odd.status_code == plain.status_code, name
        if plain.status_code == 200 and "text/html" in plain.headers["Content-Type"]:
            pages += 1
            assert bare(odd) == bare(plain), name
    assert pages > 60


def bare(answer: Any) -> str:
    """Return a page without its tokens, ids of chance, seconds left and its own address."""
    text = answer.content.decode()
    text = re.sub(r'(name="(csrfmiddlewaretoken|once|\w*key|secret)"[^>]*value)="[^"]*"', "", text)
    text = re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
    text = re.sub(r'data-seconds="\d+"', "", text)
    return re.sub(r"[?][^\"' ]*", "", text)


# ---- the installation ----


def test_the_deployment_check_is_clean_with_the_settings_of_an_installation() -> None:
    done = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING",
        FIRSTBELL_URL="https://firstbell.example",
        FIRSTBELL_SECRET_KEY="a-long-secret-of-chance-7d9Qx3bVt0LmZ5rKfWc2HsYpNgJuEa8iBoTq",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_there_is_no_admin_site(client: Client, db: None) -> None:
    assert not [app for app in configured.INSTALLED_APPS if "admin" in app]
    assert client.get("/admin/").status_code == 404


SECRETS = {
    "FIRSTBELL_SECRET_KEY": "kept-in-a-file-quietly",
    "DATABASE_URL": "postgresql://someone:quietly@db.example/firstbell",
    "FIRSTBELL_SMTP_URL": "smtp://someone:quietly@mail.example",
}
SAY = (
    "from firstbell import settings as s;"
    "print(s.SECRET_KEY, s.DATABASES['default']['PASSWORD'], s.EMAIL_HOST_PASSWORD)"
)


def test_secrets_are_read_from_the_files_that_are_named(tmp_path: Any) -> None:
    named = {}
    for name, value in SECRETS.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        named[f"{name}_FILE"] = str(tmp_path / name)

    done = run("-c", SAY, **named)

    assert done.stdout.split() == ["kept-in-a-file-quietly", "quietly", "quietly"]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_cannot_be_read_is_named_but_never_told(name: str, tmp_path: Any) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRETS[name], encoding="utf-8")

    for said in (
        {f"{name}_FILE": str(tmp_path / "nothing")},
        {f"{name}_FILE": str(file), name: SECRETS[name]},
    ):
        done = run("-c", SAY, **said)
        assert done.returncode != 0
        assert f"{name}_FILE" in done.stderr
        assert "quietly" not in done.stderr.rpartition("ImproperlyConfigured")[2]


@pytest.mark.parametrize("name", ["DATABASE_URL", "FIRSTBELL_SMTP_URL"])
@pytest.mark.parametrize("said", ["quietly", "smtp://a:quietly/x@h:y/", "http://u:p@h:quietly/b"])
def test_an_address_that_is_none_is_refused_without_its_password(name: str, said: str) -> None:
    done = run("-c", SAY, **{name: said})

    assert done.returncode != 0
    assert name in done.stderr
    assert "quietly" not in done.stderr


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        # The last is set for as long as there is a browser for the stories.
        if not name.startswith(("FIRSTBELL_", "DATABASE_", "DJANGO_ALLOW_ASYNC_UNSAFE"))
    }
    return subprocess.run(
        [sys.executable, *command],
        env={**kept, **environment},
        cwd=configured.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
