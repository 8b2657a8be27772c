"""The valid values of each entry of ``GRAPHGATE``."""

# what a project writes there is of any type
# pyright: reportUnknownVariableType=false

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django_graphgate.ir.anomaly import threshold_problem
from django_graphgate.ir.rate_limit import RateLimitInvalid, read_rate_limits
from django_graphgate.ir.variables import BUILT_IN


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """An entry of ``GRAPHGATE`` with an invalid value."""

    name: str
    message: str
    hint: str


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset) and all(isinstance(item, str) for item in value)


def _between(lowest: int, highest: int, *, or_none: bool = False) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        if value is None:
            return or_none
        return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest

    return fits


_Rule = tuple[Callable[[Any], bool], str]
_FLAG: _Rule = (lambda value: isinstance(value, bool), "True or False")
_NAMES: _Rule = (_texts, "a list of strings")
_MAX_INT = 2**31 - 1


def _whole(what: str, lowest: int, highest: int = _MAX_INT) -> _Rule:
    bound = f"of at least {lowest}" if highest == _MAX_INT else f"from {lowest} to {highest}"
    return _between(lowest, highest), f"{what} {bound}"


_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
_PLAIN = (str, int, float, bool, type(None))


def _variables(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def all_fit(value: Any) -> bool:
        return isinstance(value, Mapping) and all(
            isinstance(name, str) and _VARIABLE.fullmatch(name) and name not in BUILT_IN and fits(given)
            for name, given in value.items()
        )

    return all_fit


def _plain(value: Any) -> bool:
    several = value if isinstance(value, list | tuple) else [value]
    return all(isinstance(item, _PLAIN) for item in several)


_NAMESPACE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


def _namespaces(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str)
        and _NAMESPACE.fullmatch(name)
        and isinstance(options, Mapping)
        and options.keys() <= {"auth"}
        and all(isinstance(auth, str) for auth in options.values())
        for name, options in value.items()
    )


_SESSION_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,30}\.[A-Za-z_][A-Za-z0-9_]{0,30}")
"""A setting of an extension or a project: PostgreSQL's own have no dot, and are not for callers' values."""


