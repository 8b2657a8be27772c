"""System checks: every id, that each error keeps the gate shut too, and that nothing makes them crash."""

from __future__ import annotations

import ast
import dataclasses
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.checks import CheckMessage, Tags, registry, run_checks
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import SystemCheckError
from django.db import connections, models
from django.test import override_settings

from django_graphgate import checks, get_gate, role_checks
from django_graphgate.access import load_roles
from django_graphgate.audit import triggers as audit_triggers
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.sqlite import READS_ALL, SHALLOW
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.statements.depth import shallow_databases
from tests.support.routers import routed_to

SOURCE = Path(checks.__file__)
ENTRIES: list[tuple[str, Any]] = [
    ("PRODUCTION", "yes"),
    ("MODELS", "shop"),
    ("CONFIG_DIR", ""),
    ("MATCH_BY_NAME", 1),
    ("REQUIRE_AUTH", None),
    ("DEFAULT_LIMIT", -1),
    ("BLOCKLIST", [1]),
    ("AUTH", {"type": "django_session"}),
    ("NAMED_AUTH", []),
    ("NAMESPACES", {"mobile": {"auth": "nobody"}}),
    ("NAMESPACE_HEADER", "not a header"),
    ("ROLES_QUERY", ""),
    ("ROLE_WITHOUT_ROW", "no role"),
    ("ROLE_MUST_MATCH", "yes"),
    ("STRICT_AUTH", 1),
    ("CREDS_IN_HEADER", "no"),
    ("USER_ID_TYPE", int),
    ("TRUSTED_PROXIES", "10.0.0.0/8"),
    ("AUTH_FAILURE_LIMIT", "30"),
    ("AUTH_FAILURE_WINDOW", 0),
    ("PREPARED_STATEMENTS", 0),
    ("PREPARED_MAX", 0),
    ("PREPARED_MEMORY", -1),
    ("STATEMENT_CACHE", 0),
    ("STATEMENT_MEMORY", 0),
    ("STATEMENT_TIMEOUT", 0),
    ("MAX_BODY_BYTES", 1.5),
    ("MAX_URL_BYTES", 0),
    ("MAX_BATCH", True),
    ("HTTP_STATUS_PROFILE", "2025"),
    ("ASGI_THREADS", 10_000),
    ("HEALTH_AUTH", "nobody"),
    ("HEALTH_ROLES", "staff"),
    ("MAX_TOKENS", 0),
    ("MAX_DEPTH", 101),
    ("MAX_FIELDS", 0),
    ("MAX_ALIASES", -1),
    ("MAX_DIRECTIVES", None),
    ("MAX_ROOT_FIELDS", 0),
    ("MAX_ROWS", 0),
    ("MAX_LIST", 0),
    ("MAX_AFFECTED", 0),
    ("MAX_PATTERN", "long"),
    ("MAX_FILTER_TERMS", 2**40),
    ("SET_SESSION_VARIABLES", {"search_path": "$user_id"}),
    ("DRY_RUN_ROLES", "staff"),
    ("IDEMPOTENCY_SECONDS", 0),
    ("ACTION_TIMEOUT", 0),
    ("ACTION_RUN_SECONDS", 0),
    ("ACTION_RESULT_SECONDS", 0),
    ("WEBHOOK_MAX_BODY_BYTES", 0),
    ("WEBHOOK_ATTEMPTS", 0),
    ("WEBHOOK_DELIVERY_SECONDS", 0),
    ("LOG_REQUESTS", {"colour": True}),
    ("LOG_REDACT", "email"),
    ("AUDIT_INTERVAL", 0),
    ("AUDIT_MAX_PENDING", 0),
    ("AUDIT_KEYS", [""]),
    ("ANOMALIES", {"refusal": 50}),
    ("METRICS", 1),
    ("METRICS_AUTH", "nobody"),
    ("OPENTELEMETRY", "yes"),
    ("SQL_COMMENTS", 0),
    ("RATE_LIMITS", {"rate": "1/s"}),
    ("RATE_LIMIT_CACHE", None),
    ("RATE_LIMIT_WITHOUT_CACHE", "ajar"),
    ("INTROSPECTION_ROLES", "editor"),
    ("USAGE_INTERVAL", 0),
    ("ACCESS_CHECK_INTERVAL", 0),
    ("WARM_UP", 1),
    ("TABLES", {"name": "me"}),
    ("VARIABLES", {"user_id": 1}),
    ("HEADER_VARIABLES", {"tenant": "X Tenant"}),
    ("CAMEL_CASE", "yes"),
    ("BIGINT_AS_STRING", 1),
    ("DECIMAL_AS_STRING", "yes"),
    ("ENUMS", None),
    ("CURSOR_ALWAYS", 1),
    ("RELAY", "yes"),
]
BASE: dict[str, Any] = {"MODELS": ["shop"], "PRODUCTION": False, "AUTH": []}


