"""What an installation is not served with."""

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from firstbell.cli.postgres.cluster import SETTINGS
from firstbell.web.unsafe import QUIET_LOG, reasons_not_to_serve, reasons_not_to_work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def safe(settings: Settings) -> None:
    settings.BASE_URL = "https://firstbell.example"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECRET_KEY = "x" * 50
    settings.ALLOWED_HOSTS = ["firstbell.example"]
    settings.IS_DEMO = True  # the tests' own server is not durable


def test_safe_settings_are_served() -> None:
    assert reasons_not_to_serve() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", True, "debugging"),
        ("BASE_URL", "http://firstbell.example", "https only"),
        ("SESSION_COOKIE_SECURE", False, "cookies"),
        ("CSRF_COOKIE_SECURE", False, "cookies"),
        ("SECRET_KEY", "only-for-commands-that-sign-nothing", "FIRSTBELL_SECRET_KEY"),
        ("SECRET_KEY", "short", "FIRSTBELL_SECRET_KEY"),
        ("ALLOWED_HOSTS", ["*"], "FIRSTBELL_HOSTS"),
        ("IS_DEMO", False, "fsync"),
        ("SMTP_URL", "smtp://mail.example", "in the clear"),
        ("ACTS_AS", "nobody", "for whom it acts"),
        ("WEBHOOKS_TO_PRIVATE", True, "FIRSTBELL_WEBHOOKS_TO_PRIVATE"),
    ],
)
def test_each_unsafe_setting_is_refused_in_its_own_line(
    name: str, value: object, said: str, settings: Settings
) -> None:
    setattr(settings, name, value)
    settings.EMAIL_HOST = "mail.example"

    reasons = reasons_not_to_serve()

    assert [reason for reason in reasons if said in reason]


def test_a_log_that_would_hold_records_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL log_parameter_max_length_on_error = -1")

    assert reasons_not_to_serve() == [
        "PostgreSQL's log would hold records: set log_parameter_max_length_on_error to 0"
    ]


def test_the_embedded_server_is_started_with_a_quiet_log() -> None:
    assert {name: SETTINGS.get(name, "-1") for name in QUIET_LOG if "auto" not in name} == {
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_min_duration_sample": "-1",
        "log_min_error_statement": "panic",
        "log_min_messages": "log",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }


def test_a_trial_on_this_machine_needs_no_https(settings: Settings) -> None:
    settings.BASE_URL = "http://localhost:8000"
    settings.WEBHOOKS_TO_PRIVATE = True

    assert reasons_not_to_serve() == []


def test_another_machine_is_reached_sealed_or_not_at_all(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "db.example")

    assert reasons_not_to_work() == [
        "DATABASE_URL goes to another machine in the clear: sslmode=verify-full"
    ]


def test_a_worker_asks_nothing_of_the_pages(settings: Settings) -> None:
    settings.SECRET_KEY, settings.ALLOWED_HOSTS, settings.IS_DEMO = "short", ["*"], False

    assert reasons_not_to_work() == []
