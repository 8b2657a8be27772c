"""The settings: one dict ``GRAPHGATE``, read here and nowhere else."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

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
    """Models the API shows: ``"app.Model"`` or ``"app"`` for all of an app.  No other model exists."""

    CONFIG_DIR: str | Path | None = None
    """Folder of ``allow.list``, ``roles.json`` and ``allow.lock``.  ``None`` means ``BASE_DIR / "config"``."""

    MATCH_BY_NAME: bool = False
    """In production, a text with a known name and another body runs the frozen body instead of being refused."""

    REQUIRE_AUTH: bool = True
    """Refuse anonymous callers of operations that are not marked ``@skipAuth``."""

    DEFAULT_LIMIT: int = 20
    """Rows per list if the role's rule gives no limit: default and cap, per parent row."""

    BLOCKLIST: Sequence[str] = ()
    """Tables (``"users"``) and columns (``"password"``, ``"users.email"``) that never exist, for any role."""

    TABLES: Sequence[Mapping[str, Any]] = ()
    """Settings of tables: ``{"name", "model", "table", "schema", "schemas", "columns", "order_by",
    "blocklist", "manager", "write", "full_clean"}``.

    ``model`` (``"shop.Product"``) gives a model another API name, ``table`` gives a table a second one
    (``{"name": "me", "table": "users"}``) with rules of its own.  ``columns`` is a list of ``{"name", "type",
    "enum", "related_to", "primary"}``, ``order_by`` maps names to orderings (``["price desc", "id"]``).  ``manager``
    names the manager whose rows there are, instead of the model's default one; ``False`` means all rows.  ``write``
    sends mutations through the model (``"orm"``) or past its code (``"sql"``); without it, its code decides."""

    CAMEL_CASE: bool = False
    """Show names in camel case (``ownerId``).  Documents may use either spelling, and get back what they wrote;
    rules and settings keep the names of the models."""

    BIGINT_AS_STRING: bool = False
    """Write numbers of 64 bits as JSON strings, for clients whose numbers have 53 bits, such as JavaScript."""

    DECIMAL_AS_STRING: bool = False
    """Write decimal numbers as JSON strings, for clients whose numbers are binary fractions."""

    ENUMS: bool = False
    """Show a choice field whose stored values all are GraphQL names as an enum of exactly those values."""

    CURSOR_ALWAYS: bool = False
    """Put ``<list>_cursor`` beside every list that is read with ``first``, ``last``, ``after`` or ``before``,
    even if it is not selected."""

    RELAY: bool = False
    """Show every list also as ``<list>_connection``, with ``edges``, ``pageInfo`` and ``totalCount``."""

    VARIABLES: Mapping[str, Any] = field(default_factory=dict)
    """Variables of documents and role filters that the project sets and no request can: ``{"name": value}``.

    A value, a list of values, or ``"sql:select account_id from users where id = $user_id"``: a subquery
    that replaces each use of the variable; ``$user_id``, ``$user_id_provider`` and
    ``$user_role`` in it are parameters.  ``allow.lock`` holds the values as they are: do not put secrets here."""

    HEADER_VARIABLES: Mapping[str, str] = field(default_factory=dict)
    """Variables that come from a header: ``{"tenant": "X-Tenant"}``; a missing or empty one is NULL.

    Anyone can send any header: a role filter may trust one only if a proxy sets it and removes what
    it received, in every spelling (servers also accept ``X_Tenant`` for it)."""

    AUTH: Sequence[Mapping[str, Any]] = ({"type": "django_session"},)
    """Authenticators of the default endpoint, tried in order: ``{"type": …, **options}``."""

    NAMED_AUTH: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Further authenticators by name, for actions, webhooks and single operations."""

    NAMESPACES: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Allow lists in addition to the default one: ``{"mobile": {"auth": "mobile_app"}, "partner": {}}``.

    With ``auth``, all callers of the namespace must be authenticated by that authenticator of ``NAMED_AUTH``;
    ``AUTH`` is not used."""

    NAMESPACE_HEADER: str | None = "X-GraphGate-Namespace"
    """Header by which a request chooses its namespace if its URL does not.  ``None``: no header does."""

    ROLES_QUERY: str | None = None
    """What decides a signed-in caller's role, for the roles that have a ``match``: SQL with ``$user_id``, such as
    ``"SELECT * FROM users WHERE id = $user_id"``, or the name of a saved operation.

    ``None``: the caller's row of the user model."""

    ROLE_WITHOUT_ROW: str = "anon"
    """The role of a signed-in caller for whom ``ROLES_QUERY`` finds no row."""

    ROLE_MUST_MATCH: bool = False
    """A role that a credential names holds only if the caller's row matches it, too."""

    STRICT_AUTH: bool = False
    """Refuse to freeze, and to start, with an operation that has neither ``@requireAuth`` nor ``@skipAuth``."""

    CREDS_IN_HEADER: bool = False
    """Development only: trust ``X-User-ID``, ``X-User-ID-Provider`` and ``X-User-Role``.

    The gate refuses to start if this is on without ``DEBUG`` or in production."""

    USER_ID_TYPE: str | None = None
    """Codec that a user id must pass.  ``None`` means the user model's key; ``"text"`` for ids from elsewhere."""

    TRUSTED_PROXIES: Sequence[str] = ()
    """Networks (``"10.0.0.0/8"``, or ``"unix"`` for a Unix socket) whose forwarding and identity headers are
    believed."""

    AUTH_FAILURE_LIMIT: int | None = 30
    """Guesses (wrong credentials that were never issued) per address in a window, before the answer is 429.
    ``None``: no limit."""

    AUTH_FAILURE_WINDOW: int = 300
    """Seconds of the window of ``AUTH_FAILURE_LIMIT``."""

    PREPARED_STATEMENTS: bool = True
    """Use server-side prepared statements.  ``False`` for connection poolers that do not support them."""

    PREPARED_MAX: int = 1_000
    """How many prepared statements one database connection keeps, if ``PREPARED_MEMORY`` has room for them."""

    PREPARED_MEMORY: int = 80
    """Megabytes that the server may use for the prepared statements of one connection.

    Estimated from the length of their texts: an upper bound for the growth of the server's process."""

    STATEMENT_CACHE: int = 10_000
    """How many statements (operation and role) a process keeps ready, if ``STATEMENT_MEMORY`` has room for them."""

    STATEMENT_MEMORY: int = 200
    """Megabytes that a process may use for statements that it keeps ready, estimated from their length."""

    WARM_UP: bool = False
    """Production: prepare all frozen statements when the gate starts (at most ``STATEMENT_CACHE``), not on demand."""

    STATEMENT_TIMEOUT: int | None = 10_000
    """Milliseconds after which a statement of the gate is stopped; the project's own statements are not.

    A shorter timeout of the server, the database or the role takes precedence.  ``None``: PostgreSQL's own
    setting, on SQLite no limit."""

    MAX_BODY_BYTES: int = 100_000
    """Largest request body."""

    MAX_URL_BYTES: int = 8_000
    """Longest query string of a GET request."""

    MAX_BATCH: int = 0
    """Maximum number of operations in a POST body that is a JSON array.  ``0`` refuses such bodies."""

    USAGE_INTERVAL: int | None = 30
    """Seconds between two writes of usage counts to the database; ``None`` counts nothing."""

    ACCESS_CHECK_INTERVAL: int | None = 300
    """Seconds after which a process checks whether the triggers that renew the rules' version exist, and whether
    anything changed without them.  ``None``: only when it reads the rules."""

    INTROSPECTION_ROLES: Sequence[str] = ("*",)
    """Roles that may introspect the schema, as far as they see it, in development; ``"*"`` means all.

    Errors suggest corrections to these roles only.

    Production never answers introspection."""

    HTTP_STATUS_PROFILE: str = "legacy"
    """HTTP statuses: ``"legacy"`` as servers and clients use them today, ``"2026"`` as the draft of GraphQL
    over HTTP defines them (422 for requests that do not validate, 294 for partial success)."""

    ASGI_THREADS: int = 8
    """Threads, and so database connections, that a process uses for requests under ASGI.

    ``0`` leaves it to Django: a thread per request, and in tests the test's own thread."""

    HEALTH_AUTH: str | None = None
    """Authenticator of ``NAMED_AUTH`` whose callers see the details of ``health``, as staff does."""

    HEALTH_ROLES: Sequence[str] = ()
    """Roles whose callers see the details of ``health``, too; never anonymous callers."""

    MAX_TOKENS: int = 5_000
    """Maximum number of tokens in a document."""

    MAX_DEPTH: int = 12
    """Deepest nesting of selections in a document."""

    MAX_FIELDS: int = 1_000
    """Maximum number of fields in a document with its fragments inlined."""

    MAX_ALIASES: int = 100
    """Maximum number of aliases in a document."""

    MAX_DIRECTIVES: int = 100
    """Maximum number of directives in a document."""

    MAX_ROOT_FIELDS: int = 20
    """Maximum number of root fields of an operation."""

    MAX_ROWS: int = 1_000_000
    """Maximum number of rows of an answer along a path of nested lists: the product of their limits."""

    MAX_LIST: int = 5_000
    """Maximum number of items of a list in a variable."""

    MAX_AFFECTED: int = 10_000
    """Maximum number of rows that a mutation may write; beyond it nothing is written.  A rule's ``max_affected`` and
    the directive ``@maxAffected`` can only set less."""

    MAX_PATTERN: int = 200
    """Maximum number of characters of a pattern or a text to search for, in a variable or a header."""

    MAX_FILTER_TERMS: int = 200
    """Maximum number of comparisons in the filters of a document."""

    SET_SESSION_VARIABLES: bool | Mapping[str, str] = False
    """PostgreSQL: settings of the transaction that triggers and row-level security read with ``current_setting``.

    ``{"app.user": "$user_id", "app.role": "$user_role", "app.tenant": "$tenant"}``: facts about the caller, and claims
    by their variables.  ``True`` means ``graphgate.user_id`` and ``graphgate.role``."""

    DRY_RUN_ROLES: Sequence[str] = ()
    """Roles that may ask for dry runs of mutations and actions: everything runs, and nothing stays."""

    IDEMPOTENCY_SECONDS: int = 86_400
    """Seconds for which the answer to a mutation or an action with an ``Idempotency-Key`` is kept."""

    LOG_REQUESTS: Mapping[str, Any] | None = field(default_factory=dict)
    """What the line of each request in the log ``django_graphgate.requests`` has beside the usual facts:
    ``{"data", "operationName", "requestId", "query", "variables", "tracing", "userAgent", "excludeOperations"}``.
    ``None`` writes no lines."""

    LOG_REDACT: Sequence[str] = ()
    """Names of variables, columns and headers whose values the log never has, besides those that look secret:
    ``"email"`` at any depth, ``"card.number"`` below ``card``."""

    AUDIT_INTERVAL: int | None = 1_000
    """Milliseconds between two writes of audit events: what a crash can lose.  Changes of access are written in their
    own transaction, and never lost.  ``None`` keeps these alone."""

    AUDIT_MAX_PENDING: int = 10_000
    """Audit events that wait to be written at most, while the database is away; further ones are counted
    and dropped."""

    AUDIT_KEYS: Sequence[str] = ()
    """Secrets that chain audit events, the current one first.  Empty: ``SECRET_KEY`` and its fallbacks."""

    ANOMALIES: Mapping[str, Any] | None = field(default_factory=dict)
    """Thresholds of anomaly signals that differ from the defaults; ``None`` looks for none."""

    METRICS: bool = False
    """Count for Prometheus; the extra ``metrics`` is needed."""

    METRICS_AUTH: str | None = None
    """Authenticator of ``NAMED_AUTH`` whose callers may read ``metrics``; without one the URL is closed."""

    OPENTELEMETRY: bool | Literal["document"] = False
    """Spans and metrics for OpenTelemetry, with ``"document"`` also the documents that callers send; the extra
    ``otel`` is needed."""

    SQL_COMMENTS: bool | Literal["operation"] = True
    """Have each statement name its operation and role, ``SELECT /* graphgate:Operation,role */ …``, for
    ``pg_stat_activity`` and ``pg_stat_statements``; with ``"operation"`` only the operation."""

    RATE_LIMITS: Sequence[Mapping[str, Any]] = ()
    """How often callers may run operations: a list of ``{"rate": "100/m", "by", "roles", "operations", "burst",
    "unit", "enforce"}``."""

    RATE_LIMIT_CACHE: str = "default"
    """The entry of ``CACHES`` that keeps the state of rate limits; it must be shared by all processes."""

    RATE_LIMIT_WITHOUT_CACHE: str = "open"
    """While that cache is down, requests pass (``"open"``) or are refused with 503 (``"closed"``)."""

    ACTION_TIMEOUT: int = 30_000
    """Milliseconds for one run of an action or of a webhook's handler, unless its definition says otherwise."""

    ACTION_RUN_SECONDS: int = 2_592_000
    """Seconds for which runs of actions are kept."""

    ACTION_RESULT_SECONDS: int = 86_400
    """Seconds for which the result of a run in the background can be read at its status URL."""

    WEBHOOK_MAX_BODY_BYTES: int = 1_000_000
    """Largest body of a delivery, unless the endpoint says otherwise."""

    WEBHOOK_ATTEMPTS: int = 8
    """How often a delivery whose handler fails is tried before it counts as dead."""

    WEBHOOK_DELIVERY_SECONDS: int = 2_592_000
    """Seconds for which deliveries are kept after their end. Within them, none of them runs a second time."""

    def production(self) -> bool:
        """The mode in force."""
        return (not django_settings.DEBUG) if self.PRODUCTION is None else self.PRODUCTION

    def may_introspect(self, role: str) -> bool:
        """Whether the role may learn the schema in development, by asking or from what errors suggest."""
        return role in self.INTROSPECTION_ROLES or "*" in self.INTROSPECTION_ROLES

    def namespace_auth(self, namespace: str) -> str | None:
        """The authenticator that a namespace requires, if any; raises ``BadRequest`` for an unknown namespace."""
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
    """Unknown entries of ``GRAPHGATE``, each with the nearest known name."""
    unknown = sorted({str(name) for name in given} - NAMES)
    return {name: next(iter(difflib.get_close_matches(name, NAMES, 1)), None) for name in unknown}


def given_settings() -> Mapping[str, Any]:
    """``GRAPHGATE`` as the project wrote it; raises ``ConfigurationError`` if it is not a dictionary."""
    given = getattr(django_settings, "GRAPHGATE", {})
    if not isinstance(given, Mapping):
        raise ConfigurationError("GRAPHGATE is not a dictionary.", hint='Such as {"MODELS": ["shop"]}.')
    return given


@functools.cache
def get_settings() -> Settings:
    """The settings in force; raises ``ConfigurationError`` for an unknown entry or an invalid value."""
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
