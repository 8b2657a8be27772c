"""Settings that change how values are shown: enums, and numbers as texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings
from graphql import print_schema, print_type

from django_graphgate.catalog import get_catalog
from django_graphgate.catalog.fields import Forms
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.errors import ConfigurationError, VariableInvalid
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.run import Runnable
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.identity import Identity
from django_graphgate.rules.model import StoredRule
from tests.support.apps.desk.models import Desk, UrgentCase, case
from tests.support.catalog.asking import Api, api, built

ENUMS = Forms(enums=True)
TEXTS = Forms(quoted=frozenset({"BigInt", "Decimal"}))


@pytest.fixture
def desk() -> Api:
    return api(["desk"], forms=ENUMS)


@pytest.fixture
def rows(database: str) -> None:
    Desk.objects.using(database).create(code="N")
    case(1, database, mood="calm", state="new", desk_id="N", amount="12345678901234.5000", large=2**62)
    case(2, database, mood="WILD", state=None, desk_id="N", parent_id=1)
    case(3, database, mood="WILD", state="done", large=-(2**53) - 1, parent_id=1, amount="-0.1")


# -- enums ----------------------------------------------------------------------------------------


def test_enum_has_other_values(desk: Api) -> None:
    schema = build_schema(desk.catalog)
    shown = [print_type(schema.type_map[name]) for name in ("CaseMood", "CaseState", "DeskCode")]
    assert shown == [
        "enum CaseMood {\n  calm\n  WILD\n}",
        "enum CaseState {\n  new\n  old\n  done\n}",
        "enum DeskCode {\n  N\n  S\n}",
    ]
    kinds = {name: str(one.type) for name, one in schema.type_map["Case"].fields.items()}  # type: ignore[attr-defined]
    assert (kinds["mood"], kinds["state"]) == ("CaseMood", "CaseState")
    assert (kinds["level"], kinds["maybe"], kinds["sign"], kinds["truth"]) == ("Int", *["String"] * 3)
    assert str(schema.type_map["UrgentCase"].fields["mood"].type) == "CaseMood"  # type: ignore[attr-defined]


def test_enum_is_there_unasked() -> None:
    assert "enum CaseMood" not in print_schema(build_schema(built(["desk"]).catalog))


def test_role_sees_the_enum_of_a_hidden_column() -> None:
    from django_graphgate.compiler.compile import RoleView
    from tests.support.shop.running import LIMITS

    limited = api(["desk"], StoredRule(table="cases", columns=("id", "state")), forms=ENUMS)
    view = RoleView.build(limited.role, limited.catalog, default_limit=20, limits=LIMITS)
    assert "CaseState" in view.schema.type_map
    assert "CaseMood" not in view.schema.type_map
    assert limited.refusal("query ($m: CaseMood) { cases(where: { state: { eq: $m } }) { id } }")[0] in (
        "GRAPHQL_VALIDATION_FAILED",
        "OPEN_SHAPE",
    )


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("where", "variables", "found"),
    [
        ("{ mood: { eq: WILD } }", {}, [2, 3]),
        ('{ mood: { eq: "WILD" } }', {}, [2, 3]),
        ("{ mood: WILD }", {}, [2, 3]),
        ("{ mood: [calm, WILD], id: { gt: 1 } }", {}, [2, 3]),
        ("{ mood: { neq: WILD } }", {}, [1]),
        ("{ state: { nin: [done] } }", {}, [1]),
        ("{ state: { is_null: true } }", {}, [2]),
        ("{ state: { not_distinct: null } }", {}, [2]),
        ('{ mood: { like: "W%" } }', {}, [2, 3]),
        ("{ mood: { gt: WILD } }", {}, [1]),
        ("{ mood: $one }", {"one": "WILD"}, [2, 3]),
        ("{ mood: { in: $some } }", {"some": ["calm", "WILD"]}, [1, 2, 3]),
        ("{ state: { eq: $state } }", {"state": None}, []),
        ("{ parent: { mood: { eq: calm } } }", {}, [2, 3]),
    ],
)
def test_filter_by_an_enum_finds_others(
    desk: Api, database: str, where: str, variables: dict[str, Any], found: list[int]
) -> None:
    if "gt: WILD" in where and database == "sqlite":
        found = [1]
    answer = desk.ask(f"{{ cases(where: {where}, order_by: {{ id: asc }}) {{ id }} }}", database, variables)
    assert [one["id"] for one in answer["cases"]] == found


@pytest.mark.usefixtures("rows")
def test_enum_is_no_key_order_or_cursor(desk: Api, database: str) -> None:
    text = """query ($moods: [CaseMood!]! = [WILD, calm], $code: DeskCode!, $after: String) {
        desk(id: $code) {
            code
            cases(first: 1, after: $after, order_by: [{ mood_in_order: { values: $moods } }]) { mood state }
            cases_cursor
        }
    }"""
    first = desk.ask(text, database, {"code": "N"})["desk"]
    assert first["cases"] == [{"mood": "WILD", "state": None}]
    second = desk.ask(text, database, {"code": "N", "after": first["cases_cursor"]})["desk"]
    assert second == {
        "code": "N",
        "cases": [{"mood": "calm", "state": "new"}],
        "cases_cursor": second["cases_cursor"],
    }
    plain = "query ($after: String) { cases(first: 1, after: $after, order_by: { mood: desc }) { mood } cases_cursor }"
    met, after = [], None
    for _ in range(3):
        found = desk.ask(plain, database, {"after": after})
        met += [one["mood"] for one in found["cases"]]
        after = found["cases_cursor"]
    assert sorted(met) == ["WILD", "WILD", "calm"]


@pytest.mark.parametrize("value", ["wild", "", "calm ", 1, True, ["calm"], {"a": 1}])
def test_value_that_is_no_enums_is_taken(desk: Api, value: Any) -> None:
    statement = desk.compiled("query ($m: CaseMood!) { cases(where: { mood: { eq: $m } }) { id } }")
    runnable = Runnable(statement, dialect_of("default"), "digest")
    with pytest.raises(
        VariableInvalid, match=r"Variable '\$m' of type 'CaseMood!': one of calm, WILD is expected"
    ):
        runnable.run("default", {"m": value}, Identity.anonymous(), "v", "r", state_here=False)


@pytest.mark.parametrize("text", ["wild", '"wild"', '"true"', '"a b"', "1", "true", '"calm\\u0000"'])
def test_literal_that_is_no_enums_is_taken(desk: Api, text: str) -> None:
    code, _ = desk.refusal(f"{{ cases(where: {{ mood: {{ eq: {text} }} }}) {{ id }} }}")
    assert code == "GRAPHQL_VALIDATION_FAILED"


def test_enum_in_a_variable_is_an_open_shape(desk: Api) -> None:
    strict = desk.strict("query ($m: CaseMood) { cases(where: { mood: $m }) { id } }")
    assert strict == "query ($m: CaseMood) { cases(where: { mood: { eq: $m } }) { id } }"
    strict = desk.strict("{ cases(where: { mood: $m, state: { in: $s } }) { id } }")
    assert strict.startswith("query ($m: CaseMood, $s: [CaseState!])")


@pytest.mark.usefixtures("rows")
def test_stored_value_outside_the_choices_is_handed_on(desk: Api, database: str) -> None:
    with connections[database].cursor() as cursor:
        cursor.execute("UPDATE desk_case SET mood = 'grim\"' WHERE id = 2")
    vendor = dialect_of(database)
    runnable = Runnable(desk.compiled("{ cases { id mood } }", vendor.name), vendor, "digest")
    answer = runnable.run(database, {}, Identity.anonymous(), "v", "r", state_here=False)
    assert [one["mood"] for one in json.loads(answer.data or b"")["cases"]] == ["calm", None, "WILD"]
    assert [(one.error_type, one.path) for one in answer.faults] == [("e", ("cases", 1, "mood"))]


@pytest.mark.usefixtures("rows")
def test_child_model_has_another_enum(desk: Api, database: str) -> None:
    UrgentCase.objects.using(database).create(id=9, mood="WILD")
    answer = desk.ask("{ urgent_cases: urgentcases(where: { mood: WILD }) { mood } }", database)
    assert answer == {"urgent_cases": [{"mood": "WILD"}]}


@pytest.mark.usefixtures("rows")
def test_rule_over_an_enum_lets_others_through(database: str) -> None:
    limited = api(["desk"], StoredRule(table="cases", filters=('{ mood: { eq: "WILD" } }',)), forms=ENUMS)
    assert [one["id"] for one in limited.ask("{ cases { id } }", database)["cases"]] == [2, 3]


@pytest.mark.usefixtures("rows")
def test_camel_case_changes_values(database: str) -> None:
    camel = api(["desk"], forms=ENUMS, camel_case=True)
    text = "{ cases(where: { mood: WILD }, orderBy: { moodInOrder: { values: [calm] } }) { parentId mood } }"
    assert [one["mood"] for one in camel.ask(text, database)["cases"]] == ["WILD", "WILD"]


def _named(**enums: Any) -> list[dict[str, Any]]:
    return [{"name": "cases", "columns": [{"name": key, "enum": name} for key, name in enums.items()]}]


class TestNames:
    """Settings of columns."""

    def test_name_is_not_the_settings(self) -> None:
        table = built(["desk"], tables=_named(mood="Humour")).catalog.tables["cases"]
        assert (table.columns["mood"].enum, table.columns["state"].enum) == ("Humour", "")

    def test_column_cannot_be_left_out(self) -> None:
        table = built(["desk"], tables=_named(mood=False), forms=ENUMS).catalog.tables["cases"]
        assert (table.columns["mood"].enum, table.columns["mood"].codec) == ("", TEXT)
        assert table.columns["state"].enum == "CaseState"

    @pytest.mark.parametrize(
        ("enums", "sentence"),
        [
            ({"mood": "CaseState"}, "desk.Case.(state|mood) and desk.Case.(state|mood) would both be called 'CaseState"),
            ({"mood": "Desk"}, "desk.Case.mood and desk.Desk would both be called 'Desk'"),
            ({"mood": "String"}, "GraphQL itself"),
            ({"mood": "CaseFilter"}, "would both be called 'CaseFilter'"),
            ({"level": "Level"}, "desk.Case.level cannot be the enum 'Level'"),
            ({"maybe": "Maybe"}, "desk.Case.maybe cannot be the enum"),
            ({"sign": "Sign"}, "desk.Case.sign cannot be the enum"),
            ({"truth": "Truth"}, "desk.Case.truth cannot be the enum"),
            ({"id": "Id"}, "desk.Case.id cannot be the enum"),
            ({"mood": "no name"}, "enum must be a GraphQL name, or False"),
        ],
    )  # fmt: skip
    def test_impossible_name_is_taken(self, enums: dict[str, str], sentence: str) -> None:
        with pytest.raises(ConfigurationError, match=sentence):
            built(["desk"], tables=_named(**enums), forms=ENUMS)


# -- numbers as texts -----------------------------------------------------------------------------


@pytest.mark.usefixtures("rows")
def test_number_is_no_text(database: str) -> None:
    desk = api(["desk"], forms=TEXTS)
    text = "{ case(id: 1) { id amount large level parent_id parts(order_by: { id: desc }) { id amount large } } }"
    assert desk.ask(text, database)["case"] == {
        "id": "1",
        "amount": "12345678901234.5000",
        "large": str(2**62),
        "level": 1,
        "parent_id": None,
        "parts": [
            {"id": "3", "amount": "-0.1000", "large": str(-(2**53) - 1)},
            {"id": "2", "amount": "0.0000", "large": None},
        ],
    }


@pytest.mark.usefixtures("rows")
def test_text_is_not_taken_back(database: str) -> None:
    desk = api(["desk"], forms=TEXTS)
    text = """query ($id: BigInt!, $some: [BigInt!], $least: Decimal, $after: String) {
        case(id: $id) { id parts(where: { id: { in: $some }, amount: { gte: $least } }) { id } }
        cases(first: 1, after: $after, order_by: { amount: asc }) { id amount } cases_cursor(of: "cases")
        literal: cases(where: { id: "2", amount: { lt: "1.5" } }) { id }
        listed: cases(order_by: { id: [["3", "1"], "asc"] }, limit: 2) { id }
    }"""
    after, met = None, []
    for _ in range(3):
        found = desk.ask(text, database, {"id": "1", "some": ["3", "2"], "least": "-0.1", "after": after})
        met += found["cases"]
        after = found["cases_cursor"]
    assert [one["id"] for one in met] == ["3", "2", "1"]
    assert met[0]["amount"] == "-0.1000"
    assert found["case"] == {"id": "1", "parts": [{"id": "2"}, {"id": "3"}]}
    assert found["literal"] == [{"id": "2"}]
    assert found["listed"] == [{"id": "3"}, {"id": "1"}]


def test_number_without_a_form_is_a_text(database: str) -> None:
    case(1, database)
    with connections[database].cursor() as cursor:
        text = "9e999" if database == "sqlite" else "'NaN'"
        cursor.execute(f"UPDATE desk_case SET amount = {text}")
    vendor = dialect_of(database)
    runnable = Runnable(
        api(["desk"], forms=TEXTS).compiled("{ cases { amount } }", vendor.name), vendor, "digest"
    )
    answer = runnable.run(database, {}, Identity.anonymous(), "v", "r", state_here=False)
    assert answer.data == b'{"cases":[{"amount":null}]}'
    assert [one.error_type for one in answer.faults] == ["n"]


# -- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({}, (False, False, "")),
        ({"BIGINT_AS_STRING": True}, (True, False, "")),
        ({"DECIMAL_AS_STRING": True}, (False, True, "")),
        ({"ENUMS": True}, (False, False, "CaseMood")),
    ],
)
def test_setting_changes_nothing(entries: dict[str, Any], expected: tuple[Any, ...]) -> None:
    with override_settings(GRAPHGATE={"MODELS": ["desk"], **entries}):
        columns = get_catalog().tables["cases"].columns
        assert (columns["large"].quoted, columns["amount"].quoted, columns["mood"].enum) == expected
