"""The settings of the tests: the servers come out of the environment, see ``tests.services``.

Where it names none, they are for ``tests/unit``: without servers, and without the apps of other packages.
Each process (each worker of a parallel run) has its own temporary folder and its own databases.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

_folder = tempfile.TemporaryDirectory(prefix="graphgate-settings-")
FOLDER = Path(_folder.name)
remove_folder = _folder.cleanup
POSTGRESQL_URL = os.environ.get("GRAPHGATE_TEST_POSTGRESQL", "")
POSTGRESQL_OLD_URL = os.environ.get("GRAPHGATE_TEST_POSTGRESQL_OLD")
REDIS_URL = os.environ.get("GRAPHGATE_TEST_REDIS", "")
MEMCACHED_ADDRESS = os.environ.get("GRAPHGATE_TEST_MEMCACHED", "")
SERVED = all((POSTGRESQL_URL, REDIS_URL, MEMCACHED_ADDRESS))


def postgresql(url: str) -> dict[str, Any]:
    """The entry of ``DATABASES`` for a PostgreSQL URL."""
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    entry = {ours: str(given.pop(theirs, None) or "") for theirs, ours in names.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **entry,
        "OPTIONS": given,
        "TEST": {"NAME": "test_graphgate"},
    }


MEMORY = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
DATABASES: dict[str, dict[str, Any]] = {
    "default": postgresql(POSTGRESQL_URL) if SERVED else MEMORY,
    "sqlite": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "unused.sqlite3",
        "OPTIONS": {"timeout": 20, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"},
        # A file and not memory: threads of a test share it, and it behaves as in production.
        # It needs no other database, which is not made where only tests of this one are selected.
        "TEST": {"NAME": str(FOLDER / "test.sqlite3"), "DEPENDENCIES": []},
    },
}
DATABASE_ROUTERS = ["tests.support.routers.Switch"]

SECRET_KEY = "FR8tRmdxHHRem6cuzUl7hNCDvpPVJObhpKm1iLHU6cwYxVpjT4Ss22Rgj2SK"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "tests.support.urls"
# Only our own migrations are tested: making the others' tables without history takes a fifth of the time.
FOREIGN = [
    *("admin", "auth", "contenttypes", "django_tasks_database", "oauth2_provider", "sessions", "taggit"),
    "token_blacklist",
]
MIGRATION_MODULES = dict.fromkeys(FOREIGN)
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_URL = "static/"
# The app that fields of PostgreSQL want asks the server on every new connection; here round trips are counted.
SILENCED_SYSTEM_CHECKS = ["postgres.E005"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_graphgate",
    "tests.support.shop",
    "tests.support.apps.attic",
    "tests.support.apps.bazaar",
    "tests.support.apps.desk",
    "tests.support.apps.ladders",
    "tests.support.apps.expanse",
    "tests.support.apps.workshop",
    "tests.support.apps.customs",
]
if SERVED:
    INSTALLED_APPS += [
        "tests.support.apps.museum",
        "tests.support.apps.twins",
        "django_tasks_db",
        "oauth2_provider",
        "taggit",
        "rest_framework_simplejwt.token_blacklist",
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
            ],
        },
    },
]
GRAPHGATE: dict[str, Any] = {
    "MODELS": ["shop"],
    "TABLES": [
        {
            "name": "products",
            "order_by": {
                "cheap": ["price", "name desc"],
                "heavy": ["weight desc nulls last"],
                "stocked": "stock desc",
            },
        }
    ],
    "CONFIG_DIR": FOLDER / "config",
    "USAGE_INTERVAL": None,
}
