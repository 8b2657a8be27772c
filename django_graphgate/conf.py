"""The settings: one dict ``GRAPHGATE``, read here and nowhere else."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed

from django_graphgate.errors import BadRequest, ConfigurationError
from django_graphgate.setting_values import setting_problems


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

    TABLES: Sequence[Mapping[str, Any]] = ()
    """Settings of tables: ``{"name", "model", "table", "schema", "schemas", "columns", "order_by",
    "blocklist", "manager"}``.

    ``model`` (``"shop.Product"``) gives a model another API name, ``table`` gives a table a second one
    (``{"name": "me", "table": "users"}``) with rules of its own.  ``columns`` is a list of ``{"name", "type",
    "enum", "related_to", "primary"}``, ``order_by`` maps names to orderings (``["price desc", "id"]``).  ``manager``
    names the manager whose rows there are, instead of the model's default one; ``False`` means all rows."""

    CAMEL_CASE: bool = False
    """Show names in camel case (``ownerId``).  Documents may use either spelling, and get back what they wrote;
    rules and settings keep the names of the models."""

    BIGINT_AS_STRING: bool = False
    """Write numbers of 64 bits as JSON strings, for clients whose numbers have 53 bits, JavaScript above all."""

    DECIMAL_AS_STRING: bool = False
    """Write decimal numbers as JSON strings, for clients whose numbers are binary fractions."""

    ENUMS: bool = False
    """Show a choice field whose stored values all are GraphQL names as an enum of exactly those values."""

    CURSOR_ALWAYS: bool = False
    """Put ``<list>_cursor`` beside every list that is read with ``first``, ``last``, ``after`` or ``before``,
    also where nobody selected it."""

    RELAY: bool = False
    """Show every list also as ``<list>_connection``, with ``edges``, ``pageInfo`` and ``totalCount``."""

    VARIABLES: Mapping[str, Any] = field(default_factory=dict)
    """Variables of documents and role filters that the project gives and no request can: ``{"name": value}``.

    A value, a list of values, or ``"sql:select account_id from users where id = $user_id"``: a subquery
    that stands where the variable stands, once per use; ``$user_id``, ``$user_id_provider`` and
    ``$user_role`` in it are parameters.  Values stand in ``allow.lock`` as they are: no place for secrets."""

    HEADER_VARIABLES: Mapping[str, str] = field(default_factory=dict)
    """Variables that a header gives: ``{"tenant": "X-Tenant"}``; a missing or empty one is NULL.

    Anybody can send any header: a role filter may trust one only where a proxy sets it and removes what
    it received, in every spelling (servers take ``X_Tenant`` for it, too)."""

    AUTH: Sequence[Mapping[str, Any]] = ({"type": "django_session"},)
    """Authenticators of the default endpoint, tried in order: ``{"type": …, **options}``."""

    NAMED_AUTH: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Further authenticators by name, for actions, webhooks and single operations."""

    NAMESPACES: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Allow lists beside the default one: ``{"mobile": {"auth": "mobile_app"}, "partner": {}}``.

    With ``auth``, all callers of the namespace have to be known by that authenticator of ``NAMED_AUTH``;
    ``AUTH`` is not asked."""

    NAMESPACE_HEADER: str | None = "X-GraphGate-Namespace"
    """Header by which a request chooses its namespace, where its URL does not.  ``None``: none does."""

    CREDS_IN_HEADER: bool = False
    """Development only: trust ``X-User-ID``, ``X-User-ID-Provider`` and ``X-User-Role``.

    The gate refuses to load when this is on without ``DEBUG`` or in production."""

    USER_ID_TYPE: str | None = None
    """Codec that a user id must pass.  ``None`` means the user model's key; ``"text"`` for ids from elsewhere."""

    TRUSTED_PROXIES: Sequence[str] = ()
    """Networks (``"10.0.0.0/8"``, or ``"unix"`` for a Unix socket) whose forwarding and identity headers are
    believed."""

    AUTH_FAILURE_LIMIT: int | None = 30
    """Guesses (wrong credentials that nobody was given) per address in a window, before the answer is 429.
    ``None``: no limit."""

    AUTH_FAILURE_WINDOW: int = 300
    """Seconds of the window of ``AUTH_FAILURE_LIMIT``."""

    PREPARED_STATEMENTS: bool = True
    """Use server-side prepared statements.  ``False`` for connection poolers that do not pass them on."""

    PREPARED_MAX: int = 1_000
    """How many prepared statements one database connection keeps, if ``PREPARED_MEMORY`` has room for them."""

    PREPARED_MEMORY: int = 80
    """Megabytes that the server may take for the prepared statements of one connection.

    Reckoned by the length of their texts, not asked; it is about the most that the server's process grows."""

    STATEMENT_CACHE: int = 10_000
    """How many statements (operation and role) a process keeps ready, if ``STATEMENT_MEMORY`` has room for them."""

    STATEMENT_MEMORY: int = 200
    """Megabytes that a process may take for statements that it keeps ready, reckoned by their length."""

    WARM_UP: bool = False
    """Production: make all frozen statements ready when the gate loads (at most ``STATEMENT_CACHE``), not on demand."""

    STATEMENT_TIMEOUT: int | None = 10_000
    """Milliseconds after which a statement of the gate is stopped; the project's own statements are not.

    A shorter one of the server, the database or the role holds.  ``None``: PostgreSQL's own setting, on SQLite
    no limit."""

    MAX_BODY_BYTES: int = 100_000
    """Largest request body."""

    MAX_URL_BYTES: int = 8_000
    """Longest query string of a GET request."""

    MAX_BATCH: int = 0
    """Most operations in one POST body that is a JSON array.  ``0`` refuses such bodies."""

    USAGE_INTERVAL: int | None = 30
    """Seconds between two writings of usage counts to the database; ``None`` counts nothing."""

    ACCESS_CHECK_INTERVAL: int | None = 300
    """Seconds after which a process looks whether the triggers that renew the rules' version are there, and whether
    anything changed without them.  ``None``: only when it reads the rules."""

    INTROSPECTION_ROLES: Sequence[str] = ("*",)
    """Roles that may ask for the schema, as far as they see it, in development; ``"*"`` means all.

    Only to these do errors suggest what would be right.

    Production never answers introspection."""

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

    MAX_ROWS: int = 1_000_000
    """Most rows of an answer along one path of lists inside of lists: the product of their limits."""

    MAX_LIST: int = 5_000
    """Most items of a list that a variable holds."""

    MAX_PATTERN: int = 200
    """Most characters of a pattern, or of a text to look for inside of texts, that a variable or a header holds."""

    MAX_FILTER_TERMS: int = 200
    """Most comparisons in the filters of a document."""

    def production(self) -> bool:
        """The mode in force."""
        return (not django_settings.DEBUG) if self.PRODUCTION is None else self.PRODUCTION

    def may_introspect(self, role: str) -> bool:
        """Whether the role may learn the schema in development, by asking or from what errors suggest."""
        return role in self.INTROSPECTION_ROLES or "*" in self.INTROSPECTION_ROLES

    def namespace_auth(self, namespace: str) -> str | None:
        """The authenticator that has to know the callers of a namespace; raises ``BadRequest`` for an unknown one."""
        if not namespace:
            return None
        if namespace not in self.NAMESPACES:
            raise BadRequest("There is no such namespace.", detail=f"NAMESPACES has no {namespace[:100]!a}")
        return self.NAMESPACES[namespace].get("auth")

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