def found(**options: Any) -> list[CheckMessage]:
    """What our checks say; each is run whatever its tag."""
    ours = [one for one in registry.registry.get_checks(include_deployment_checks=True) if ours_is(one)]
    return [message for check in ours for message in check(app_configs=None, databases=None, **options)]


def ours_is(check: Callable[..., Any]) -> bool:
    return check.__module__ == checks.__name__


DEPLOYMENT = tuple(f"graphgate.{number}" for number in ("I001", "I002", "W041", "W042", "W043", "W044"))
"""Ids of ``--deploy`` that tell of the surroundings."""


def ids(**entries: Any) -> list[str]:
    """Ids under these entries of ``GRAPHGATE``, without that of the mode."""
    with override_settings(GRAPHGATE={**BASE, **entries}):
        return [str(one.id) for one in found() if one.id not in DEPLOYMENT]


def refusal(**entries: Any) -> str:
    """The sentence with which the gate refuses to load."""
    with override_settings(GRAPHGATE={**BASE, **entries}), pytest.raises(ConfigurationError) as caught:
        get_gate()
    return caught.value.message


# -- ids ------------------------------------------------------------------------------------------


def written_ids() -> list[str]:
    """Ids as they stand in the source, once per place where a message is made."""
    return re.findall(r'"(graphgate\.[EWI]\d{3})"', SOURCE.read_text())


def test_no_id_is_given_twice() -> None:
    assert [one for one, count in Counter(written_ids()).items() if count > 1] == []


