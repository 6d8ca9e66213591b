"""The settings, all from the environment; what is not said is set the safe way."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

DEBUG = os.environ.get("COUNTERFOIL_DEBUG", "") == "1"
BASE_URL = os.environ.get("COUNTERFOIL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///var/counterfoil.sqlite3")

SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;",
}
"""SQLite in earnest: a write waits its turn from the start, and a commit survives a power cut."""

OUR_SQLITE = "counterfoil.server.sqlite"
"""Django's back end, but that keys to tenant rows are composite, and triggers outlive a change of their table."""


POOL: dict[str, Any] = {"min_size": 1, "max_size": 20, "timeout": 30.0}
"""Connections that a server keeps open to PostgreSQL: opening one takes longer than most requests need it for.

A server sets nothing on a connection that outlasts its transaction, the second wall included, so none is cleared.
"""


def database(url: str, *, is_server: bool = False) -> dict[str, Any]:
    """Django's words for a DATABASE_URL; SQLite and PostgreSQL are supported. A server's threads share a pool."""
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    engine = settings["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        settings["ENGINE"] = OUR_SQLITE
        settings["OPTIONS"] = {**settings.get("OPTIONS", {}), **SQLITE}
        if settings["NAME"] != ":memory:":
            Path(settings["NAME"]).resolve().parent.mkdir(parents=True, exist_ok=True)
    elif engine != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL names neither SQLite nor PostgreSQL.")
    elif is_server:
        settings["OPTIONS"] = {**settings.get("OPTIONS", {}), "pool": POOL}
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def secret_key(database: dict[str, Any]) -> str:
    """The key from the environment; beside a SQLite file one is made on first use and kept, readable by its owner."""
    given = os.environ.get("COUNTERFOIL_SECRET_KEY", "")
    if given:
        return given
    if database["ENGINE"] != OUR_SQLITE:
        raise ImproperlyConfigured("Set COUNTERFOIL_SECRET_KEY to a long random text, the same for every process.")
    return _kept_key(Path(database["NAME"]).resolve().parent / "secret-key")


def _kept_key(path: Path) -> str:
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123  # O_EXCL: one of several starting processes wins
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


DATABASES = {"default": database(DATABASE_URL, is_server=os.environ.get("COUNTERFOIL_SERVES", "") == "1")}
SECRET_KEY = secret_key(DATABASES["default"])

# People

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

# Applications, in import order: each may use those before it

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *(
        f"counterfoil.server.{name}"
        for name in (
            "people",
            "audit",
            "chart",
            "vendors",
            "customers",
            "orders",
            "bills",
            "sync",
            "gateway",
            "api",
            "web",
        )
    ),
    "counterfoil.server.web.design",
]
MIDDLEWARE = [
    "counterfoil.server.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "counterfoil.server.people.middleware.organization_middleware",
    "counterfoil.server.wall.SecondWall",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "counterfoil.server.urls"
ASGI_APPLICATION = "counterfoil.server.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
POLL_SECONDS = float(os.environ.get("COUNTERFOIL_POLL_SECONDS", "15"))  # an open company file that gives no hints
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What a browser may do

_url = urlsplit(BASE_URL)
IS_HTTPS = _url.scheme == "https"
ALLOWED_HOSTS = ["*"] if DEBUG else list(dict.fromkeys([_url.hostname or "localhost", "localhost", "127.0.0.1"]))
CSRF_TRUSTED_ORIGINS = [f"{_url.scheme}://{_url.netloc}"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "counterfoil-session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "counterfoil-csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "counterfoil.server.web.errors.form_expired"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options comes from server.headers
    "security.W008",  # nothing redirects to https: agents are to be refused, not led on
    "security.W021",  # whether a domain goes on browsers' preload list is for its owner to say
]
# Whether a request came by https, and from where, is uvicorn's to say: it believes a proxy only on addresses it trusts.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # an agent's answer is at most 8 MB of qbXML, quoted as JSON
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a bill of several hundred lines is one form

# Pages

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # no collectstatic needed: the pages' few files are served from the package
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-gb"

# E-mail

EMAIL_URL = os.environ.get("EMAIL_URL", "console://")
_mail = urlsplit(EMAIL_URL)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.scheme.startswith('smtp') else 'console'}.EmailBackend"
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 587
EMAIL_HOST_USER = _mail.username or ""
EMAIL_HOST_PASSWORD = _mail.password or ""
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
DEFAULT_FROM_EMAIL = f"Counterfoil <no-reply@{_url.hostname or 'localhost'}>"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("COUNTERFOIL_LOG_LEVEL", "INFO")},
}