def _session_variables(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    given_names = [f"{name}".lower() for name in value]
    return len(set(given_names)) == len(given_names) and all(
        isinstance(name, str)
        and _SESSION_VARIABLE.fullmatch(name)
        and isinstance(given, str)
        and given[:1] == "$"
        and _VARIABLE.fullmatch(given[1:])
        and given != "$now"
        for name, given in value.items()
    )


LOG_FLAGS = frozenset(
    ("data", "operationName", "requestId", "query", "variables", "tracing", "userAgent"),
)
"""What ``LOG_REQUESTS`` may have, beside ``excludeOperations``."""


def _log_options(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return value is None
    options: Mapping[Any, Any] = value
    given = dict(options)
    excluded = given.pop("excludeOperations", ())
    return _texts(excluded) and all(
        name in LOG_FLAGS and isinstance(flag, bool) for name, flag in given.items()
    )


_PATH = re.compile(r"_*[A-Za-z0-9][\w-]*(\._*[A-Za-z0-9][\w-]*)*", re.ASCII)


def _paths(value: Any) -> bool:
    return _texts(value) and all(len(path) <= 300 and _PATH.fullmatch(path) for path in value)


_RULES: Mapping[str, _Rule] = {
    "PRODUCTION": (lambda value: value is None or isinstance(value, bool), "True, False or None"),
    "MODELS": _NAMES,
    "CONFIG_DIR": (lambda value: value is None or (isinstance(value, str | Path) and value != ""), "a path"),
    "MATCH_BY_NAME": _FLAG,
    "REQUIRE_AUTH": _FLAG,
    "DEFAULT_LIMIT": _whole("a number of rows", 0),
    "BLOCKLIST": _NAMES,
    "TABLES": (
        lambda value: isinstance(value, list | tuple) and all(isinstance(entry, Mapping) for entry in value),
        'a list such as [{"name": "me", "table": "users"}]',
    ),
    "CAMEL_CASE": _FLAG,
    "BIGINT_AS_STRING": _FLAG,
    "DECIMAL_AS_STRING": _FLAG,
    "ENUMS": _FLAG,
    "CURSOR_ALWAYS": _FLAG,
    "RELAY": _FLAG,
    "VARIABLES": (
        _variables(_plain),
        'a dictionary of values by names that are not built in, such as {"plan": "free"}',
    ),
    "HEADER_VARIABLES": (
        _variables(lambda value: isinstance(value, str) and _HEADER.fullmatch(value) is not None),
        'a dictionary of headers by names that are not built in, such as {"tenant": "X-Tenant"}',
    ),
    "AUTH": (lambda value: isinstance(value, list | tuple), 'a list such as [{"type": "django_session"}]'),
    "NAMED_AUTH": (
        lambda value: isinstance(value, Mapping) and all(isinstance(entry, str) for entry in value),
        'a dictionary such as {"queue": {"type": "header"}}',
    ),
    "NAMESPACES": (_namespaces, 'a dictionary such as {"mobile": {"auth": "mobile_app"}, "partner": {}}'),
    "NAMESPACE_HEADER": (
        lambda value: value is None or (isinstance(value, str) and _HEADER.fullmatch(value) is not None),
        "the name of a header, or None",
    ),
    "ROLES_QUERY": (
        lambda value: value is None or (isinstance(value, str) and value.strip() != ""),
        "a SELECT, the name of a saved operation, or None",
    ),
    "ROLE_WITHOUT_ROW": (
        lambda value: isinstance(value, str) and value.isidentifier(),
        "the name of a role",
    ),
    "ROLE_MUST_MATCH": _FLAG,
    "STRICT_AUTH": _FLAG,
    "CREDS_IN_HEADER": _FLAG,
    "USER_ID_TYPE": (lambda value: value is None or isinstance(value, str), "the name of a type, or None"),
    "TRUSTED_PROXIES": _NAMES,
    "AUTH_FAILURE_LIMIT": (_between(0, _MAX_INT, or_none=True), "a number of failures, or None"),
    "AUTH_FAILURE_WINDOW": (_between(1, _MAX_INT), "a number of seconds"),
    "PREPARED_STATEMENTS": _FLAG,
    "PREPARED_MAX": _whole("a number", 1),
    "PREPARED_MEMORY": _whole("a number of megabytes", 0),
    "STATEMENT_CACHE": _whole("a number", 1),
    "STATEMENT_MEMORY": _whole("a number of megabytes", 1),
    "WARM_UP": _FLAG,
    "STATEMENT_TIMEOUT": (_between(1, _MAX_INT, or_none=True), "a number of milliseconds, or None"),
    "MAX_BODY_BYTES": _whole("a number", 1),
    "MAX_URL_BYTES": _whole("a number", 1),
    "MAX_BATCH": _whole("a number", 0),
    "INTROSPECTION_ROLES": _NAMES,
    "ACCESS_CHECK_INTERVAL": (_between(1, _MAX_INT, or_none=True), "a number of seconds, or None"),
    "USAGE_INTERVAL": (_between(1, _MAX_INT, or_none=True), "a number of seconds, or None"),
    "HTTP_STATUS_PROFILE": (lambda value: value in ("legacy", "2026"), '"legacy" or "2026"'),
    "ASGI_THREADS": _whole("a number", 0, 1_000),
    "HEALTH_AUTH": (lambda value: value is None or isinstance(value, str), "a name of NAMED_AUTH, or None"),
    "HEALTH_ROLES": _NAMES,
    "MAX_TOKENS": _whole("a number", 1),
    "MAX_DEPTH": _whole("a number", 1, 100),
    "MAX_FIELDS": _whole("a number", 1),
    "MAX_ALIASES": _whole("a number", 0),
    "MAX_DIRECTIVES": _whole("a number", 0),
    "MAX_ROOT_FIELDS": _whole("a number", 1),
    "MAX_ROWS": _whole("a number", 1),
    "MAX_LIST": _whole("a number", 1),
    "MAX_AFFECTED": _whole("a number", 1),
    "MAX_PATTERN": _whole("a number", 1),
    "MAX_FILTER_TERMS": _whole("a number", 0),
    "SET_SESSION_VARIABLES": (
        lambda value: isinstance(value, bool) or _session_variables(value),
        'True, False, or a dictionary of variables by names with a dot, such as {"app.user": "$user_id"}',
    ),
    "DRY_RUN_ROLES": _NAMES,
    "IDEMPOTENCY_SECONDS": _whole("a number of seconds", 1),
    "LOG_REQUESTS": (
        _log_options,
        f"None, or a dictionary of {', '.join(sorted(LOG_FLAGS))} (True or False) and excludeOperations (names)",
    ),
    "LOG_REDACT": (_paths, "a list of names and paths, such as ['email', 'card.number']"),
    "AUDIT_INTERVAL": (_between(1, 3_600_000, or_none=True), "a number of milliseconds, or None"),
    "AUDIT_MAX_PENDING": _whole("a number", 1),
    "AUDIT_KEYS": (
        lambda value: isinstance(value, list | tuple) and _texts(value) and "" not in value,
        "a list of strings that are not empty",
    ),
    "ANOMALIES": (lambda value: value is None or isinstance(value, Mapping), "a dictionary, or None"),
    "METRICS": _FLAG,
    "METRICS_AUTH": (lambda value: value is None or isinstance(value, str), "a name of NAMED_AUTH, or None"),
    "OPENTELEMETRY": (
        lambda value: isinstance(value, bool) or value == "document",
        'True, False or "document"',
    ),
    "SQL_COMMENTS": (
        lambda value: isinstance(value, bool) or value == "operation",
        'True, False or "operation"',
    ),
    "RATE_LIMITS": (
        lambda value: isinstance(value, list | tuple) and all(isinstance(entry, Mapping) for entry in value),
        'a list such as [{"rate": "100/m", "by": "user"}]',
    ),
    "RATE_LIMIT_CACHE": (lambda value: isinstance(value, str), "a name of CACHES"),
    "RATE_LIMIT_WITHOUT_CACHE": (lambda value: value in ("open", "closed"), '"open" or "closed"'),
    "ACTION_TIMEOUT": _whole("a number of milliseconds", 1),
    "ACTION_RUN_SECONDS": _whole("a number of seconds", 1),
    "ACTION_RESULT_SECONDS": _whole("a number of seconds", 1),
    "WEBHOOK_MAX_BODY_BYTES": _whole("a number", 1),
    "WEBHOOK_ATTEMPTS": _whole("a number", 1, 100),
    "WEBHOOK_DELIVERY_SECONDS": _whole("a number of seconds", 1),
}


def setting_problems(given: Mapping[str, Any]) -> list[SettingProblem]:
    """Entries with invalid values; unknown entries are ignored."""
    problems = [
        SettingProblem(name, f"GRAPHGATE[{name!r}] must be {expected}.", f"It is {_shown(given[name])}.")
        for name, (fits, expected) in _RULES.items()
        if name in given and not fits(given[name])
    ]
    problems.extend((*_unknown_authenticators(given), *_rate_limits(given)) if not problems else ())
    problems.extend(_missing_packages(given))
    if isinstance(given.get("ANOMALIES"), Mapping) and (wrong := threshold_problem(given["ANOMALIES"])):
        message = "GRAPHGATE['ANOMALIES'] must be a dictionary of thresholds."
        problems.append(SettingProblem("ANOMALIES", message, wrong))
    named = given.get("NAMED_AUTH", {})
    for name in ("HEALTH_AUTH", "METRICS_AUTH"):
        wanted = given.get(name)
        if isinstance(wanted, str) and isinstance(named, Mapping) and wanted not in named:
            message = f"GRAPHGATE[{name!r}] must be a name of NAMED_AUTH, or None."
            problems.append(SettingProblem(name, message, f"NAMED_AUTH has no {wanted!r:.100}."))
    if not problems and (twice := set(given.get("VARIABLES", ())) & set(given.get("HEADER_VARIABLES", ()))):
        message = "GRAPHGATE['HEADER_VARIABLES'] must not repeat names of VARIABLES."
        problems.append(SettingProblem("HEADER_VARIABLES", message, f"Both have {', '.join(sorted(twice))}."))
    return problems


_EXTRAS = {"METRICS": ("prometheus_client", "metrics"), "OPENTELEMETRY": ("opentelemetry.trace", "otel")}
"""Settings that need a package, and the extra that installs it."""


def _missing_packages(given: Mapping[str, Any]) -> Iterator[SettingProblem]:
    for name, (package, extra) in _EXTRAS.items():
        if given.get(name) and not _is_installed(package):
            message = (
                f"GRAPHGATE[{name!r}] needs a package that is not installed: {package.partition('.')[0]}."
            )
            yield SettingProblem(name, message, f"pip install 'django-graphgate[{extra}]'")


def _is_installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def _unknown_authenticators(given: Mapping[str, Any]) -> Iterator[SettingProblem]:
    for entry in given.get("NAMESPACES", {}).values():
        if "auth" in entry and entry["auth"] not in given.get("NAMED_AUTH", {}):
            message = "GRAPHGATE['NAMESPACES'] must be a dictionary whose entries name authenticators of NAMED_AUTH."
            yield SettingProblem("NAMESPACES", message, f"NAMED_AUTH has no {entry['auth']!r:.100}.")


def _rate_limits(given: Mapping[str, Any]) -> Iterator[SettingProblem]:
    try:
        read_rate_limits(given.get("RATE_LIMITS", ()))
    except RateLimitInvalid as error:
        message = f"GRAPHGATE['RATE_LIMITS']: {error}."
        yield SettingProblem("RATE_LIMITS", message, 'Such as {"rate": "100/m", "by": "user", "burst": 20}.')


def _shown(value: Any) -> str:
    """A wrong value for a message; only its type if it may hold secrets."""
    plain = value is None or isinstance(value, bool | int | float)
    return (
        repr(value) if plain or (isinstance(value, str) and len(value) < 20) else f"a {type(value).__name__}"
    )
