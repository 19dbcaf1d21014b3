"""What is read from the environment: every variable, its meaning, and how its value is read.

Nothing else of the product reads the environment but `settings`, through here, and `firstbell
link`, which needs no settings; a value that makes no sense is refused by the name of its variable.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One variable of the environment: what it means, and what is taken where it is not set."""

    meaning: str
    default: str = ""
    is_ours: bool = False
    """The product's own word to the processes that it starts; nobody else sets it."""
    is_secret: bool = False
    """May stand in a file instead, which the same name with `_FILE` at its end names."""


ENVIRONMENT = {
    "FIRSTBELL_HOME": Variable(
        meaning="The folder of this installation: the embedded database and every file that the "
        "product writes. Not set: `.firstbell` in the checkout.",
    ),
    "FIRSTBELL_APART": Variable(
        meaning="The folder in which stands, apart from the database, what a restored backup must "
        "know: ids of messages that went, ids of what was erased. Not set: `apart` in the home.",
    ),
    "FIRSTBELL_BACKUP_TO": Variable(
        meaning="The age recipients that a backup is encrypted to, with commas between them. "
        "`firstbell backup-key` makes one.",
    ),
    "FIRSTBELL_SHEETS": Variable(
        meaning="The folder into which each hub's sealed morning sheet is put: on a disk that "
        "does not share the fate of the database, and that the hub reaches without it. Not set: "
        "`sheets` in the home.",
    ),
    "FIRSTBELL_FOLDERS": Variable(
        meaning="The folder in which each force's watched folder lies, by the force's code: where "
        "its account for SFTP, or the gateway for secure mail, can write. Not set: `folders` in "
        "the home.",
    ),
    "FIRSTBELL_URL": Variable(
        meaning="The one address that messages name, as people reach the pages.",
        default="http://localhost:8000",
    ),
    "FIRSTBELL_HOSTS": Variable(
        meaning="Host names that the pages answer to, with commas between them. Not set: this "
        "machine's and that of `FIRSTBELL_URL`.",
    ),
    "FIRSTBELL_SMTP_URL": Variable(
        meaning="The mail server: `smtps://user:password@host:465`, `smtp+starttls://…` or "
        "`smtp://…`. Not set: mail is kept as files in the home, for trying out.",
        is_secret=True,
    ),
    "FIRSTBELL_MAIL_FROM": Variable(
        meaning="The sender of every message.", default="Firstbell <no-reply@firstbell.example>"
    ),
    "FIRSTBELL_NOTIFY_KEY": Variable(
        meaning="The API key of the partnership's service at GOV.UK Notify, for text messages. "
        "Not set: no text is sent.",
        is_secret=True,
    ),
    "FIRSTBELL_NOTIFY_TEMPLATE": Variable(
        meaning="The id of the template at GOV.UK Notify that says that something waits; its one "
        "gap is `((address))`.",
        is_secret=True,
    ),
    "FIRSTBELL_NOTIFY_CHECK_TEMPLATE": Variable(
        meaning="The id of the template that says that this number is right and nothing waits; "
        "its one gap is `((address))`.",
        is_secret=True,
    ),
    "FIRSTBELL_NOTIFY_CALLBACK_TOKEN": Variable(
        meaning="The bearer token with which GOV.UK Notify says what became of a text, at "
        "`/api/v1/texts/receipts`, of 32 characters or more. Not set: there is no such address, "
        "and GOV.UK Notify is asked instead.",
        is_secret=True,
    ),
    "FIRSTBELL_NOTIFY_URL": Variable(
        meaning="Where GOV.UK Notify is. Another address is for trying out: see "
        "`firstbell texts stand-in`.",
        default="https://api.notifications.service.gov.uk",
    ),
    "FIRSTBELL_WEBHOOKS_TO_PRIVATE": Variable(
        meaning="1 for trying out: schools' recording systems may be inside this network and "
        "without https. Never where real records are.",
        default="0",
    ),
    "FIRSTBELL_ALARM_MAIL_TO": Variable(
        meaning="Whom `firstbell watch` tells of alarms by e-mail: addresses with commas between "
        "them. Not set: nobody is told by e-mail.",
    ),
    "FIRSTBELL_ALARM_SMTP_URL": Variable(
        meaning="The mail server for alarms, as `FIRSTBELL_SMTP_URL` is written; better another "
        "one than that, which may be what has failed. Not set: the same.",
        is_secret=True,
    ),
    "FIRSTBELL_ALARM_URL": Variable(
        meaning="Where `firstbell watch` posts alarms as JSON, signed as Standard Webhooks say. "
        "Not set: nowhere.",
        is_secret=True,
    ),
    "FIRSTBELL_ALARM_SECRET": Variable(
        meaning="With what those posts are signed: `whsec_` and 24 to 64 bytes in base64.",
        is_secret=True,
    ),
    "FIRSTBELL_ALARM_PING_URL": Variable(
        meaning="An address that `firstbell watch` asks for after each watch in which everything "
        "was looked at and said, so that whoever listens there notices when it does not run. "
        "Not set: none.",
        is_secret=True,
    ),
    "FIRSTBELL_CERTIFICATES": Variable(
        meaning="Files of certificates (PEM) that must not lapse, with commas between them: that "
        "of the pages, that of the mail server. Not set: none is looked at.",
    ),
    "FIRSTBELL_METRICS_TOKEN": Variable(
        meaning="The token for which `/metrics` answers, of 32 characters or more. Not set: there "
        "is no such page.",
        is_secret=True,
    ),
    "FIRSTBELL_SECRET_KEY": Variable(
        meaning="What sessions are signed with. Not set: one of its own, kept in the home.",
        is_secret=True,
    ),
    "FIRSTBELL_SECRET_KEYS_BEFORE": Variable(
        meaning="Secret keys that were used before, with commas between them: what was sealed "
        "under them, such as second steps, can still be read.",
        is_secret=True,
    ),
    "FIRSTBELL_OPENID_FILE": Variable(
        meaning="The file that names the OpenID providers at which people may sign in. Not set: "
        "none. Secrets that it speaks of may stand in variables whose names begin with "
        "`FIRSTBELL_OPENID_SECRET_`. See `docs/how-to/sign-in-with-your-organisations-account.md`.",
    ),
    "FIRSTBELL_TRUSTED_PROXIES": Variable(
        meaning="How many proxies of your own stand before the pages: so many addresses at the "
        "end of X-Forwarded-For are believed.",
        default="0",
    ),
    "FIRSTBELL_CLIENT_CERTIFICATE_HEADER": Variable(
        meaning="The header in which your proxy passes on the certificate of a machine: its "
        "SHA-256 fingerprint, or the certificate itself as URL-encoded PEM. Believed only behind "
        "a trusted proxy, which must remove it from what comes from outside.",
    ),
    "FIRSTBELL_LEASE_SECONDS": Variable(
        meaning="How long a worker may hold a row of the ledger before another takes it: longer "
        "than any one step, the mail server's answer included.",
        default="30",
    ),
    "DATABASE_URL": Variable(
        meaning="A PostgreSQL of your own, as the serving role. Not set: the embedded one.",
        is_secret=True,
    ),
    "DATABASE_OWNER_URL": Variable(
        meaning="The same database as the owner of its tables; `firstbell migrate` alone uses it.",
        is_secret=True,
    ),
    "PORT": Variable(
        meaning="The port of the pages. Not set: the next free one from 8000.",
    ),
    "FIRSTBELL_DEMO": Variable(
        meaning="1 in an invented borough: one-time codes may be printed.",
        default="0",
        is_ours=True,
    ),
    "FIRSTBELL_CLOCK_AT": Variable(
        meaning="The instant of `--at`, which the rules see instead of now.", is_ours=True
    ),
    "FIRSTBELL_CLOCK_RUNS_FROM": Variable(
        meaning="The real instant from which a clock that was set runs on.", is_ours=True
    ),
    "FIRSTBELL_ACTS_AS": Variable(
        meaning="What a process acts as where no request says for whom: `system` for commands and "
        "workers, `nobody` for pages.",
        default="system",
        is_ours=True,
    ),
    "FIRSTBELL_POOL": Variable(
        meaning="1 where one process keeps several connections, as that of the pages does.",
        default="0",
        is_ours=True,
    ),
    "FIRSTBELL_HASHED_ASSETS": Variable(
        meaning="1 where style and script are served under names that change with them.",
        default="0",
        is_ours=True,
    ),
}
"""Every variable that the product reads. One that is not here cannot be read."""


