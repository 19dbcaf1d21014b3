"""Every setting of the process, read from the environment and refused when it makes no sense.

One file for every installation: what differs between them is in the environment, whose variables
are declared in `environment` (see `docs/generated/settings.md`). Rules of the partnership are not
here but in `core.policy`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import pghistory
from django.core.exceptions import ImproperlyConfigured

from firstbell import environment
from firstbell.foundation import notify, webhooks
from firstbell.foundation.accounts import providers

ROOT = Path(__file__).resolve().parent.parent

ACTS_AS = environment.text("FIRSTBELL_ACTS_AS")
if ACTS_AS not in {"system", "nobody"}:
    raise ImproperlyConfigured(f"FIRSTBELL_ACTS_AS is {ACTS_AS!r}; it must be system or nobody")


def _split(url: str, name: str) -> SplitResult:
    """Return the parts of an address, or say that it is none without repeating any of it."""
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is no address; write %XX for marks such as / @ : in a password"
        ) from None
    return parts


def token_of(name: str) -> str:
    token = environment.text(name)
    if token and len(token) < 32:
        raise ImproperlyConfigured(f"{name} is too short: take 32 characters or more")
    return token


def read_database_url(url: str, name: str) -> dict[str, object]:
    parts = _split(url, name)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise ImproperlyConfigured(
            f"{name} must look like postgresql://user:password@host/database"
        )
    query = parse_qs(parts.query)
    options: dict[str, object] = {
        key: values[-1] for key, values in query.items() if key not in {"host", "port"}
    }
    # What row level security sees until a transaction says more: see `foundation.acting`.
    options["options"] = f"{options.get('options', '')} -c firstbell.acts_as={ACTS_AS}".strip()
    if environment.flag("FIRSTBELL_POOL"):
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[-1],
        "PORT": query.get("port", [str(parts.port or "")])[-1],
        "OPTIONS": options,
        # Only what serves: a request never opens a transaction as the owner of the tables.
        "ATOMIC_REQUESTS": name in {"default", "DATABASE_URL"},
    }


# The home holds the embedded database and everything else that this installation writes.
HOME = Path(environment.text("FIRSTBELL_HOME") or ROOT / ".firstbell").resolve()
APART = Path(environment.text("FIRSTBELL_APART") or HOME / "apart")
BACKUP_TO = [each.strip() for each in environment.text("FIRSTBELL_BACKUP_TO").split(",") if each]
SHEETS = Path(environment.text("FIRSTBELL_SHEETS") or HOME / "sheets")
FOLDERS = Path(environment.text("FIRSTBELL_FOLDERS") or HOME / "folders")
IS_DEMO = environment.flag("FIRSTBELL_DEMO")
BASE_URL = environment.text("FIRSTBELL_URL").rstrip("/")
SMTP_URL = environment.text("FIRSTBELL_SMTP_URL")
MAIL_FROM = environment.text("FIRSTBELL_MAIL_FROM")

ALARM_MAIL_TO = environment.listed("FIRSTBELL_ALARM_MAIL_TO")
ALARM_URL = environment.text("FIRSTBELL_ALARM_URL")
ALARM_PING_URL = environment.text("FIRSTBELL_ALARM_PING_URL")
for _name, _url in (("ALARM_URL", ALARM_URL), ("ALARM_PING_URL", ALARM_PING_URL)):
    if _url and not providers.is_safe_address(_url):
        raise ImproperlyConfigured(f"FIRSTBELL_{_name} must be an https address without a password")
ALARM_SECRET = webhooks.read_secret(environment.text("FIRSTBELL_ALARM_SECRET"))
if ALARM_URL and not ALARM_SECRET:
    raise ImproperlyConfigured("FIRSTBELL_ALARM_URL needs FIRSTBELL_ALARM_SECRET to sign with")

NOTIFY_KEY = environment.text("FIRSTBELL_NOTIFY_KEY")
NOTIFY_TEMPLATE = environment.text("FIRSTBELL_NOTIFY_TEMPLATE")
NOTIFY_CHECK_TEMPLATE = environment.text("FIRSTBELL_NOTIFY_CHECK_TEMPLATE")
NOTIFY_URL = environment.text("FIRSTBELL_NOTIFY_URL").rstrip("/")
notify.check(key=NOTIFY_KEY, templates=(NOTIFY_TEMPLATE, NOTIFY_CHECK_TEMPLATE), url=NOTIFY_URL)
WEBHOOKS_TO_PRIVATE = environment.flag("FIRSTBELL_WEBHOOKS_TO_PRIVATE")
NOTIFY_CALLBACK_TOKEN = token_of("FIRSTBELL_NOTIFY_CALLBACK_TOKEN")

OPENID_PROVIDERS = providers.read(
    environment.text("FIRSTBELL_OPENID_FILE"), environment.openid_secrets()
)
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = environment.count("FIRSTBELL_TRUSTED_PROXIES")
CLIENT_CERTIFICATE_HEADER = environment.text("FIRSTBELL_CLIENT_CERTIFICATE_HEADER")

LEASE = environment.seconds("FIRSTBELL_LEASE_SECONDS")
CERTIFICATES = environment.listed("FIRSTBELL_CERTIFICATES")
METRICS_TOKEN = token_of("FIRSTBELL_METRICS_TOKEN")

CLOCK_AT = environment.instant("FIRSTBELL_CLOCK_AT")
CLOCK_RUNS_FROM = environment.instant("FIRSTBELL_CLOCK_RUNS_FROM")

DATABASES = {
    "default": read_database_url(
        environment.text("DATABASE_URL") or "postgresql://firstbell@localhost/firstbell",
        "DATABASE_URL",
    )
}
if environment.text("DATABASE_OWNER_URL"):
    # Owns the tables and is used by `firstbell migrate` alone; pages and jobs never use it.
    DATABASES["owner"] = read_database_url(
        environment.text("DATABASE_OWNER_URL"), "DATABASE_OWNER_URL"
    )

SECRET_KEY = environment.text("FIRSTBELL_SECRET_KEY") or "only-for-commands-that-sign-nothing"
SECRET_KEY_FALLBACKS = [
    key for key in environment.text("FIRSTBELL_SECRET_KEYS_BEFORE").split(",") if key
]
DEBUG = False
ALLOWED_HOSTS = [host for host in environment.text("FIRSTBELL_HOSTS").split(",") if host] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
    urlsplit(BASE_URL).hostname or "localhost",
]
_SECURE = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "firstbell.web",
    "firstbell.foundation.accounts",
    "firstbell.foundation.audit",
    "firstbell.foundation.drafts",
    "firstbell.foundation.events",
    "firstbell.registry.agencies",
    "firstbell.registry.agreements",
    "firstbell.registry.circles",
    "firstbell.registry.cover",
    "firstbell.registry.home_education",
    "firstbell.registry.people",
    "firstbell.journey.intake",
    "firstbell.journey.linkage",
    "firstbell.journey.routing",
    "firstbell.journey.known",
    "firstbell.journey.allegations",
    "firstbell.journey.lookup",
    "firstbell.journey.delivery",
    "firstbell.journey.handover",
    "firstbell.journey.reconciliation",
    "firstbell.journey.admissions",
    "firstbell.oversight.breaches",
    "firstbell.oversight.helpline",
    "firstbell.oversight.looking",
    "firstbell.oversight.records",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "oauth2_provider",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "firstbell.web.middleware.SecurityHeaders",
    "firstbell.web.middleware.Declared",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "firstbell.web.coming_in.FromOurOwnPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "firstbell.web.middleware.NothingUnseen",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "firstbell.web.trail.Trail",
    "firstbell.web.idle.IdleTimeout",
    "firstbell.web.middleware.TwoSteps",
    "firstbell.web.middleware.ForWhom",
    "firstbell.web.drafting.Drafts",
]

ROOT_URLCONF = "firstbell.web.urls"
WSGI_APPLICATION = "firstbell.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "firstbell.web.context.every_page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Former rows are found by their own id: no index for each thing that they name.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [ROOT / "firstbell" / "web" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOT / "build" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if environment.flag("FIRSTBELL_HASHED_ASSETS")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Without hashed names: as they lie in the checkout, for tests and for trying out.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not environment.flag("FIRSTBELL_HASHED_ASSETS")
WHITENOISE_ALLOW_ALL_ORIGINS = False

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    # An address is one account's whatever its capitals: held by a constraint on its lower case.
    "auth.W004",
    # `web.middleware.SecurityHeaders` sends X-Frame-Options with every answer, assets included.
    "security.W002",
    # TLS ends at the web server in front, which alone is reached from outside and sends plain
    # HTTP on to HTTPS. Here every request would look plain, and go round for ever.
    "security.W008",
    # A council's domain is preloaded by who owns the domain, not by one of its services.
    "security.W021",
]
AUTHENTICATION_BACKENDS = ["firstbell.web.backends.OnlyWhoMayComeIn"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "firstbell.web.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "firstbell.web.forms.SignInForm",
    "reset_password": "firstbell.web.forms.ForgottenForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The cookie ends with the browser: school computers are shared.
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Firstbell"
MFA_ADAPTER = "firstbell.web.sign_in.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "firstbell.web.second_step.CodeForm",
    "reauthenticate": "firstbell.web.second_step.CodeAgainForm",
    "add_webauthn": "firstbell.web.second_step.AddPasskeyForm",
    "authenticate_webauthn": "firstbell.web.second_step.PasskeyStepForm",
    "login_webauthn": "firstbell.web.second_step.PasskeyForm",
    "reauthenticate_webauthn": "firstbell.web.second_step.PasskeyAgainForm",
}
# A code is good for its half minute and the one before and after: slow hands, wrong clocks.
MFA_TOTP_TOLERANCE = 1
# An invitation reached its address or was handed over in person: there is no second check.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers allow passkeys over plain HTTP on this machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE

CACHES = {
    "default": {
        # In the database: every process counts the same tries to sign in.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_remembered",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SESSION_ENGINE = "firstbell.foundation.accounts.sessions"
# How long a session is kept when nobody comes; how long anybody stays signed in is in `web.idle`.
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
# A browser keeps a `__Host-` cookie from every other host and path; plain HTTP allows none.
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
# No cookie of their own: what a page says next time is kept with the session.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# Named apart from Django's own EMAIL_BACKEND, which test runners replace.
MAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if SMTP_URL
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_BACKEND = MAIL_BACKEND
EMAIL_FILE_PATH = HOME / "mail"
EMAIL_TIMEOUT = 10


def read_smtp_url(url: str, name: str) -> dict[str, Any]:
    """Return how a mail server is reached, as Django's SMTP backend takes it."""
    parts = _split(url, name)
    if url and parts.scheme not in {"smtp", "smtp+starttls", "smtps"}:
        raise ImproperlyConfigured(
            f"{name} must look like smtps://user:password@host:465, smtp+starttls://… or smtp://…"
        )
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or {"smtps": 465, "smtp+starttls": 587}.get(parts.scheme, 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp+starttls",
        "timeout": EMAIL_TIMEOUT,
    }