def test_every_message_has_a_hint() -> None:
    made = [
        node
        for node in ast.walk(ast.parse(SOURCE.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("Error", "Warning", "Info")
    ]
    assert len(made) > 15
    assert [node.lineno for node in made if {"hint", "id"} - {one.arg for one in node.keywords}] == []


def test_every_setting_has_an_id_of_its_own() -> None:
    assert set(checks.ENTRY_IDS) == {one.name for one in dataclasses.fields(Settings)}
    assert [name for name, _ in ENTRIES] == list(checks.ENTRY_IDS)


def test_manager_that_cannot_be_followed_is_named() -> None:
    assert ids(MODELS=["attic.Box", "attic.Recent"]) == ["graphgate.W030"]


def test_every_id_is_tested() -> None:
    tests = Path(__file__).read_text()
    assert [one for one in written_ids() if one not in checks.ENTRY_IDS.values() and one not in tests] == []


# -- settings -------------------------------------------------------------------------------------


def test_sound_configuration_says_nothing() -> None:
    assert ids(MODELS=["shop.Product", "shop.Category"]) == []


@pytest.mark.parametrize(("name", "value"), ENTRIES, ids=[name for name, _ in ENTRIES])
def test_wrong_value_is_an_error_and_keeps_the_gate_shut(name: str, value: Any) -> None:
    assert checks.ENTRY_IDS[name] in ids(**{name: value})
    assert refusal(**{name: value}).startswith(f"GRAPHGATE['{name}'] must be ")


def test_all_wrong_values_are_reported_at_once() -> None:
    assert ids(MAX_DEPTH=0, MAX_TOKENS=0) == ["graphgate.E125", "graphgate.E126"]


def test_defaults_are_values_that_an_entry_may_have() -> None:
    defaults = Settings()
    given = {one.name: getattr(defaults, one.name) for one in dataclasses.fields(Settings)}
    assert ids(**{**given, "PRODUCTION": False, "MODELS": ["shop.Category"], "AUTH": []}) == []


def test_wrong_value_is_not_printed_where_it_may_be_a_secret() -> None:
    secret = "a very long text that somebody pasted"
    with override_settings(GRAPHGATE={**BASE, "AUTH": {"value": secret}, "MAX_DEPTH": secret}):
        assert secret not in str(found())


def test_settings_that_are_no_dictionary(settings: Any) -> None:
    settings.GRAPHGATE = [("MODELS", ["shop"])]
    assert [one.id for one in found()] == ["graphgate.E001"]
    with pytest.raises(ConfigurationError):
        get_gate()


def test_unknown_entry_names_the_nearest() -> None:
    with override_settings(GRAPHGATE={**BASE, "MODEL": ["shop"]}):
        (message,) = found()
    assert (message.id, message.hint) == ("graphgate.E002", "Did you mean 'MODELS'?")
    assert refusal(MODEL=["shop"]) == message.msg


# -- models ---------------------------------------------------------------------------------------


def test_no_model_is_a_warning() -> None:
    assert ids(MODELS=[]) == ["graphgate.W001"]


@pytest.mark.parametrize("entry", ["shopp", "shop.Prodct", "shop.CheapProduct"])
def test_model_that_cannot_be_shown_keeps_the_gate_shut(entry: str) -> None:
    assert ids(MODELS=[entry]) == ["graphgate.E003"]
    assert refusal(MODELS=[entry]).startswith(f"GRAPHGATE['MODELS'] names '{entry}'")


def test_field_with_conversions_of_its_own_is_named() -> None:
    with override_settings(GRAPHGATE={**BASE, "MODELS": ["shop.Customer"]}):
        (message,) = [one for one in found() if one.id == "graphgate.W002"]
    assert message.msg.startswith("shop.Customer.note ")
    assert '{"name": "customers", "columns": [{"name": "note", "type": "text"}]}' in str(message.hint)


def test_blocklist_that_hides_nothing_is_reported() -> None:
    names = ["products", "price", "products.stock", "categories.parent", "prodcts", "products.prise"]
    entries = {**BASE, "MODELS": ["shop.Product", "shop.Category"], "BLOCKLIST": names}
    with override_settings(GRAPHGATE=entries):
        reported = [one.msg for one in found() if one.id == "graphgate.W010"]
    assert [re.findall("'([^']+)', which", one) for one in reported] == [["prodcts"], ["products.prise"]]


# -- who calls, in which mode ---------------------------------------------------------------------


def test_unsafe_authenticator_keeps_the_gate_shut() -> None:
    assert ids(MODELS=["shop.Tag"], AUTH=[{"type": "djangosession"}]) == ["graphgate.E004"]
    assert "There is no authenticator type" in refusal(AUTH=[{"type": "djangosession"}])


def test_weak_authenticator_is_a_warning() -> None:
    entry = {"type": "header", "name": "X-Key", "value": "short", "role": "user"}
    assert ids(MODELS=["shop.Tag"], AUTH=[entry]) == ["graphgate.W003"]


def test_headers_that_say_who_calls_are_for_development_only(settings: Any) -> None:
    settings.DEBUG = True
    assert ids(MODELS=["shop.Tag"], CREDS_IN_HEADER=True) == ["graphgate.W003"]
    settings.DEBUG = False
    assert "graphgate.E005" in ids(MODELS=["shop.Tag"], CREDS_IN_HEADER=True)
    assert "CREDS_IN_HEADER" in refusal(CREDS_IN_HEADER=True)


def test_development_mode_without_debug_is_a_warning(settings: Any) -> None:
    settings.DEBUG = False
    settings.GRAPHGATE = {**BASE, "MODELS": ["shop.Tag"]}
    assert [one.id for one in checks.check_mode()] == ["graphgate.W007"]
    settings.DEBUG = True
    assert checks.check_mode() == []


@pytest.fixture(autouse=True)
def debug(settings: Any) -> None:
    """As in development, so that the warning about the mode stays out of the other tests."""
    settings.DEBUG = True


@pytest.mark.parametrize("production", [True, False])
def test_deployment_check_tells_the_mode(settings: Any, *, production: bool) -> None:
    settings.GRAPHGATE = {**BASE, "PRODUCTION": production}
    (message,) = checks.say_mode()
    assert message.id == "graphgate.I001"
    assert message.msg == f"The gate is in {'production' if production else 'development'} mode."


REDIS = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
DUMMY = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
MEMCACHED = {
    "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
    "LOCATION": "127.0.0.1:1",
}


def deployed(settings: Any, cache: dict[str, Any], **entries: Any) -> list[str]:
    """What ``check --deploy`` says of the limit."""
    settings.CACHES = {"default": cache}
    settings.GRAPHGATE = {**BASE, **entries}
    said = [str(one.id) for one in run_checks(tags=[Tags.security], include_deployment_checks=True)]
    return [one for one in said if one in ("graphgate.I002", "graphgate.W041", "graphgate.W042")]


PROXIES = ["10.0.0.0/8", "unix"]


@pytest.mark.parametrize("cache", [LOCMEM, DUMMY])
def test_deployment_check_tells_that_processes_count_alone(settings: Any, cache: dict[str, Any]) -> None:
    assert deployed(settings, cache, TRUSTED_PROXIES=PROXIES) == ["graphgate.W041"]
    assert deployed(settings, REDIS, TRUSTED_PROXIES=PROXIES) == []
    assert deployed(settings, cache, AUTH_FAILURE_LIMIT=None) == []


def test_deployment_check_tells_that_callers_count_as_one(settings: Any) -> None:
    assert deployed(settings, REDIS) == ["graphgate.W042"]
    assert deployed(settings, REDIS, TRUSTED_PROXIES=["10.0.0.0/8"]) == ["graphgate.I002"]
    assert deployed(settings, REDIS, TRUSTED_PROXIES=["unix"]) == []


def test_deployment_check_tells_that_sqlite_reads_less(settings: Any, database: str) -> None:
    settings.GRAPHGATE = BASE
    for version, expected in (((3, 45, 3), 1), ((3, 38, 0), 1), ((3, 46, 0), 0), ((3, 50, 4), 0)):
        with patch.object(sqlite3, "sqlite_version_info", version):
            said = [message for message, _ in shallow_databases()]
        assert len(said) == (expected if database == "sqlite" else 0)
        assert all(".".join(map(str, version)) in message for message in said)
    settings.GRAPHGATE = {**BASE, "MAX_DEPTH": SHALLOW}
    with patch.object(sqlite3, "sqlite_version_info", (3, 45, 3)):
        assert list(shallow_databases()) == []
    settings.GRAPHGATE = BASE
    said = [str(one.id) for one in run_checks(tags=[Tags.security], include_deployment_checks=True)]
    shallow = database == "sqlite" and sqlite3.sqlite_version_info < READS_ALL
    assert said.count("graphgate.W044") == shallow


def test_deployment_check_tells_of_a_session_cache_that_may_hang(settings: Any) -> None:
    settings.GRAPHGATE = {**BASE, "AUTH_FAILURE_LIMIT": None, "AUTH": [{"type": "django_session"}]}
    for engine, entry, expected in (
        ("cache", REDIS, ["graphgate.W043"]),
        ("cached_db", MEMCACHED, ["graphgate.W043"]),
        ("cache", {**REDIS, "OPTIONS": {"socket_timeout": 1}}, []),
        ("cache", {**MEMCACHED, "OPTIONS": {"timeout": 1}}, []),
        ("cache", LOCMEM, []),
        ("db", REDIS, []),
    ):
        settings.CACHES = {"default": entry}
        settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
        assert [one.id for one in checks.check_limit()] == expected, (engine, entry)


# -- frozen files ---------------------------------------------------------------------------------


def frozen(
    folder: Path, text: str = "query Tags { tags { slug } }", namespace: str = "", **changes: Any
) -> dict[str, Any]:
    """Settings of production, with one frozen operation in the folder."""
    entries = {**BASE, "MODELS": ["shop.Tag"], "CONFIG_DIR": folder, **changes}
    (folder / "roles.json").write_text(
        '{"roles": [{"name": "user", "tables": [{"name": "tags", "query": {}}]}]}'
    )
    (folder / f"allow{namespace and '.' + namespace}.list").write_text(text)
    with override_settings(GRAPHGATE=entries):
        call_command("graphgate_freeze", verbosity=0)
    return {**entries, "PRODUCTION": True}


@pytest.mark.django_db
def test_frozen_release_is_sound(tmp_path: Path) -> None:
    assert ids(**frozen(tmp_path)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["allow.lock", "allow.list"])
@pytest.mark.parametrize("damage", ["missing", "broken"])
def test_file_that_is_missing_or_broken_keeps_the_gate_shut(tmp_path: Path, name: str, damage: str) -> None:
    entries = frozen(tmp_path)
    if damage == "missing":
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text("query Tags { tags { id } }")
    assert ids(**entries) == ["graphgate.E006"]
    assert refusal(**entries)


@pytest.mark.django_db
def test_lock_of_other_models_is_a_warning(tmp_path: Path) -> None:
    entries = frozen(tmp_path)
    assert ids(**{**entries, "MODELS": ["shop.Tag", "shop.Category"]}) == ["graphgate.W008"]
    assert ids(**{**entries, "DEFAULT_LIMIT": 3}) == ["graphgate.W008"]


@pytest.mark.django_db
def test_operation_for_a_named_authenticator_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    named = {"NAMED_AUTH": {"queue": {"type": "header", "name": "X-Queue", "value": "q" * 40}}}
    text = 'query Tags @requireAuth(auth: "queue") { tags { id } }'
    entries = {**frozen(tmp_path, text, **named), "PRODUCTION": True}
    assert ids(**entries) == []
    assert ids(**{**entries, "NAMED_AUTH": {}}) == ["graphgate.E008"]
    assert "queue" in refusal(**{**entries, "NAMED_AUTH": {}})


@pytest.mark.django_db
def test_operation_that_says_nothing_of_its_callers_is_an_error_where_that_is_strict(tmp_path: Path) -> None:
    entries = frozen(tmp_path)
    check = checks.check_strict_auth
    for production in (True, False):
        for strict in ([], ["graphgate.E010"]):
            wanted = {**entries, "PRODUCTION": production, "STRICT_AUTH": bool(strict)}
            with override_settings(GRAPHGATE=wanted):
                assert [message.id for message in check(app_configs=None)] == strict
    assert "STRICT_AUTH" in refusal(**{**entries, "STRICT_AUTH": True})
    entries = frozen(tmp_path, "query Tags @requireAuth { tags { id } }")
    with override_settings(GRAPHGATE={**entries, "STRICT_AUTH": True}):
        assert check(app_configs=None) == []
        get_gate()


@pytest.mark.django_db
def test_allow_list_of_an_unknown_namespace_is_a_warning(tmp_path: Path) -> None:
    entries = {**frozen(tmp_path, namespace="mobile", NAMESPACES={"mobile": {}}), "PRODUCTION": True}
    assert ids(**entries) == []
    assert ids(**{**entries, "NAMESPACES": {}}) == ["graphgate.W012"]


@pytest.mark.django_db(databases=["default", "sqlite"])  # Django's own checks ask both
def test_files_can_be_written_while_they_are_missing(tmp_path: Path) -> None:
    """The commands that cure the error are not stopped by it."""
    entries = {**frozen(tmp_path), "PRODUCTION": True}
    (tmp_path / "allow.lock").unlink()
    with override_settings(GRAPHGATE=entries):
        with pytest.raises(SystemCheckError, match=r"graphgate\.E006"):
            call_command("check")
        execute_from_command_line(["manage.py", "graphgate_freeze"])
        call_command("check")


# -- databases ------------------------------------------------------------------------------------


class Apart:
    """Sends one model, or the gate's own tables, elsewhere."""

    label, model = "shop", "tag"

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        meta = model._meta
        return "sqlite" if (meta.app_label, meta.model_name) == (self.label, self.model) else None

    db_for_write = db_for_read


class StateApart(Apart):
    label, model = "graphgate", "gatestate"


def routed(name: str) -> Any:
    return override_settings(DATABASE_ROUTERS=[f"{__name__}.{name}", "tests.support.routers.Switch"])


def test_models_elsewhere_than_the_roles_are_reported() -> None:
    with routed("Apart"):
        assert ids(MODELS=["shop.Tag"]) == ["graphgate.W005"]
        assert ids(MODELS=["shop.Tag", "shop.Category"]) == ["graphgate.W005", "graphgate.W006"]
    with routed("StateApart"):
        assert ids(MODELS=["shop.Tag"]) == ["graphgate.W005"]


def test_database_without_a_dialect_keeps_the_gate_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "vendor", "oracle")
    assert ids(MODELS=["shop.Tag"]) == ["graphgate.E007"]
    assert refusal(MODELS=["shop.Tag"]).startswith(
        "DATABASES['default']: The database oracle is not supported"
    )


@pytest.mark.django_db
def test_connection_that_is_not_kept_is_reported_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = frozen(tmp_path)
    monkeypatch.setitem(connections["default"].settings_dict, "CONN_MAX_AGE", 0)
    monkeypatch.setitem(connections["default"].settings_dict, "OPTIONS", {})
    assert [one for one in ids(**entries) if one != "graphgate.W005"] == ["graphgate.W004"]
    assert ids(**{**entries, "PREPARED_STATEMENTS": False}) == []
    assert ids(**{**entries, "PRODUCTION": False}) == []
    monkeypatch.setitem(connections["default"].settings_dict, "OPTIONS", {"pool": True})
    assert ids(**entries) == []


@pytest.mark.django_db
def test_connection_that_is_kept_and_never_looked_at_is_not_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, entry = frozen(tmp_path), connections["default"].settings_dict
    assert ids(**entries) == []
    monkeypatch.setitem(entry, "CONN_HEALTH_CHECKS", False)
    for age in (None, 60):
        monkeypatch.setitem(entry, "CONN_MAX_AGE", age)
        assert ids(**entries) == ["graphgate.W013"]
    assert ids(**{**entries, "PRODUCTION": False}) == []
    with routed_to("sqlite"):
        assert ids(**entries) == []


@pytest.mark.django_db
def test_server_without_a_pooler_is_warned() -> None:
    """``tests.integration.execution.test_pooler`` has one, and ``graphgate.W026``."""
    with override_settings(GRAPHGATE=BASE):
        assert checks.check_connections(databases=["default"]) == []


def test_surroundings_that_do_not_fit_keep_the_gate_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
    assert ids(MODELS=["shop.Tag"]) == []
    with routed_to("sqlite"):
        assert ids(MODELS=["shop.Tag"]) == ["graphgate.E007"]
        assert refusal(MODELS=["shop.Tag"]).startswith("DATABASES['sqlite']: SQLite 3.")
    monkeypatch.setitem(sys.modules, "django_graphgate.execution.drivers.postgresql", None)
    driver_of.cache_clear()
    assert refusal(MODELS=["shop.Tag"]).startswith("DATABASES['default']: psycopg 3 cannot be imported")
    driver_of.cache_clear()


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections are kept, as they should be."""
    monkeypatch.setitem(connections["default"].settings_dict, "CONN_MAX_AGE", None)
    monkeypatch.setitem(connections["default"].settings_dict, "CONN_HEALTH_CHECKS", True)


def test_decimals_that_sqlite_does_not_keep_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support.shop.models import Voucher

    monkeypatch.setattr(Voucher._meta.get_field("amount"), "max_digits", 20)
    assert ids(MODELS=["shop.Voucher"]) == []
    with routed_to("sqlite"):
        assert ids(MODELS=["shop.Voucher"]) == ["graphgate.W009"]


# -- what the database holds ----------------------------------------------------------------------

RULES: dict[str, Any] = {"query": {"columns": ["id"]}}


def in_state(alias: str, *tables: dict[str, Any], **entries: Any) -> list[str]:
    """Ids of the check that asks the database, with one role of these tables."""
    load_roles([{"name": "user", "tables": list(tables)}])
    with override_settings(GRAPHGATE={**BASE, **entries}):
        return [str(one.id) for one in checks.check_state(databases=[alias])]


def test_sound_rules_say_nothing(database: str) -> None:
    assert in_state(database, {"name": "products", **RULES}) == []


def test_missing_trigger_is_reported(database: str) -> None:
    on = " ON graphgate_role" if database == "default" else ""
    event = "row" if database == "default" else "update"
    with connections[database].cursor() as cursor:
        cursor.execute(f"DROP TRIGGER graphgate_role_version_{event}{on}")
    assert in_state(database, {"name": "products", **RULES}) == ["graphgate.W021"]


def test_missing_triggers_of_the_audit_are_reported(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_audit(databases=[database]) == [], "databases of tests have none"
    monkeypatch.setattr(audit_triggers, "in_tests", lambda: False)
    assert [each.id for each in checks.check_audit(databases=[database])] == ["graphgate.W080"]
    assert checks.check_audit(databases=[]) == []
    audit_triggers.install(connections[database])
    assert checks.check_audit(databases=[database]) == []


@pytest.mark.parametrize(
    "rule",
    [
        {"columns": ["prise"]},
        {"filters": ["{ prise: { gt: 1 } }"]},
        {"filters": ["{ price: { gt: $nobody } }"]},
        {"filters": ["not GraphQL {"]},
        {"filters": [{"price": {"gt": "$ "}}]},
        {"filters": ["{ price: { gt: 1, frobnicate: 2 } }"]},
    ],
    ids=str,
)
def test_rule_that_is_not_understood_is_reported(database: str, rule: dict[str, Any]) -> None:
    assert in_state(database, {"name": "products", "query": rule}) == ["graphgate.W022"]


def test_rule_for_no_table_is_reported(database: str) -> None:
    assert in_state(database, {"name": "prodcts", **RULES}) == ["graphgate.W023"]


def test_table_of_a_similar_name_is_suggested() -> None:
    role = StoredRole(name="user", rules=(StoredRule(table="prodcts"), StoredRule(table="zzzzzz")))
    with override_settings(GRAPHGATE=BASE):
        near, far = (
            str(message.hint) for message in role_checks.roles_of_database({"user": role}, "default")
        )
    assert near == "Did you mean 'products'?"
    assert far.startswith("The tables are: ")


def test_secret_column_that_a_role_names_is_reported(database: str) -> None:
    table = {"name": "customers", "query": {"columns": ["id", "password"]}}
    assert in_state(database, table) == ["graphgate.W024"]
    assert in_state(database, {"name": "customers", "query": {"columns": None}}) == []
    assert in_state(database, {"name": "customers", "query": {**table["query"], "block": True}}) == []


def test_nobody_with_a_rule_is_reported(database: str) -> None:
    assert in_state(database) == ["graphgate.W025"]


@pytest.mark.django_db
def test_database_is_asked_only_when_it_is_named(django_assert_num_queries: Any) -> None:
    with override_settings(GRAPHGATE=BASE), django_assert_num_queries(0):
        assert checks.check_state(databases=None) == []
        assert checks.check_state(databases=["sqlite"]) == []
        run_checks(tags=["graphgate", Tags.security])


def test_database_before_the_first_migration_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"].introspection, "table_names", lambda: ["auth_user"])
    with override_settings(GRAPHGATE=BASE):
        assert checks.check_state(databases=["default"]) == []


# -- nothing crashes ------------------------------------------------------------------------------


class Falling:
    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        raise RuntimeError("the router fell over")


def test_broken_router_is_reported_and_nothing_crashes() -> None:
    with override_settings(
        DATABASE_ROUTERS=[f"{__name__}.Falling"], GRAPHGATE={**BASE, "MODELS": ["shop.Tag"]}
    ):
        reported = [one for one in found() if one.id == "graphgate.W011"]
    assert "the router fell over" in reported[0].msg


@pytest.mark.parametrize(
    "value", [None, 5, [], {"MODELS": None}, {"AUTH": 3}, {"NAMED_AUTH": {"a": None}}, {1: 2}]
)
def test_no_configuration_makes_a_check_crash(settings: Any, value: Any) -> None:
    settings.GRAPHGATE = value
    assert {one.level for one in found() if one.id != "graphgate.I001"} >= {40}


@pytest.mark.django_db
def test_rules_on_a_standby() -> None:
    """A real one is in ``gate/test_standby.py``; this server only says that it is."""
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE FUNCTION pg_is_in_recovery() RETURNS boolean RETURN true")
        cursor.execute("SET LOCAL search_path = public, pg_catalog")
    messages = checks.check_state(databases=["default"])
    assert "graphgate.E009" in [message.id for message in messages]
