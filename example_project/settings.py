"""Settings of the flight atlas.

Read from the environment, all optional:

``DJANGO_DEBUG``          ``0`` switches debugging off; then ``DJANGO_SECRET_KEY`` is needed
``DJANGO_SECRET_KEY``     the key that signs sessions
``DJANGO_ALLOWED_HOSTS``  host names, separated by commas
``DATABASE_URL``          such as ``postgresql://user@host/atlas``; without it, an SQLite file
``ATLAS_DATABASE``        path of that SQLite file
``GRAPHGATE_PRODUCTION``  ``1`` or ``0``; without it, the opposite of ``DJANGO_DEBUG``
``TASK_QUEUE_KEY``        what cron sends in ``X-Task-Queue`` to refresh the leaderboard; needed in production
``AIRLINE_WEBHOOK_SECRET``  secret of the webhook ``schedule_changes`` (``whsec_…``); needed in production
``GRAPHGATE_CONFIG_DIR``  folder of the frozen operations; without it, ``config`` beside this file
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def _flag(name: str) -> bool | None:
    """An environment variable as a switch: ``None`` when it is not set."""
    text = os.environ.get(name, "").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    if text:
        raise ImproperlyConfigured(f"{name} is {text!r}; write 1 or 0.")
    return None


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


BASE_DIR = Path(__file__).resolve().parent
DEBUG = _flag("DJANGO_DEBUG") is not False
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Without DJANGO_DEBUG, set DJANGO_SECRET_KEY.")
    SECRET_KEY = "insecure-key-for-development-of-the-flight-atlas-only"
if DEBUG:
    # Known to everybody, so that the example runs as it is.
    os.environ.setdefault("TASK_QUEUE_KEY", "insecure-key-of-the-task-queue-for-development-only")
    os.environ.setdefault("AIRLINE_WEBHOOK_SECRET", "whsec_aW5zZWN1cmUgc2VjcmV0IG9mIHRoZSBhaXJsaW5l")
ALLOWED_HOSTS = [
    *(host for host in os.environ.get("DJANGO_ALLOWED_HOSTS", "").split(",") if host),
    "localhost",
    "127.0.0.1",
]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_graphgate",
    "example_project.atlas",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
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
ROOT_URLCONF = "example_project.urls"
WSGI_APPLICATION = "example_project.wsgi.application"

# A connection that is kept open keeps its prepared statements too.
DATABASES: dict[str, Any] = {
    "default": (
        dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)
        if os.environ.get("DATABASE_URL")
        else _sqlite(Path(os.environ.get("ATLAS_DATABASE") or BASE_DIR / ".data" / "atlas.sqlite3"))
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "atlas.Traveller"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"

_PRODUCTION = _flag("GRAPHGATE_PRODUCTION")
GRAPHGATE: dict[str, Any] = {
    "MODELS": ["atlas"],
    "PRODUCTION": _PRODUCTION,
    "CONFIG_DIR": os.environ.get("GRAPHGATE_CONFIG_DIR") or None,
    "AUTH": [{"type": "django_session"}],
    "NAMED_AUTH": {
        "from_taskqueue": {"type": "header", "name": "X-Task-Queue", "value": {"env": "TASK_QUEUE_KEY"}}
    },
    "STRICT_AUTH": True,
    # Lets a developer try a role with curl -H "X-User-ID: 3" -H "X-User-Role: editor".
    "CREDS_IN_HEADER": DEBUG and not _PRODUCTION,
}