def secret_keys() -> list[str]:
    """Django's ``SECRET_KEY``, then its fallbacks."""
    return [str(key) for key in (django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS)]


NAMES = frozenset(f.name for f in fields(Settings))


def unknown_names(given: Mapping[str, Any]) -> dict[str, str | None]:
    """Entries of ``GRAPHGATE`` that do not exist, each with the nearest name that does."""
    unknown = sorted({str(name) for name in given} - NAMES)
    return {name: next(iter(difflib.get_close_matches(name, NAMES, 1)), None) for name in unknown}


def given_settings() -> Mapping[str, Any]:
    """``GRAPHGATE`` as the project wrote it; raises ``ConfigurationError`` when it is no dictionary."""
    given = getattr(django_settings, "GRAPHGATE", {})
    if not isinstance(given, Mapping):
        raise ConfigurationError("GRAPHGATE is not a dictionary.", hint='Such as {"MODELS": ["shop"]}.')
    return given


@functools.cache
def get_settings() -> Settings:
    """The settings in force; raises ``ConfigurationError`` for an entry or a value that cannot be."""
    given = given_settings()
    for name, nearest in unknown_names(given).items():
        raise ConfigurationError(
            f"GRAPHGATE has no entry {name!r}.", hint=f"Did you mean {nearest!r}?" if nearest else ""
        )
    for problem in setting_problems(given):
        raise ConfigurationError(problem.message, hint=problem.hint)
    return Settings(**given)


def on_change(forget: Callable[[], object], *names: str) -> None:
    """Have ``forget`` called when a test overrides one of these Django settings; without names, any of them."""

    def receive(*, setting: str, **_: Any) -> None:
        if not names or setting in names:
            forget()

    setting_changed.connect(receive, weak=False)


on_change(get_settings.cache_clear, "GRAPHGATE", "DEBUG")
