"""Selectors whose rows are elsewhere: in another schema, or not along the row around them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from django_graphgate.compiler.compile import RoleView, read_operation
from django_graphgate.compiler.validate.schema_usage import schema_usage
from django_graphgate.errors import ConfigurationError
from django_graphgate.rules.model import StoredRule
from tests.support.apps.desk.models import Desk, case
from tests.support.catalog.asking import Api, api, built
from tests.support.shop.running import LIMITS

SCHEMAS = {"default": 'ar"chive; --', "sqlite": "temp"}


def with_schema(alias: str, *rules: StoredRule) -> Api:
    return api(["desk"], *rules, tables=[{"name": "cases", "schemas": [SCHEMAS[alias]]}])


@pytest.fixture
def rows(database: str) -> None:
    """Two cases here, and in another schema a table of the same columns with two others."""
    Desk.objects.using(database).create(code="N")
    Desk.objects.using(database).create(code="S")
    case(1, database, desk_id="N", level=1)
    case(2, database, desk_id="S", level=2, parent_id=1)
    name = connections[database].ops.quote_name
    with connections[database].cursor() as cursor:
        if database == "default":
            schema = '"ar""chive; --"'
            cursor.execute(f"CREATE SCHEMA {schema}")
            cursor.execute(f"CREATE TABLE {schema}.desk_case (LIKE desk_case)")
        else:
            schema = "temp"
            cursor.execute("CREATE TEMP TABLE desk_case AS SELECT * FROM main.desk_case WHERE 0")
        here = "desk_case" if database == "default" else "main.desk_case"
        cursor.execute(f"INSERT INTO {schema}.desk_case SELECT * FROM {here} WHERE {name('id')} = 1")
        cursor.execute(f"UPDATE {schema}.desk_case SET id = 11, level = 2, desk_id = 'S'")


@pytest.fixture
def _tidy(database: str) -> Any:
    yield
    if database == "sqlite":
        with connections[database].cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS temp.desk_case")


def at(alias: str) -> str:
    return "@schema(name: %s)" % ('"' + SCHEMAS[alias].replace('"', '\\"') + '"')


@pytest.mark.usefixtures("_tidy", "rows")
class TestSchema:
    """``@schema``."""

    def test_rows_are_of_another_schema(self, database: str) -> None:
        if database == "sqlite":  # an unqualified name means the temporary table there
            here = "cases: cases(where: { id: { lt: 0 } })"
        else:
            here = "cases"
        text = f"""{{ {here} {{ id }} other: cases {at(database)} {{ id desk {{ code }} }}
            one: case(id: 11) {at(database)} {{ level }} desks {{ code cases {at(database)} {{ id }} }} }}"""
        found = with_schema(database).ask(text, database)
        assert found["other"] == [{"id": 11, "desk": {"code": "S"}}]
        assert found["one"] == {"level": 2}
        assert found["desks"] == [{"code": "N", "cases": []}, {"code": "S", "cases": [{"id": 11}]}]
        if database == "default":
            assert found["cases"] == [{"id": 1}, {"id": 2}]

    def test_rule_does_not_hold_there(self, database: str) -> None:
        rules = [
            StoredRule(table="cases", columns=("id",), filters=("{ level: { eq: 1 } }",)),
            StoredRule(table="desks"),
        ]
        limited = with_schema(database, *rules)
        text = f"{{ cases {at(database)} {{ id }} case(id: 11) {at(database)} {{ id }} desks {{ cases {at(database)} {{ id }} }} }}"
        assert limited.ask(text, database) == {
            "cases": [],
            "case": None,
            "desks": [{"cases": []}, {"cases": []}],
        }
        assert limited.refusal(f"{{ cases {at(database)} {{ level }} }}")[0] == "GRAPHQL_VALIDATION_FAILED"


class TestRefused:
    """What ``@schema`` and ``@notRelated`` may not say."""

    @pytest.mark.parametrize("name", ["pg_catalog", "", "Archive", "archive "])
    def test_schema_that_no_setting_lists_is_read(self, name: str) -> None:
        found = api(["desk"], tables=[{"name": "cases", "schemas": ["archive"]}])
        code, message = found.refusal(f'{{ cases @schema(name: "{name}") {{ id }} }}')
        assert code == "GRAPHQL_VALIDATION_FAILED"
        assert message == f"'cases' cannot be read in the schema '{name}'. It can be read in: 'archive'."
        code, message = found.refusal('{ desks { code cases { desk @schema(name: "archive") { code } } } }')
        assert message == "'desks' cannot be read in the schema 'archive'. It can be read in: none."

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("query ($s: String!) { cases @schema(name: $s) { id } }", "OPEN_SHAPE"),
            ("{ cases @schema { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ('{ cases { id @schema(name: "archive") } }', "GRAPHQL_VALIDATION_FAILED"),
            ("{ cases { id @notRelated } }", "GRAPHQL_VALIDATION_FAILED"),
            ('{ cases { id } cases @schema(name: "archive") { level } }', "GRAPHQL_VALIDATION_FAILED"),
            ("{ desks { cases { id } cases @notRelated { level } } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ cases { id: desks @notRelated { code } id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ cases { desks @notRelated { nothing } } }", "GRAPHQL_VALIDATION_FAILED"),
            ('{ cases { desks(id: "S") @notRelated { code } } }', "GRAPHQL_VALIDATION_FAILED"),
            ("{ cases { desks @notRelated } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ cases { desks(where: { no: 1 }) @notRelated { code } } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ cases { nothing @notRelated { code } } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ cases { desks(no: 1) @notRelated { code } } }", "GRAPHQL_VALIDATION_FAILED"),
            (
                "{ cases { desks @notRelated { code } desks(limit: 1) @notRelated { code } } }",
                "GRAPHQL_VALIDATION_FAILED",
            ),
        ],
    )
    def test_place_without_a_meaning_is_taken(self, text: str, code: str) -> None:
        found = api(["desk"], tables=[{"name": "cases", "schemas": ["archive"]}])
        assert found.refusal(text)[0] == code

    def test_heir_has_schemas(self) -> None:
        with pytest.raises(ConfigurationError, match="rows are in several tables"):
            built(["desk"], tables=[{"name": "urgentcases", "schemas": ["archive"]}])

    @pytest.mark.parametrize("schemas", ["archive", [""], [1], ["a\0b"]])
    def test_impossible_schema_is_taken(self, schemas: Any) -> None:
        with pytest.raises(ConfigurationError, match="schemas"):
            built(["desk"], tables=[{"name": "cases", "schemas": schemas}])


def fill(alias: str) -> None:
    for code in "NS":
        Desk.objects.using(alias).create(code=code)
    for number, desk in enumerate("NSS", 1):
        case(number, alias, desk_id=desk, level=1 + number % 2)


def test_unrelated_selector_hangs_on_the_row(database: str) -> None:
    fill(database)
    text = """query ($level: Int) { desks(limit: 2) {
        code
        own: cases { id }
        all: cases(where: { level: $level }, order_by: { id: desc }) @notRelated { id }
        first: case @notRelated { id desk { code } }
        urgentcases @notRelated { hours }
    } }"""
    found = api(["desk"]).ask(text, database, {"level": 2})["desks"]
    assert [one["own"] for one in found] == [[{"id": 1}], [{"id": 2}, {"id": 3}]]
    assert [one["all"] for one in found] == [[{"id": 3}, {"id": 1}]] * 2
    assert [one["first"] for one in found] == [{"id": 1, "desk": {"code": "N"}}] * 2
    assert [one["urgentcases"] for one in found] == [[], []]


@pytest.mark.parametrize("camel_case", [False, True])
def test_table_that_is_no_relation_cannot_be_asked(database: str, camel_case: bool) -> None:
    fill(database)
    order = "orderBy" if camel_case else "order_by"
    text = f"""{{ cases(limit: 1) {{ id
        desks(where: {{ code: $code }}, {order}: {{ code: desc }}) @notRelated {{
            code case @notRelated {{ id }} late: urgentcases(id: 7) @notRelated {{ hours }} }} }} }}"""
    desk = api(["desk"], camel_case=camel_case)
    found = desk.ask(text, database, {"code": "S"})["cases"]
    assert found == [{"id": 1, "desks": [{"code": "S", "case": {"id": 1}, "late": None}]}]
    strict = desk.strict(text)
    assert strict.startswith("query ($code: String)")
    assert "late: urgentcase(id: 7) @notRelated" in strict
    assert desk.strict(strict) == strict


def test_rule_does_not_hold_for_an_unrelated_selector(database: str) -> None:
    fill(database)
    rules = [
        StoredRule(table="cases", columns=("id",), filters=("{ level: { eq: 1 } }",), limit=1),
        StoredRule(table="desks", filters=("{ code: { eq: $user_id } }",)),
    ]
    limited = api(["desk"], *rules)
    text = "{ cases { desks @notRelated { code } cases: parts @notRelated { id } } }"
    assert limited.ask(text, database, user="S") == {
        "cases": [{"desks": [{"code": "S"}], "cases": [{"id": 2}]}]
    }
    assert limited.ask(text, database)["cases"][0]["desks"] is None
    for hidden in ("level", "desk { code } level"):
        code, _ = limited.refusal(f"{{ desks {{ all: cases @notRelated {{ {hidden} }} }} }}")
        assert code == "GRAPHQL_VALIDATION_FAILED"


def test_role_reads_a_table_without_a_rule() -> None:
    limited = api(["desk"], StoredRule(table="cases"))
    for text in ("{ cases { desks @notRelated { code } } }", "{ cases { desk @notRelated { code } } }"):
        assert limited.refusal(text)[0] == "GRAPHQL_VALIDATION_FAILED"
        operation = read_operation(text, None, catalog=limited.catalog, limits=LIMITS)
        everything = RoleView.build(api(["desk"]).role, limited.catalog, default_limit=20, limits=LIMITS)
        members = schema_usage(operation.normal.operation, everything.schema)
        assert members is None or ("Desk",) in members