_SMTP = read_smtp_url(SMTP_URL, "FIRSTBELL_SMTP_URL")
EMAIL_HOST, EMAIL_PORT = _SMTP["host"], _SMTP["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SMTP["username"], _SMTP["password"]
EMAIL_USE_SSL, EMAIL_USE_TLS = _SMTP["use_ssl"], _SMTP["use_tls"]
# Alarms go by a server of their own where there is one; else as all mail, also to files.
_ALARM_SMTP_URL = environment.text("FIRSTBELL_ALARM_SMTP_URL")
ALARM_SMTP = read_smtp_url(_ALARM_SMTP_URL, "FIRSTBELL_ALARM_SMTP_URL") if _ALARM_SMTP_URL else None
DEFAULT_FROM_EMAIL = MAIL_FROM

OAUTH2_PROVIDER = {
    "SCOPES": {"incidents": "Hand over incidents"},
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    # Client credentials are all there is here; RFC 9700 closes the rest, and keeps hashes alone.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
# A feed's; a page takes far less (`web.middleware`), and one page alone takes a file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["firstbell.web.uploads.OneFile"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_words": {"()": "firstbell.foundation.logs.WithoutWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_words"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A page that is not there is no news, and its address may be an invitation's.
    "loggers": {"django.request": {"level": "ERROR"}},
}