def text(name: str) -> str:
    """Return what a variable says, or its default; a secret may stand in a file."""
    variable = ENVIRONMENT[name]
    if variable.is_secret and os.environ.get(f"{name}_FILE"):
        return _kept_in_a_file(name)
    return os.environ.get(name, variable.default)


def _kept_in_a_file(name: str) -> str:
    """Return a secret from its file. What the file holds is in no error and in no log."""
    if os.environ.get(name):
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; keep one of them")
    try:
        kept = Path(os.environ[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        kept = ""
    if not kept:
        raise ImproperlyConfigured(f"{name}_FILE names no file that can be read and holds a line")
    return kept


OPENID_SECRETS = "FIRSTBELL_OPENID_SECRET_"
"""With what the names of variables begin in which secrets of identity providers may stand."""


def openid_secrets() -> dict[str, str]:
    """Return the variables with secrets of identity providers, which the providers' file names."""
    return {name: value for name, value in os.environ.items() if name.startswith(OPENID_SECRETS)}


def flag(name: str) -> bool:
    """Return whether a variable is 1.

    :raises django.core.exceptions.ImproperlyConfigured: if it says anything else.
    """
    value = text(name)
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be 0 or 1")
    return value == "1"


def listed(name: str) -> list[str]:
    """Return what a variable names, with commas between, without blanks."""
    return [each.strip() for each in text(name).split(",") if each.strip()]


def instant(name: str) -> datetime | None:
    """Return the instant that a variable names, if any.

    :raises django.core.exceptions.ImproperlyConfigured: if it says anything else.
    """
    value = text(name)
    if not value:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write an ISO 8601 instant") from error
    if at.tzinfo is None:
        raise ImproperlyConfigured(f"{name} is {value!r}; it needs an offset, such as +00:00")
    return at.astimezone(UTC)


def seconds(name: str) -> timedelta:
    """Return the length that a variable gives in whole seconds.

    :raises django.core.exceptions.ImproperlyConfigured: if it says anything else.
    """
    value = text(name)
    if not (value.isascii() and value.isdecimal() and 1 <= len(value) <= 4 and int(value)):
        raise ImproperlyConfigured(f"{name} is {value!r}; write whole seconds from 1 to 9999")
    return timedelta(seconds=int(value))


def count(name: str) -> int:
    """Return the small number that a variable gives.

    :raises django.core.exceptions.ImproperlyConfigured: if it says anything else.
    """
    value = text(name)
    if not (value.isascii() and value.isdecimal() and len(value) == 1):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from 0 to 9")
    return int(value)
