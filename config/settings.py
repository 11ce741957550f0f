"""Diwan's settings. One file; what differs between installations comes from the environment.

README.md lists the variables. A missing or malformed one ends with a sentence that names it.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError
from marshmallow.validate import OneOf

from config.mail import mail_settings, sender

# The type arguments of ModelAdmin[Article] and the like mean nothing to Django when it runs.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]

env = Env(prefix="DIWAN_")
env.read_env(BASE_DIR / ".env", recurse=False)


def setting(kind: str, name: str, *arguments: Any, **options: Any) -> Any:
    """Read DIWAN_<name> as `kind`; a bad value raises ImproperlyConfigured with one sentence."""
    try:
        return getattr(env, kind)(name, *arguments, **options)
    except EnvError as error:
        raise ImproperlyConfigured(f"{error} (README.md, “Configure”, lists them all.)") from None


def required(kind: str, name: str, advice: str) -> Any:
    """Read a variable that has no safe default; `advice` says what to set it to."""
    value = setting(kind, name, None)
    if not value:
        raise ImproperlyConfigured(
            f"DIWAN_{name} is not set: {advice} "
            "To try Diwan on this machine alone, run `make run` or set DIWAN_MODE=local."
        )
    return value


def _hosts(names: list[str]) -> list[str]:
    """Host names as a person writes them by commas, with spaces or without."""
    return [name.strip() for name in names if name.strip()]


# Local mode is one person's own machine. Everything else is the open web: no defaults there.
LOCAL = setting("str", "MODE", "production", validate=OneOf(["local", "production"])) == "local"
DEBUG = setting("bool", "DEBUG", False)
if DEBUG and not LOCAL:
    raise ImproperlyConfigured(
        "DIWAN_DEBUG shows code and settings to every visitor: it is for DIWAN_MODE=local alone."
    )

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
if LOCAL:
    SECRET_KEY = setting("str", "SECRET_KEY", "") or "local-mode-only-and-bound-to-loopback"
    ALLOWED_HOSTS = _hosts(setting("list", "ALLOWED_HOSTS", LOOPBACK))
    if not set(ALLOWED_HOSTS) <= set(LOOPBACK):
        raise ImproperlyConfigured(
            "DIWAN_ALLOWED_HOSTS names a host of the open web, and DIWAN_MODE is local: "
            "set DIWAN_MODE=production (a file .env beside manage.py may say local)."
        )
else:
    SECRET_KEY = required("str", "SECRET_KEY", "give it 50 or more random characters.")
    ALLOWED_HOSTS = _hosts(
        required("list", "ALLOWED_HOSTS", "name the site's host names, by commas.")
    )
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "DIWAN_SECRET_KEY is too short to be a secret: give it 50 or more random characters."
        )

DATA_DIR: Path = setting("path", "DATA_DIR", BASE_DIR / "var")
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"DIWAN_DATA_DIR, {DATA_DIR}, cannot be made a folder ({error.strerror}): name another."
    ) from None

INSTALLED_APPS = [
    "config",
    # Its pages are found by config/urls.py: processes that serve none need not hold them.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "csp",
    "simple_history",
    "import_export",
    "archive",
    "search",  # before haystack: its commands take the place of Haystack's
    "haystack",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.answers.keep_answers",
    "csp.middleware.CSPMiddleware",
    "config.appearance.vary_on_appearance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # says who changes what
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.appearance.appearance",
            ],
        },
    },
]

if os.environ.get("DATABASE_URL"):
    try:
        DATABASES = {"default": Env().dj_db_url("DATABASE_URL", conn_max_age=60)}
    except (EnvError, ValueError) as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read ({error}): write it like postgres://user:password@host/name."
        ) from None
else:
    # Not as a URL: a folder's name may hold what a URL gives another meaning.
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATA_DIR / "diwan.sqlite3")}
    # A connection holds pages of the file that the next request needs again.
    DATABASES = {"default": {**sqlite, "CONN_MAX_AGE": 60}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers go on while one process writes; a second writer waits instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }

# All others count as shown: a page that was made is made anew when one of them has changed.
TABLES_THAT_NO_READER_SEES = frozenset(
    {
        "archive_errorreport",
        "archive_feed",
        "archive_upload",
        "auth_user",
        "django_admin_log",
        "django_migrations",
        "django_session",
        "search_searchalert",
        "search_pendinglesson",
        "search_pendingtheme",
        "search_pendingupdate",
    }
)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "search.engines.whoosh.Engine",
        "PATH": str(DATA_DIR / "index"),
        "SILENTLY_FAIL": False,
        "CACHE_BYTES": setting("int", "SEARCH_CACHE_MB", 64) * 2**20,
        "INCLUDE_SPELLING": True,
    }
}
HAYSTACK_SIGNAL_PROCESSOR = "search.signals.OnCommitSignalProcessor"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "ar"
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = setting("str", "TIME_ZONE", "UTC")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(
        f"DIWAN_TIME_ZONE, {TIME_ZONE}, is no time zone: write it like Asia/Beirut."
    )
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# On one's own machine files are served as they stand, so that a change shows at once.
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = LOCAL

# Nothing comes from outside the site, nothing is inline, nobody frames it.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
BEHIND_PROXY = not LOCAL and setting("bool", "BEHIND_PROXY", False)
if not LOCAL:
    SECURE_SSL_REDIRECT = setting("bool", "HTTPS", True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    SECURE_HSTS_SECONDS = 31536000 if SECURE_SSL_REDIRECT else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
    CSRF_TRUSTED_ORIGINS = [
        f"https://{'*' if host.startswith('.') else ''}{host}"
        for host in ALLOWED_HOSTS
        if host != "*"
    ]
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The address that readers know the site by: mails lead back to it, and feeds are named by it.
_host = next((host.lstrip(".") for host in ALLOWED_HOSTS if host != "*"), "")
if LOCAL:
    _usual = "http://127.0.0.1:8000"
else:
    _usual = f"{'https' if SECURE_SSL_REDIRECT else 'http'}://{_host}" if _host else ""
SITE_URL = (setting("str", "SITE_URL", "") or _usual).rstrip("/")
_SITE = r"https?://(?:[a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?"
if SITE_URL and not re.fullmatch(_SITE, SITE_URL):
    raise ImproperlyConfigured(
        f"DIWAN_SITE_URL, {SITE_URL}, is no site: write it like https://diwan.example.org."
    )

# Mail goes to a server that is named; on one's own machine into a folder; else nowhere, and then
# pages offer none.
SENDS_MAIL = bool(setting("str", "EMAIL_URL", "")) or LOCAL
if SENDS_MAIL and not SITE_URL:
    raise ImproperlyConfigured(
        "DIWAN_SITE_URL is not set: mails have to lead back to the site, "
        "write its address like https://diwan.example.org."
    )
DEFAULT_FROM_EMAIL = sender(setting("str", "EMAIL_FROM", ""), SITE_URL)
globals().update(
    mail_settings(setting("str", "EMAIL_URL", ""), DATA_DIR / "mail" if LOCAL else None)
)

# Servers of one's own network that may be fetched from, as the address of a page names them.
FETCH_PRIVATE = frozenset(name.lower() for name in _hosts(setting("list", "FETCH_PRIVATE", [])))
for server in FETCH_PRIVATE:
    if not re.fullmatch(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\]):\d{1,5}", server):
        raise ImproperlyConfigured(
            f"DIWAN_FETCH_PRIVATE, {server}, is no server: write host and port, news.intranet:8080."
        )

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": setting(
            "str", "LOG_LEVEL", "WARNING", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
        ),
    },
}
