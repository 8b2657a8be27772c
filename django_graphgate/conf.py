"""The settings: one dict ``GRAPHGATE``, read here and nowhere else."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed

from django_graphgate.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every entry of ``GRAPHGATE`` with its safe default."""

    PRODUCTION: bool | None = None
    """Run only frozen operations.  ``None`` means ``not DEBUG``."""

    MODELS: Sequence[str] = ()
    """Models the API shows: ``"app.Model"`` or ``"app"`` for all of an app.  Nobody listed does not exist."""

    CONFIG_DIR: str | Path | None = None
    """Folder of ``allow.list``, ``roles.json`` and ``allow.lock``.  ``None`` means ``BASE_DIR / "config"``."""

    MATCH_BY_NAME: bool = False
    """In production, a text with a known name and another body runs the frozen body instead of being refused."""

    REQUIRE_AUTH: bool = True
    """Refuse anonymous callers of operations that no person marked ``@skipAuth``."""

    DEFAULT_LIMIT: int = 20
    """Rows per list where the role's rule gives no limit: default and cap, per parent row."""

    BLOCKLIST: Sequence[str] = ()
    """Tables (``"users"``) and columns (``"password"``, ``"users.email"``) that never exist, for any role."""

    AUTH: Sequence[Mapping[str, Any]] = ({"type": "django_session"},)
    """Authenticators of the default endpoint, tried in order: ``{"type": …, **options}``."""

    NAMED_AUTH: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Further authenticators by name, for actions, webhooks and single operations."""

    CREDS_IN_HEADER: bool = False
    """Development only: trust ``X-User-ID``, ``X-User-ID-Provider`` and ``X-User-Role``.

    The gate refuses to load when this is on without ``DEBUG`` or in production."""

    USER_ID_TYPE: str | None = None
    """Codec that a user id must pass.  ``None`` means the user model's key; ``"text"`` for ids from elsewhere."""

    TRUSTED_PROXIES: Sequence[str] = ()
    """Networks (``"10.0.0.0/8"``) whose forwarding and identity headers are believed."""

    AUTH_FAILURE_LIMIT: int | None = 30
    """Wrong credentials per address and per user in a window, before the answer is 429.  ``None``: no limit."""

    AUTH_FAILURE_WINDOW: int = 300
    """Seconds of the window of ``AUTH_FAILURE_LIMIT``."""

    PREPARED_STATEMENTS: bool = True
    """Use server-side prepared statements.  ``False`` for connection poolers that cannot keep them."""

    PREPARED_MAX: int = 200
    """How many prepared statements one database connection keeps."""

    STATEMENT_CACHE: int = 5_000
    """How many statements (operation × role) a process keeps ready."""

    STATEMENT_TIMEOUT: int | None = None
    """Milliseconds after which PostgreSQL stops a statement.  ``None`` leaves the connection's own setting."""

    MAX_BODY_BYTES: int = 100_000
    """Largest request body."""

    MAX_URL_BYTES: int = 8_000
    """Longest query string of a GET request."""

    MAX_BATCH: int = 0
    """Most operations in one POST body that is a JSON array.  ``0`` refuses such bodies."""

    HTTP_STATUS_PROFILE: str = "legacy"
    """HTTP statuses: ``"legacy"`` as servers and clients have them today, ``"2026"`` as the draft of GraphQL
    over HTTP has them (422 for what does not validate, 294 for partial success)."""

    ASGI_THREADS: int = 8
    """Threads, and so database connections, that a process under ASGI answers requests with.

    ``0`` leaves it to Django: a thread per request, and in tests the test's own thread."""

    HEALTH_AUTH: str | None = None
    """Authenticator of ``NAMED_AUTH`` whose callers see the details of ``health``, besides staff."""

    MAX_TOKENS: int = 5_000
    """Most tokens in a document."""

    MAX_DEPTH: int = 12
    """Deepest nesting of selections in a document."""

    MAX_FIELDS: int = 1_000
    """Most fields in a document once its fragments are inlined."""

    MAX_ALIASES: int = 100
    """Most aliases in a document."""

    MAX_DIRECTIVES: int = 100
    """Most directives in a document."""

    MAX_ROOT_FIELDS: int = 20
    """Most root fields of an operation."""

    MAX_FILTER_TERMS: int = 200
    """Most comparisons in the filters of a document."""

    def production(self) -> bool:
        """The mode in force."""
        return (not django_settings.DEBUG) if self.PRODUCTION is None else self.PRODUCTION

    def config_dir(self) -> Path:
        """The folder that ships with a release."""
        if self.CONFIG_DIR is not None:
            return Path(self.CONFIG_DIR)
        base = getattr(django_settings, "BASE_DIR", None)
        if base is None:
            raise ConfigurationError(
                "GRAPHGATE['CONFIG_DIR'] is not set and the settings have no BASE_DIR.",
                hint="Set GRAPHGATE['CONFIG_DIR'] to the folder that holds allow.list.",
            )
        return Path(base) / "config"


NAMES = frozenset(f.name for f in fields(Settings))


def unknown_names(given: Mapping[str, Any]) -> dict[str, str | None]:
    """Entries of ``GRAPHGATE`` that do not exist, each with the nearest name that does."""
    unknown = sorted(set(given) - NAMES)
    return {name: next(iter(difflib.get_close_matches(name, NAMES, 1)), None) for name in unknown}


@functools.cache
def get_settings() -> Settings:
    """The settings in force; raises ``ConfigurationError`` for a name that does not exist."""
    given = getattr(django_settings, "GRAPHGATE", {})
    for name, nearest in unknown_names(given).items():
        raise ConfigurationError(
            f"GRAPHGATE has no entry {name!r}.", hint=f"Did you mean {nearest!r}?" if nearest else ""
        )
    return Settings(**given)


def _forget(*, setting: str, **_: Any) -> None:
    if setting in {"GRAPHGATE", "DEBUG"}:
        get_settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid="django_graphgate.conf")
