"""What an installation may not be served with: asked once, at the start of what serves or works.

A worker asks less than the pages do: it signs nobody in.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

OLDEST_POSTGRESQL = 15_00_00

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}

SHORTEST_SECRET = 32
"""Characters of a secret key; what signs sessions must not be guessed."""

QUIET_LOG = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_min_error_statement": ("panic", "fatal", "log"),
    "log_min_messages": ("log", "fatal", "panic"),
    "log_error_verbosity": ("terse",),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "auto_explain.log_min_duration": ("-1",),
}
"""What keeps records out of PostgreSQL's log: statements hold what they write and look for, and
errors quote the value that was refused."""


def reasons_not_to_serve() -> list[str]:
    """Return each unsafe setting in one line with its cure; empty when pages may be served."""
    return [*_unsafe_settings(), *reasons_not_to_work(), *_losing_database()]


def reasons_not_to_work() -> list[str]:
    """Return each setting with which not even a worker may run; empty when it may."""
    return [*_unsafe_mail(), *_unsafe_posts(), *_unsafe_database()]


def _unsafe_mail() -> list[str]:
    """A link to a new password travels by mail: not in the clear past this machine."""
    if settings.SMTP_URL.startswith("smtp://") and settings.EMAIL_HOST not in THIS_MACHINE:
        return ["FIRSTBELL_SMTP_URL sends in the clear: write smtps:// or smtp+starttls://"]
    return []


def _unsafe_posts() -> list[str]:
    """What a recording system is posted may go anywhere only while somebody tries it out here."""
    if settings.WEBHOOKS_TO_PRIVATE and urlsplit(settings.BASE_URL).hostname not in THIS_MACHINE:
        return ["FIRSTBELL_WEBHOOKS_TO_PRIVATE is for trying out on one machine: leave it out"]
    return []


def _unsafe_settings() -> list[str]:
    address = urlsplit(settings.BASE_URL)
    is_https = address.scheme == "https"
    cookies_are_safe = settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
    checks = {
        "debugging is on: it shows records in error pages": settings.DEBUG,
        f"FIRSTBELL_URL is {settings.BASE_URL}: records about children travel over https only, "
        "but on this machine": not is_https and address.hostname not in THIS_MACHINE,
        "cookies could travel without https: they must be marked secure": is_https
        and not cookies_are_safe,
        f"FIRSTBELL_SECRET_KEY is short: write {SHORTEST_SECRET} characters or more of chance": len(
            settings.SECRET_KEY
        )
        < SHORTEST_SECRET
        or settings.SECRET_KEY.startswith("only-for-"),
        "FIRSTBELL_HOSTS allows every name: write the names that people use": "*"
        in settings.ALLOWED_HOSTS,
    }
    return [reason for reason, is_so in checks.items() if is_so]


def _unsafe_database() -> list[str]:
    reasons = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (False,):
            reasons.append("DATABASE_URL's role passes every wall: use the serving role")
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        if cursor.fetchone() != (0,):
            reasons.append("DATABASE_URL's role owns tables: use the serving role")
        reasons += _way_there(cursor)
        reasons += _telling_logs(cursor)
    return reasons


def _way_there(cursor: CursorWrapper) -> list[str]:
    """Return what is wrong with how PostgreSQL is reached, and with how old it is."""
    reasons = []
    cursor.execute(
        "SELECT current_setting('server_version_num')::int,"
        " current_setting('firstbell.acts_as', true),"
        " (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())"
    )
    version, acts_as, is_sealed = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        reasons.append("PostgreSQL is older than version 15: use a later one")
    if acts_as != settings.ACTS_AS:
        reasons.append(
            "what a connection says for whom it acts is lost on the way to PostgreSQL: connect to "
            "it directly, or through a pooler in session mode that passes `options` on"
        )
    known: dict[str, Any] = settings.DATABASES["default"]
    host, options = str(known.get("HOST") or ""), known.get("OPTIONS") or {}
    if not host.startswith("/") and host not in {"", *THIS_MACHINE}:
        if not is_sealed:
            reasons.append("DATABASE_URL goes to another machine in the clear: sslmode=verify-full")
        elif options.get("sslmode") not in {"verify-full", "verify-ca"}:
            reasons.append(
                "DATABASE_URL does not look who answers on the other machine: sslmode=verify-full"
            )
    return reasons


def _losing_database() -> list[str]:
    """Return why PostgreSQL could lose or spoil what it was given. A trial may lose it."""
    if settings.IS_DEMO:
        return []
    reasons = []
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone() == ("off",):
                reasons.append(f"PostgreSQL runs with {name} off: a power cut would lose records")
        cursor.execute("SHOW data_checksums")
        if cursor.fetchone() != ("on",):
            reasons.append(
                "PostgreSQL has no checksums, so a bad disk would go unseen: stop it and run "
                "`pg_checksums --enable` once"
            )
    return reasons


def _telling_logs(cursor: CursorWrapper) -> list[str]:
    """Return why PostgreSQL's log would hold records; settings that are not there tell nothing."""
    cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET_LOG)])
    return [
        f"PostgreSQL's log would hold records: set {name} to {' or '.join(QUIET_LOG[name])}"
        for name, value in sorted(cursor.fetchall())
        if value not in QUIET_LOG[name]
    ]
