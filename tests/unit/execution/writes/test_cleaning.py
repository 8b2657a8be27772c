"""What models say of data before any SQL."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import pre_save
from django.test.utils import isolate_apps
from django.utils import translation

from django_graphgate.errors import ValidationFailed
from django_graphgate.execution.writes.cleaning import clean_rows, refuse_incomplete
from django_graphgate.execution.writes.data import DataReader
from django_graphgate.execution.writes.fields import cleaned, required_columns
from django_graphgate.ir.codec import BIGINT, BOOL, INT, TEXT, Codec
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import WritePlan, WriteRelation, WriteShape, WriteTable
from tests.support.apps.customs.models import Office, Parcel
from tests.support.apps.workshop.models import Article, Note, Passport, Project, Spot, Task
from tests.support.shop.models import Bundle, Product, Profile, Specimen
from tests.support.writes.reading import ADA, LIMITS, values_of

KEYS = (("id", BIGINT),)
COLUMNS = {
    "number": INT,
    "code": TEXT,
    "email": TEXT,
    "lane": INT,
    "is_open": BOOL,
    "weight": INT,
    "limit": INT,
    "price": Codec("decimal"),
    "state": TEXT,
    "office_id": BIGINT,
    "replaces_id": BIGINT,
}
OFFICE = WriteRelation(
    name="office", table="offices", way="forward", field="office", many=False, insert=True, connect=True
)
PARCELS = WriteRelation(
    name="parcels", table="parcels", way="reverse", field="office", many=True, insert=True, update=True
)


def plan(action="insert", **changes):
    parcels = {"columns": COLUMNS, "relations": {"office": OFFICE}, **changes}
    offices = {"columns": {"name": TEXT}, "relations": {"parcels": PARCELS}}
    made = [
        WriteShape(table="parcels", model="customs.Parcel", action=action, keys=KEYS, **parcels),
        WriteShape(table="offices", model="customs.Office", action=action, keys=KEYS, **offices),
    ]
    tables = {"parcels": "customs.Parcel", "offices": "customs.Office"}
    return WritePlan(
        roots=(),
        shapes={shape.name: shape for shape in made},
        tables={
            name: WriteTable(model=model, keys=KEYS, named_by={"id": BIGINT})
            for name, model in tables.items()
        },
    )


def rows_of(data, *, table="parcels", action="insert", of=None):
    from tests.support.writes.data_plans import root

    reader = DataReader(of or plan(action), LIMITS)
    (rows,) = reader.read([root(table, action)], values_of(data=data), ADA)
    return rows


def clean(data, **options):
    rows = rows_of(data, **options)
    clean_rows(rows)
    return rows


def problems(data, **options):
    with pytest.raises(ValidationFailed) as caught:
        clean(data, **options)
    return [(tuple(p["path"]), p["message"], p["code"]) for p in caught.value.extensions["fields"]]


RIGHT = {"number": 1, "code": "AB", "office_id": 1}


def test_right_data_stay_as_they_are() -> None:
    (row,) = clean(RIGHT | {"email": "", "lane": None, "replaces_id": None, "price": Decimal("1.20")})
    assert row.values == RIGHT | {"email": "", "lane": None, "replaces_id": None, "price": Decimal("1.20")}


WRONG = [
    ({"code": "A"}, "code", "Ensure this value has at least 2 characters (it has 1).", "min_length"),
    ({"code": "ab"}, "code", "Use capital letters.", "capitals"),
    ({"code": "A" * 11}, "code", "Ensure this value has at most 10 characters (it has 11).", "max_length"),
    ({"code": ""}, "code", "This field cannot be blank.", "blank"),
    ({"code": None}, "code", "This field cannot be null.", "null"),
    ({"email": "x"}, "email", "Enter a valid email address.", "invalid"),
    ({"state": "bad"}, "state", "Value 'bad' is not a valid choice.", "invalid_choice"),
    ({"weight": -1}, "weight", "Ensure this value is greater than or equal to 0.", "min_value"),
    (
        {"price": Decimal("1.234")},
        "price",
        "Ensure that there are no more than 2 decimal places.",
        "max_decimal_places",
    ),
    (
        {"price": Decimal("1E+9")},
        "price",
        "Ensure that there are no more than 5 digits in total.",
        "max_digits",
    ),
    ({"number": None}, "number", "This field cannot be null.", "null"),
    ({"office_id": None}, "office_id", "This field cannot be null.", "null"),
    ({"is_open": None}, "is_open", "“None” value must be either True or False.", "invalid"),
]


@pytest.mark.parametrize(("data", "column", "message", "code"), WRONG, ids=[str(w[0]) for w in WRONG])
@pytest.mark.parametrize("action", ["insert", "update"])
def test_value_does_not_fit_the_field(action, data, column, message, code) -> None:
    data = RIGHT | data if action == "insert" else data
    assert problems(data, action=action) == [((action, column), message, code)]


def test_several_things_are_wrong_with_a_value() -> None:
    assert [code for _, _, code in problems(RIGHT | {"code": "a"})] == ["min_length", "capitals"]


def test_update_lacks_nothing() -> None:
    assert clean({"limit": 5}, action="update")[0].values == {"limit": 5}
    assert clean({"id": 1}, action="upsert", of=plan("upsert", columns={"id": BIGINT}, relations={}))


def test_required_columns_have_no_value() -> None:
    assert problems([{"code": "AB"}, {}]) == [
        (("insert", 0, "office_id"), "This field is required.", "required"),
        (("insert", 0, "number"), "This field is required.", "required"),
        (("insert", 1, "office_id"), "This field is required.", "required"),
        (("insert", 1, "number"), "This field is required.", "required"),
        (("insert", 1, "code"), "This field is required.", "required"),
    ]


def test_upsert_that_inserts_lacks_values() -> None:
    of = plan("upsert", columns={"id": BIGINT, "code": TEXT}, relations={})
    (row,) = clean({"code": "AB"}, action="upsert", of=of)
    with pytest.raises(ValidationFailed) as caught:
        refuse_incomplete(row)
    assert [p["path"] for p in caught.value.extensions["fields"]] == [["upsert"], ["upsert"]]
    (row,) = clean(RIGHT, action="upsert", of=plan("upsert", relations={}))
    refuse_incomplete(row)


@pytest.mark.parametrize("office", [{"name": "north"}, {"connect": {"id": 1}}])
def test_foreign_key_is_filled_along_its_relation(office) -> None:
    assert clean({"number": 1, "code": "AB", "office": office})


def test_foreign_key_is_filled_by_no_row() -> None:
    data = {"number": 1, "code": "AB", "office": {"connect": []}}
    assert problems(data) == [(("insert", "office_id"), "This field is required.", "required")]


def test_foreign_key_is_filled_by_the_parent() -> None:
    data = {"name": "north", "parcels": [{"number": 1, "code": "AB"}, {"code": "ab"}]}
    assert problems(data, table="offices") == [
        (("insert", "parcels", 1, "code"), "Use capital letters.", "capitals"),
        (("insert", "parcels", 1, "number"), "This field is required.", "required"),
    ]
    (row,) = clean({"name": "north", "parcels": {"number": 1, "code": "AB"}}, table="offices")
    assert row.related[0].rows[0].values == {"number": 1, "code": "AB"}


def test_preset_fills_a_column() -> None:
    presets = (("number", Parameter("constant", INT, value=5)),)
    columns = {name: codec for name, codec in COLUMNS.items() if name != "number"}
    assert clean({"code": "AB", "office_id": 1}, of=plan(presets=presets, columns=columns))


def test_column_that_the_role_has_no_name_for_is_not_named(caplog) -> None:
    of = plan(columns={"code": TEXT}, relations={})
    assert problems({"code": "AB"}, of=of) == [(("insert",), "This field is required.", "required")] * 2
    assert "parcels:insert cannot give office_id" in caplog.text


def test_problems_are_translated() -> None:
    with translation.override("de"):
        assert problems({"code": "AB", "office_id": 1})[0][1] == "Dieses Feld ist zwingend erforderlich."
        assert problems(RIGHT | {"state": "x"})[0][1] == "Wert 'x' ist keine gültige Option."


def test_hundred_problems_are_enough() -> None:
    assert len(problems([RIGHT | {"code": "a"}] * 500)) == 100


REQUIRED = [
    (Office, {"name"}),
    (Parcel, {"office_id", "number", "code"}),
    (Project, {"title", "owner_id"}),
    (Task, {"project_id", "title"}),
    (Passport, {"person_id", "number"}),
    (Note, {"text"}),
    (Spot, {"aisle", "place"}),
    (Profile, {"customer_id"}),
    (Product, {"name", "price", "created_at", "owner_id"}),
    (Bundle, {"name", "price", "created_at", "owner_id", "pieces"}),
    (Article, set()),
    (
        Specimen,
        {
            "small",
            "number",
            "big",
            "real",
            "exact",
            "flag",
            "text",
            "ident",
            "day",
            "clock",
            "moment",
            "span",
            "blob",
        }
        | {"document", "address"},
    ),
]


@pytest.mark.parametrize(("model", "columns"), REQUIRED, ids=[m.__name__ for m, _ in REQUIRED])
def test_columns_are_required(model, columns) -> None:
    assert set(required_columns(model)) == columns


def test_receiver_of_pre_save_may_give_everything() -> None:
    def receive(**_):
        pass

    pre_save.connect(receive, sender=Office)
    try:
        assert set(required_columns(Office)) == set()
    finally:
        pre_save.disconnect(receive, sender=Office)


class Even(models.IntegerField):
    """Looks at the rest of the row."""

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value % 2 and not model_instance.may_be_odd:
            raise ValidationError("Odd.", code="odd")


class Filled(models.CharField):
    def pre_save(self, model_instance, add):
        return "filled"


@isolate_apps("tests.support.shop")
def test_field_of_the_project_sees_the_row() -> None:
    class Pair(models.Model):
        number = Even()
        may_be_odd = models.BooleanField()
        filled = Filled(max_length=10)

        class Meta:
            app_label = "shop"

    field = Pair._meta.get_field("number")
    assert cleaned(field, 3, lambda: Pair(may_be_odd=True)) == 3
    with pytest.raises(ValidationError):
        cleaned(field, 3, lambda: Pair(may_be_odd=False))
    assert set(required_columns(Pair)) == {"number", "may_be_odd"}


def test_plain_field_needs_no_instance() -> None:
    assert cleaned(Office._meta.get_field("name"), "x", lambda: pytest.fail("made")) == "x"


@pytest.mark.parametrize("value", [{}, [], {"a": 1}, 0, False])
def test_empty_json_is_a_value(value) -> None:
    assert cleaned(Product._meta.get_field("attributes"), value, Product) == value
