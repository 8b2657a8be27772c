"""System checks: what is wrong with a project's configuration, reported before a request meets it.

They explain; the gate itself enforces.  What is an error here makes the gate refuse to load.  What needs
a database (``manage.py check --database default``) is a warning, because ``migrate`` runs these checks
too and is often the cure; the gate refuses to answer under what they find all the same.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings as django_settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, Warning  # noqa: A004  Django's own names

from django_graphgate import action_checks, column_checks, deploy_checks, role_checks, write_checks
from django_graphgate.conf import NAMES, get_settings, given_settings, unknown_names
from django_graphgate.errors import ConfigurationError, Unsupported
from django_graphgate.findings import system_checks
from django_graphgate.setting_values import setting_problems

Check = Callable[..., list[CheckMessage]]

ENTRY_IDS = {
    "PRODUCTION": "graphgate.E101",
    "MODELS": "graphgate.E102",
    "CONFIG_DIR": "graphgate.E103",
    "MATCH_BY_NAME": "graphgate.E104",
    "REQUIRE_AUTH": "graphgate.E105",
    "DEFAULT_LIMIT": "graphgate.E106",
    "BLOCKLIST": "graphgate.E107",
    "AUTH": "graphgate.E108",
    "NAMED_AUTH": "graphgate.E109",
    "NAMESPACES": "graphgate.E137",
    "NAMESPACE_HEADER": "graphgate.E138",
    "ROLES_QUERY": "graphgate.E171",
    "ROLE_WITHOUT_ROW": "graphgate.E172",
    "ROLE_MUST_MATCH": "graphgate.E173",
    "STRICT_AUTH": "graphgate.E174",
    "CREDS_IN_HEADER": "graphgate.E110",
    "USER_ID_TYPE": "graphgate.E111",
    "TRUSTED_PROXIES": "graphgate.E112",
    "AUTH_FAILURE_LIMIT": "graphgate.E113",
    "AUTH_FAILURE_WINDOW": "graphgate.E114",
    "PREPARED_STATEMENTS": "graphgate.E115",
    "PREPARED_MAX": "graphgate.E116",
    "PREPARED_MEMORY": "graphgate.E141",
    "STATEMENT_CACHE": "graphgate.E117",
    "STATEMENT_MEMORY": "graphgate.E145",
    "STATEMENT_TIMEOUT": "graphgate.E118",
    "MAX_BODY_BYTES": "graphgate.E119",
    "MAX_URL_BYTES": "graphgate.E120",
    "MAX_BATCH": "graphgate.E121",
    "HTTP_STATUS_PROFILE": "graphgate.E122",
    "ASGI_THREADS": "graphgate.E123",
    "HEALTH_AUTH": "graphgate.E124",
    "HEALTH_ROLES": "graphgate.E175",
    "MAX_TOKENS": "graphgate.E125",
    "MAX_DEPTH": "graphgate.E126",
    "MAX_FIELDS": "graphgate.E127",
    "MAX_ALIASES": "graphgate.E128",
    "MAX_DIRECTIVES": "graphgate.E129",
    "MAX_ROOT_FIELDS": "graphgate.E130",
    "MAX_ROWS": "graphgate.E146",
    "MAX_LIST": "graphgate.E147",
    "MAX_AFFECTED": "graphgate.E176",
    "MAX_PATTERN": "graphgate.E148",
    "MAX_FILTER_TERMS": "graphgate.E131",
    "SET_SESSION_VARIABLES": "graphgate.E177",
    "DRY_RUN_ROLES": "graphgate.E178",
    "IDEMPOTENCY_SECONDS": "graphgate.E179",
    "ACTION_TIMEOUT": "graphgate.E180",
    "ACTION_RUN_SECONDS": "graphgate.E181",
    "ACTION_RESULT_SECONDS": "graphgate.E182",
    "WEBHOOK_MAX_BODY_BYTES": "graphgate.E183",
    "WEBHOOK_ATTEMPTS": "graphgate.E184",
    "WEBHOOK_DELIVERY_SECONDS": "graphgate.E185",
    "LOG_REQUESTS": "graphgate.E186",
    "LOG_REDACT": "graphgate.E187",
    "AUDIT_INTERVAL": "graphgate.E188",
    "AUDIT_MAX_PENDING": "graphgate.E189",
    "AUDIT_KEYS": "graphgate.E190",
    "ANOMALIES": "graphgate.E191",
    "METRICS": "graphgate.E192",
    "METRICS_AUTH": "graphgate.E193",
    "OPENTELEMETRY": "graphgate.E194",
    "SQL_COMMENTS": "graphgate.E195",
    "RATE_LIMITS": "graphgate.E196",
    "RATE_LIMIT_CACHE": "graphgate.E197",
    "RATE_LIMIT_WITHOUT_CACHE": "graphgate.E198",
    "INTROSPECTION_ROLES": "graphgate.E132",
    "USAGE_INTERVAL": "graphgate.E133",
    "ACCESS_CHECK_INTERVAL": "graphgate.E170",
    "WARM_UP": "graphgate.E139",
    "TABLES": "graphgate.E134",
    "VARIABLES": "graphgate.E135",
    "HEADER_VARIABLES": "graphgate.E136",
    "CAMEL_CASE": "graphgate.E140",
    "BIGINT_AS_STRING": "graphgate.E160",
    "DECIMAL_AS_STRING": "graphgate.E161",
    "ENUMS": "graphgate.E162",
    "CURSOR_ALWAYS": "graphgate.E151",
    "RELAY": "graphgate.E152",
}
"""A wrong value of an entry of ``GRAPHGATE`` has an id of its own."""

TESTS_HINT = "A test suite without frozen operations sets GRAPHGATE['PRODUCTION'] to False."


def register() -> None:
    """Register all checks with Django; called once, when the app is loaded."""
    for check in (check_entries, check_models, check_auth, check_databases, check_mode):
        checks.register(check, Tags.security if check in (check_auth, check_mode) else "graphgate")
    for check in (
        check_frozen,
        check_roles_query,
        check_roles_file,
        check_write_ways,
        check_session_variables,
    ):
        checks.register(check, "graphgate")
    for check in (check_strict_auth, check_findings, check_actions):
        checks.register(check, Tags.security)
    checks.register(check_rate_limit_cache, "graphgate")
    for check in (check_notices, say_mode, check_limit, check_rate_limit_processes, check_depth):
        checks.register(check, Tags.security, deploy=True)
    checks.register(say_missing_urls, "graphgate", deploy=True)
    checks.register(say_write_ways, "graphgate", deploy=True)
    for check in (
        check_state,
        check_audit,
        check_action_roles,
        check_columns,
        check_connections,
        check_findings_of_database,
    ):
        checks.register(check, Tags.database)
    checks.register(check_notices_of_database, Tags.database, deploy=True)


def _never_raises(messages: Callable[..., Iterator[CheckMessage]]) -> Check:
    """Make a check report nothing about a configuration that another check finds broken."""

    @functools.wraps(messages)
    def check(app_configs: Any = None, **options: Any) -> list[CheckMessage]:  # noqa: ARG001  Django's
        try:
            return list(messages(**options))
        except ConfigurationError:
            return []
        except Exception as error:  # noqa: BLE001  routers, models and drivers are the project's own
            message = f"{messages.__name__} could not run: {type(error).__name__}: {error}"
            return [Warning(message, hint="Fix this error first.", id="graphgate.W011")]

    return check


@_never_raises
def check_entries(**_: Any) -> Iterator[CheckMessage]:
    """Unknown entries of ``GRAPHGATE``, and invalid values."""
    try:
        given = given_settings()
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint, id="graphgate.E001")
        return
    for name, nearest in unknown_names(given).items():
        hint = f"Did you mean {nearest!r}?" if nearest else f"The entries are: {', '.join(sorted(NAMES))}."
        yield Error(f"GRAPHGATE has no entry {name!r}.", hint=hint, id="graphgate.E002")
    for problem in setting_problems(given):
        yield Error(problem.message, hint=problem.hint, id=ENTRY_IDS[problem.name])


@_never_raises
def check_models(**_: Any) -> Iterator[CheckMessage]:
    """What ``MODELS`` and ``BLOCKLIST`` name, and fields that cannot be shown."""
    from django_graphgate.catalog import get_built
    from django_graphgate.catalog.build import FOLLOWING

    settings = get_settings()
    if not settings.MODELS:
        yield Warning(
            "GRAPHGATE['MODELS'] is empty: the API shows nothing.",
            hint='Name apps or models, such as ["shop", "auth.User"].',
            id="graphgate.W001",
        )
    try:
        built = get_built()
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint or "Change GRAPHGATE['MODELS'].", id="graphgate.E003")
        return
    tables = {table.model: table.name for table in built.catalog.tables.values() if not table.alias_of}
    for name, why in built.refused.items():
        model, column = name.rsplit(".", 1)
        snippet = json.dumps({"name": tables.get(model, ""), "columns": [{"name": column, "type": "text"}]})
        yield Warning(
            f"{name} is not in the API: {why}.",
            hint=f"Say what it stores in GRAPHGATE['TABLES'], such as {snippet}, or silence "
            "this check if that is intended.",
            id="graphgate.W002",
        )
    for name, why in built.unfollowed.items():
        yield Warning(
            f"{name} is not in the API: its default manager may hide rows, and {why}.",
            hint=FOLLOWING,
            id="graphgate.W030",
        )
    yield from column_checks.idle_blocks(built.idle_blocks)
    yield from column_checks.own_types(tuple(built.catalog.tables.values()))


@_never_raises
def check_auth(**_: Any) -> Iterator[CheckMessage]:
    """Authenticators that are not safe to use."""
    from django_graphgate.auth.chain import problems

    get_settings()
    for where, problem in problems():
        message = f"GRAPHGATE {where}: {problem.message}"
        hint = problem.hint or "See the options of this authenticator."
        if problem.level != "error":
            yield Warning(message, hint=hint, id="graphgate.W003")
        elif where == "CREDS_IN_HEADER":
            yield Error(message, hint=hint, id="graphgate.E005")
        else:
            yield Error(message, hint=hint, id="graphgate.E004")


@_never_raises
def check_mode(**_: Any) -> Iterator[CheckMessage]:
    """Development mode on what is probably a public server."""
    if not django_settings.DEBUG and not get_settings().production():
        yield Warning(
            "The gate is in development mode without DEBUG: callers run and record operations of their own.",
            hint="Remove GRAPHGATE['PRODUCTION'], or set it to True.",
            id="graphgate.W007",
        )


say_missing_urls = _never_raises(deploy_checks.say_missing_urls)
say_mode = _never_raises(deploy_checks.say_mode)
check_actions = _never_raises(action_checks.check_actions)
check_action_roles = _never_raises(action_checks.check_action_roles)
check_roles_file = _never_raises(role_checks.check_roles_file)
check_findings = _never_raises(system_checks.check_findings)
check_notices = _never_raises(system_checks.check_notices)
check_findings_of_database = _never_raises(system_checks.check_findings_of_database)
check_notices_of_database = _never_raises(system_checks.check_notices_of_database)
check_roles_query = _never_raises(role_checks.check_roles_query)
check_strict_auth = _never_raises(system_checks.check_strict_auth)
check_limit = _never_raises(deploy_checks.check_limit)
check_rate_limit_cache = _never_raises(deploy_checks.check_rate_limit_cache)
check_rate_limit_processes = _never_raises(deploy_checks.check_rate_limit_processes)
check_depth = _never_raises(deploy_checks.check_depth)
check_write_ways = _never_raises(write_checks.check_write_ways)
check_session_variables = _never_raises(write_checks.check_session_variables)
say_write_ways = _never_raises(write_checks.say_write_ways)


@_never_raises
def check_frozen(**_: Any) -> Iterator[CheckMessage]:
    """Production: the files that a release ships."""
    from django_graphgate.statements.frozen_statements import fingerprint
    from django_graphgate.statements.production import ProductionOperations

    settings = get_settings()
    if not settings.production():
        return
    try:
        frozen = ProductionOperations(
            settings.config_dir(), max_tokens=settings.MAX_TOKENS, match_by_name=settings.MATCH_BY_NAME
        )
    except ConfigurationError as error:
        yield Error(error.message, hint=f"{error.hint}  {TESTS_HINT}".strip(), id="graphgate.E006")
        return
    try:
        frozen.check_authenticators(settings.NAMED_AUTH)
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint, id="graphgate.E008")
    for name in sorted(frozen.namespaces - {"", *settings.NAMESPACES}):
        yield Warning(
            f"allow.{name}.list exists, but NAMESPACES has no {name!r}: its operations cannot be run.",
            hint=f"Add {name!r} to GRAPHGATE['NAMESPACES'], or remove the file.",
            id="graphgate.W012",
        )
    if any(frozen.lock.fingerprint.get(key) != value for key, value in fingerprint(settings).items()):
        yield Warning(
            "allow.lock was frozen for other models, settings or another version: "
            "operations are compiled again when they are first used.",
            hint="Run graphgate_freeze.",
            id="graphgate.W008",
        )


# -- databases, without asking them ---------------------------------------------------------------


@_never_raises
def check_databases(**_: Any) -> Iterator[CheckMessage]:
    """Databases in use: their type, their connections, and which tables they hold."""
    from django_graphgate.access.live import state_alias
    from django_graphgate.statements.databases import databases_in_use, refuse_unfit_databases

    get_settings()
    used, state = databases_in_use(), state_alias()
    try:
        refuse_unfit_databases()
    except ConfigurationError as error:
        yield Error(error.message, hint="Use PostgreSQL or SQLite for this database.", id="graphgate.E007")
        return
    for alias in sorted(set(used) - {state}):
        yield Warning(
            f"The roles are in the database {state!r}, and {', '.join(used[alias])} in {alias!r}.",
            hint=(
                "This is right for a replica: rules and users are read from the primary, which costs one more round "
                "trip.  Never route them to the replica: it lags."
            ),
            id="graphgate.W005",
        )
    if len(used) > 1:
        yield Warning(
            f"The exposed models are in several databases: {', '.join(sorted(used))}.",
            hint="An operation that reads from two of them is refused with UNSUPPORTED.",
            id="graphgate.W006",
        )
    for alias in sorted({*used, state}):
        yield from _connection(alias)
        yield from column_checks.decimals(alias, used.get(alias, ()))


def _connection(alias: str) -> Iterator[CheckMessage]:
    from django.db import connections

    entry, settings = connections[alias].settings_dict, get_settings()
    pooled = bool(entry.get("OPTIONS", {}).get("pool"))
    if not settings.production() or pooled or not _is_server(connections[alias].vendor):
        return
    kept = entry.get("CONN_MAX_AGE") != 0
    if settings.PREPARED_STATEMENTS and not kept:
        yield Warning(
            f"DATABASES[{alias!r}] opens a new connection for each request, which loses its prepared statements.",
            hint="Set CONN_MAX_AGE, or GRAPHGATE['PREPARED_STATEMENTS'] to False.",
            id="graphgate.W004",
        )
    if kept and not entry.get("CONN_HEALTH_CHECKS"):
        yield Warning(
            f"After a restart of DATABASES[{alias!r}], the next request on each persistent connection gets a 503.",
            hint="Set CONN_HEALTH_CHECKS, which costs one more round trip per request, or silence this check.",
            id="graphgate.W013",
        )


def _is_server(vendor: str) -> bool:
    """A connection of the vendor is worth keeping; not so of one that E007 reports."""
    from django_graphgate.execution.drivers import driver_of

    try:
        return driver_of(vendor).is_server
    except (Unsupported, ConfigurationError):
        return False


@_never_raises
def check_state(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """Triggers, roles and rules, if the database that holds them is checked."""
    from django.db import connections

    from django_graphgate.access.live import load_access, state_alias
    from django_graphgate.access.triggers import STATE, TABLES, look

    get_settings()
    alias = state_alias()
    if alias not in (databases or ()):
        return
    connection = connections[alias]
    if not {STATE, *TABLES} <= set(connection.introspection.table_names()):
        return  # not migrated yet
    gone, standby = look(connection)
    if standby:
        yield Error(
            f"Roles and rules are read from {alias!r}, which is a standby: changes of access arrive late or never.",
            hint="Let the router's db_for_write name the primary for graphgate's models.  Data may be a replica's.",
            id="graphgate.E009",
        )
    if gone:
        yield Warning(
            f"Triggers that keep the version of the rules are missing in {alias!r}: {', '.join(gone)}.",
            hint="Run migrate.  Without them the gate refuses every request.",
            id="graphgate.W021",
        )
    roles = load_access(alias).roles
    if not any(role.rules for role in roles.values()):
        yield Warning(
            "No role has a rule: every operation is refused.",
            hint="Write roles.json and run graphgate_sync, or add rules in the admin.",
            id="graphgate.W025",
        )
    yield from role_checks.roles_of_database(roles, alias)


@_never_raises
def check_audit(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """The triggers that keep audit events, if the database that holds them is checked."""
    from django.db import connections, router

    from django_graphgate.audit import triggers
    from django_graphgate.models import AuditEvent

    alias = router.db_for_write(AuditEvent)
    if alias not in (databases or ()) or triggers.in_tests():
        return
    if triggers.EVENTS not in connections[alias].introspection.table_names():
        return  # not migrated yet
    gone = triggers.missing(connections[alias])
    if gone:
        yield Warning(
            f"Triggers that keep audit events as they are do not exist in {alias!r}: {', '.join(gone)}.",
            hint="Run migrate.  Without them SQL can change events, which only graphgate_audit verify shows.",
            id="graphgate.W080",
        )


@_never_raises
def check_columns(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """The real types of columns, in the databases that are checked."""
    get_settings()
    yield from column_checks.real_types(tuple(databases or ()))


@_never_raises
def check_connections(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """Connection poolers between the gate and the servers."""
    from django.db import connections

    from django_graphgate.access.live import state_alias
    from django_graphgate.execution.connection import is_pooled
    from django_graphgate.statements.databases import databases_in_use

    get_settings()
    for alias in sorted({*databases_in_use(), state_alias()} & set(databases or ())):
        if is_pooled(connections[alias]):
            yield Warning(
                f"DATABASES[{alias!r}] is reached through a connection pooler.",
                hint=(
                    "In transaction mode, set DISABLE_SERVER_SIDE_CURSORS = True, leave prepare_threshold out of "
                    "OPTIONS, and let no middleware change settings of the session.  Set "
                    "GRAPHGATE['PREPARED_STATEMENTS'] to False if the pooler does not support prepared statements.  "
                    "Silence this check when that is done."
                ),
                id="graphgate.W026",
            )
