"""Data that models and databases refuse, through the gate: nothing is written, and the answer says what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, Result, get_gate
from tests.support.apps.customs.models import Form, Office, Parcel, Visit
from tests.support.gate.house import caller, settings_of

ALL = ("insert", "update", "upsert")
TABLES = ("offices", "parcels", "forms", "visits")
COLUMNS = [
    "number",
    "code",
    "email",
    "lane",
    "is_open",
    "weight",
    "limit",
    "price",
    "state",
    "office_id",
    "replaces_id",
]
ROLES: dict[str, Any] = {
    "roles": [
        {"name": "anon", "tables": []},
        {
            "name": "user",
            "tables": [
                {"name": name, "query": {}, "delete": {}, **{action: {} for action in ALL}} for name in TABLES
            ],
        },
        {
            "name": "clerk",
            "tables": [
                {
                    "name": "parcels",
                    "query": {"columns": ["id", "code"]},
                    "insert": {"columns": ["code"], "presets": {"office_id": 1, "number": 1}},
                    "update": {"columns": ["code"]},
                },
                {"name": "offices", "query": {}},
            ],
        },
    ]
}
INSERT = "mutation Add($data: [ParcelInsert!]!) { parcels(insert: $data) { id code } }"
USER = caller(1)
CLERK = caller(1, role="clerk")


@pytest.fixture
def office(database: str) -> Office:
    return Office.objects.create(pk=1, name="north")


@pytest.fixture
def gate(database: str, office: Office, settings: Any, tmp_path: Path) -> Gate:
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path / "config", MODELS=["customs"], PRODUCTION=False)
    return get_gate()


def fields_of(result: Result) -> list[tuple[str, str, str]]:
    """Path, message and code of all that is wrong."""
    assert result.data is None
    (error,) = result.errors
    assert (error["extensions"]["code"], result.status) == ("VALIDATION_FAILED", 200), error
    assert error["message"] == "The data are not valid."
    return [
        (".".join(map(str, field["path"])), field["message"], field["code"])
        for field in error["extensions"]["fields"]
    ]


def insert(gate: Gate, *rows: Any, identity: Any = USER) -> Result:
    return gate.execute(INSERT, variables={"data": list(rows)}, identity=identity)


RIGHT = {"number": 1, "code": "AA", "office_id": 1}


def test_all_that_models_say_is_reported_at_once(gate) -> None:
    result = insert(gate, RIGHT, {"code": "a", "email": "x", "office_id": 1}, {**RIGHT, "weight": None})
    assert fields_of(result) == [
        ("insert.1.code", "Ensure this value has at least 2 characters (it has 1).", "min_length"),
        ("insert.1.code", "Use capital letters.", "capitals"),
        ("insert.1.email", "Enter a valid email address.", "invalid"),
        ("insert.1.number", "This field is required.", "required"),
        ("insert.2.weight", "This field cannot be null.", "null"),
    ]
    assert not Parcel.objects.exists()


def test_messages_are_in_the_active_language(gate) -> None:
    with translation.override("de"):
        assert (
            fields_of(insert(gate, {"code": "AA", "office_id": 1}))[0][1]
            == "Dieses Feld ist zwingend erforderlich."
        )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"code": "AA", "number": 2}, ("insert.0.code", "That code is used.", "unique")),
        (
            {"code": "BB", "number": 1},
            ("insert.0", "Parcel with this Office and Running number already exists.", "unique_together"),
        ),
        ({"code": "BB", "number": 2, "weight": 101}, ("insert.0", "Too heavy.", "too_heavy")),
    ],
)
def test_database_refuses_a_row(gate, data, field) -> None:
    assert insert(gate, RIGHT).errors == []
    assert fields_of(insert(gate, {"office_id": 1, **data})) == [field]
    assert Parcel.objects.count() == 1


def test_same_value_twice_in_one_bulk(gate) -> None:
    ((path, message, code),) = fields_of(insert(gate, RIGHT, {**RIGHT, "number": 2}))
    assert (path, message, code) in {
        ("insert.1.code", "That code is used.", "unique"),
        ("insert.code", "That code is used.", "unique"),  # one statement does not say which row
    }
    assert not Parcel.objects.exists()


def test_role_learns_nothing_of_columns_that_it_does_not_have(gate) -> None:
    assert insert(gate, {"code": "AA"}, identity=CLERK).errors == []
    assert fields_of(insert(gate, {"code": "BB"}, identity=CLERK))[0][1:] == (
        "A row with these values already exists.",
        "unique",
    )
    result = insert(gate, {"code": "BB", "number": 5}, identity=CLERK)
    assert result.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert result.errors[0]["message"] == "Variable '$data' at insert[0].number: there is no such key."
    assert Parcel.objects.count() == 1


def test_update_that_a_model_or_the_database_refuses(gate) -> None:
    text = "mutation Change($data: ParcelUpdate!) { parcel(id: 5, update: $data) { id } }"
    Parcel(pk=5, office_id=1, number=1, code="AA").save()
    Parcel(pk=6, office_id=1, number=2, code="BB").save()

    def change(data: Any) -> list[tuple[str, str, str]]:
        return fields_of(gate.execute(text, variables={"data": data}, identity=USER))

    assert change({"code": "b"})[1] == ("update.code", "Use capital letters.", "capitals")
    assert change({"code": "BB"}) == [("update.code", "That code is used.", "unique")]
    assert change({"weight": 200}) == [("update", "Too heavy.", "too_heavy")]
    assert change({"increment": {"weight": -5}})[0][1:] == (
        "Ensure this value is greater than or equal to 0.",
        "min_value",
    )
    assert Parcel.objects.get(pk=5).code == "AA"


def test_foreign_key_to_no_row(gate) -> None:
    ((path, message, code),) = fields_of(insert(gate, {**RIGHT, "office_id": 99}))
    assert (path, code) == ("insert.0.office_id", "invalid_choice")
    assert "99" in message


def refused_delete(gate: Gate) -> tuple[str, str, str]:
    result = gate.execute("mutation Drop { office(id: 1, delete: true) { id } }", identity=USER)
    (field,) = fields_of(result)
    assert Office.objects.count() == 1
    return field


def test_row_that_others_refer_to_is_not_deleted(gate) -> None:
    Parcel(**RIGHT).save()
    assert refused_delete(gate) == ("delete", "Other rows refer to the row.", "protected")


@pytest.mark.django_db(transaction=True)
def test_database_notices_at_commit_that_others_refer_to_a_row(gate) -> None:
    visit = Visit.objects.create(office_id=1)
    assert refused_delete(gate) == ("delete", "Other rows refer to the row.", "protected")
    assert Visit.objects.get() == visit


def test_upsert_that_inserts_needs_all_values(gate) -> None:
    text = "mutation Put($data: [ParcelUpsert!]!) { parcels(upsert: $data, on: [code]) { id } }"
    Parcel(pk=5, office_id=1, number=1, code="AA").save()
    assert gate.execute(text, variables={"data": [{"code": "AA", "weight": 3}]}, identity=USER).errors == []
    assert Parcel.objects.get(pk=5).weight == 3
    result = gate.execute(text, variables={"data": [{"code": "BB", "weight": 3}]}, identity=USER)
    assert ("upsert.0.number", "This field is required.", "required") in fields_of(result)


FORM = "mutation Add($data: FormInsert!) { form(insert: $data) { id } }"


def test_model_is_validated_as_a_whole_where_it_is_asked_for(gate, settings, tmp_path) -> None:
    def add(**data: Any) -> Result:
        form = {"first": "2026-01-02", "last": "2026-01-03", "title": "a", "note": "b"} | data
        return get_gate().execute(FORM, variables={"data": form}, identity=USER)

    assert add(last="2026-01-01").errors == []
    assert add().errors == []
    settings.GRAPHGATE = settings_of(
        tmp_path / "config",
        MODELS=["customs"],
        PRODUCTION=False,
        TABLES=[{"name": "forms", "full_clean": True}],
    )
    assert fields_of(add(last="2026-01-01", title="c")) == [
        ("insert.last", "The end is before the beginning.", "order")
    ]
    assert fields_of(add(title="nothing")) == [("insert", "Say something.", "invalid")]
    assert fields_of(add()) == [("insert.title", "Title must be unique for First date.", "unique_for_date")]
    assert fields_of(add(title="c", note=None)) == [("insert.note", "This field cannot be blank.", "blank")]
    assert add(title="c").errors == []
    assert Form.objects.count() == 3


@pytest.mark.parametrize(
    "data", [[{"x": 1}] * 10_001, [[[]]], [{"office": {"office": {}}}], 5, {"code": {"a": {"b": []}}}, [None]]
)
def test_hostile_data_are_refused(gate, data) -> None:
    result = gate.execute(INSERT, variables={"data": data}, identity=USER)
    assert {error["extensions"]["code"] for error in result.errors} == {"BAD_USER_INPUT"}
    assert len(result.errors) <= 100


def test_more_rows_than_may_be_written(gate) -> None:
    result = insert(gate, *[{"code": f"A{n}"} for n in range(10_001)])
    assert result.errors[0]["extensions"]["code"] == "MAX_AFFECTED_EXCEEDED"


def test_data_and_problems_are_in_camel_case(gate, settings, tmp_path) -> None:
    settings.GRAPHGATE = settings_of(
        tmp_path / "config", MODELS=["customs"], PRODUCTION=False, CAMEL_CASE=True
    )
    right = {"number": 1, "code": "AA", "officeId": 1, "isOpen": True}
    assert insert(get_gate(), right, {**RIGHT, "code": "BB", "number": 2}).errors == []
    assert set(Parcel.objects.values_list("code", "is_open")) == {("AA", True), ("BB", False)}
    wrong = {"number": 3, "code": "CC", "officeId": None}
    assert fields_of(insert(get_gate(), wrong)) == [
        ("insert.0.officeId", "This field cannot be null.", "null")
    ]
    twice = insert(get_gate(), {**right, "office_id": 1})
    assert (
        twice.errors[0]["message"] == "Variable '$data' at insert[0].office_id: 'office_id' is given twice."
    )
