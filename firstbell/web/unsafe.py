"""What an installation may not be served with. Asked once, at the start of `firstbell serve`."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

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
    return [*_unsafe_settings(), *_unsafe_database()]


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
        # What is only tried out may be lost; what is real may not.
        for name in () if settings.IS_DEMO else ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            row = cursor.fetchone()
            if row == ("off",):
                reasons.append(f"PostgreSQL runs with {name} off: a power cut would lose records")
        reasons += _telling_logs(cursor)
    return reasons


def _telling_logs(cursor: CursorWrapper) -> list[str]:
    """Return why PostgreSQL's log would hold records; settings that are not there tell nothing."""
    cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET_LOG)])
    return [
        f"PostgreSQL's log would hold records: set {name} to {' or '.join(QUIET_LOG[name])}"
        for name, value in sorted(cursor.fetchall())
        if value not in QUIET_LOG[name]
    ]
