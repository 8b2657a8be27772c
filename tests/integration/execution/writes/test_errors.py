"""What databases say of rows that they do not take, as errors of the data."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import override_settings
from django.utils import translation

from django_graphgate.errors import Forbidden, ValidationFailed
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.writes.errors import errors_of
from tests.support.apps.customs.models import Insured, Office, Parcel, Stay

PATH = ("insert", 0)
GATE = {"MODELS": ["shop"], "USAGE_INTERVAL": None}


@pytest.fixture
def office(database):
    return Office.objects.create(name="north")


def parcel(office, **values):
    return Parcel(**{"office_id": office and office.pk, "number": 1, "code": "AA"} | values)


def problems(database, act, *, model=Parcel, path=PATH, names=None):
    """What is said of a write that the database refuses, each as path, message and code."""
    refused, block = pytest.raises(ValidationFailed), transaction.atomic(database)
    with refused as caught, block, errors_of(database, model, path, names):
        act()
    return [(tuple(p["path"]), p["message"], p["code"]) for p in caught.value.extensions["fields"]]


TAKEN = [
    ({"code": "AA"}, "code", "That code is used.", "unique"),
    ({"number": 1}, None, "Parcel with this Office and Running number already exists.", "unique_together"),
    ({"email": "Ada@Example.com"}, None, "Constraint “customs_email” is violated.", "invalid"),
    ({"is_open": True, "lane": 1}, None, "Constraint “customs_open_lane” is violated.", "invalid"),
    ({"lane": 1, "limit": 7}, None, "Parcel with this Lane and Limit already exists.", "unique_together"),
    ({"price": Decimal("2.50")}, None, "That price is in use.", "price_used"),
    ({"pk": 1_000}, "id", "Parcel with this ID already exists.", "unique"),
]


@pytest.mark.parametrize(("values", "column", "message", "code"), TAKEN, ids=[str(t[0]) for t in TAKEN])
def test_value_is_taken(database, office, values, column, message, code) -> None:
    there = {"email": "ada@example.com", "is_open": True, "lane": 1, "limit": 7, "price": Decimal("2.50")}
    parcel(office, pk=1_000, **there).save()
    other = parcel(office, **{"number": 2, "code": "BB"} | values)
    place = PATH if column is None else (*PATH, column)
    assert problems(database, lambda: other.save(force_insert=True)) == [(place, message, code)]


def test_foreign_key_of_its_own_is_taken(database, office) -> None:
    first = parcel(office)
    first.save()
    parcel(office, number=2, code="BB", replaces=first).save()
    third = parcel(office, number=3, code="CC", replaces=first)
    message = "Parcel with this Replaces already exists."
    assert problems(database, third.save) == [((*PATH, "replaces_id"), message, "unique")]


def test_column_of_a_parent_is_taken(database, office) -> None:
    Insured(office=office, number=1, code="AA", policy="p").save()
    other = Insured(office=office, number=2, code="AA", policy="q")
    assert problems(database, other.save, model=Insured) == [
        ((*PATH, "code"), "That code is used.", "unique")
    ]
    other = Insured(office=office, number=2, code="BB", policy="p")
    message = "Insured with this Policy already exists."
    assert problems(database, other.save, model=Insured) == [((*PATH, "policy"), message, "unique")]


BROKEN = [
    ({"weight": 101}, None, "Too heavy.", "too_heavy"),
    ({"limit": 13}, None, "Constraint “customs_limit” is violated.", "invalid"),
    ({"weight": -1}, "weight", "Ensure this value is greater than or equal to 0.", "min_value"),
    ({"number": None}, "number", "This field cannot be null.", "null"),
    ({"office_id": None}, "office_id", "This field cannot be null.", "null"),
]


@pytest.mark.parametrize(("values", "column", "message", "code"), BROKEN, ids=[str(b[0]) for b in BROKEN])
def test_condition_does_not_hold(database, office, values, column, message, code) -> None:
    place = PATH if column is None else (*PATH, column)
    assert problems(database, parcel(office, **values).save) == [(place, message, code)]


def test_columns_that_the_role_has_no_name_for_are_not_named(database, office) -> None:
    def look(unsaved: Parcel) -> None:
        unsaved._state.db = database
        unsaved.validate_unique()

    parcel(office).save()
    known = {"code", "number"}
    same = parcel(office, number=1, code="BB")
    assert problems(database, same.save, names=known) == [
        (PATH, "A row with these values already exists.", "unique")
    ]
    assert problems(database, parcel(office, number=2).save, names={"number"}) == [
        (PATH, "A row with these values already exists.", "unique")
    ]
    for unsaved, names in ((same, known), (parcel(office, number=2), {"number"})):
        taken = problems(database, partial(look, unsaved), names=names)
        assert taken == [(PATH, "A row with these values already exists.", "unique")]
    bad = parcel(office, number=2, code="CC", weight=-1)
    assert problems(database, bad.save, names=known)[0][0] == PATH
    assert problems(database, parcel(None, number=2, code="CC").save, names=known)[0][0] == PATH


def test_values_of_other_rows_are_not_in_messages(database, office) -> None:
    parcel(office, email="secret@example.com", lane=1, is_open=True, code="HIDDEN").save()
    other = parcel(office, number=2, code="BB", lane=1, is_open=True)
    assert "secret" not in str(problems(database, other.save))
    assert "HIDDEN" not in str(problems(database, other.save))


def test_messages_are_translated(database, office) -> None:
    parcel(office, lane=1, limit=2).save()
    other = parcel(office, number=2, code="BB", lane=1, limit=2)
    with translation.override("de"):
        ((_, message, _),) = problems(database, other.save)
        (expected,) = other.unique_error_message(type(other), ("lane", "limit")).messages
    assert message == expected
    assert message.startswith("Parcel mit diesem")


@pytest.mark.parametrize("values", [{"code": "X" * 11}, {"number": 2**40}, {"price": Decimal("1e10")}, {}])
def test_value_does_not_fit_its_column(office, database, values) -> None:
    """Validators refuse these; a preset, or code of the project, may still bring them.

    SQLite has columns of any width, and numbers of 64 bits.
    """
    values = {"number": 2**70} if database == "sqlite" or not values else values
    refused = problems(database, parcel(office, **values).save)
    assert refused == [(PATH, "A value does not fit its column.", "invalid")]


@pytest.mark.django_db(databases=["default"])
def test_text_that_the_server_cannot_hold() -> None:
    with translation.override(None):
        office = Office(name="a\ud800")
    with pytest.raises(UnicodeEncodeError):  # codecs refuse it long before
        office.save()


@pytest.mark.django_db(databases=["default"])
def test_rows_exclude_each_other() -> None:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Stay.objects.create(during=DateTimeTZRange(start, start + dt.timedelta(days=2)))
    other = Stay(during=DateTimeTZRange(start + dt.timedelta(days=1), start + dt.timedelta(days=3)))
    message = "Constraint “customs_overlap” is violated."
    assert problems("default", other.save, model=Stay) == [(PATH, message, "overlaps")]


def test_rows_that_others_refer_to(database, office) -> None:
    first = parcel(office)
    first.save()
    message = "Other rows refer to the row."
    assert problems(database, office.delete, model=Office, path=("delete",)) == [
        (("delete",), message, "protected")
    ]
    parcel(office, number=2, code="BB", replaces=first).save()
    assert problems(database, first.delete, path=("delete",)) == [(("delete",), message, "restricted")]
    plain = Office.objects.filter(pk=office.pk)

    def delete_at_once() -> None:
        plain._raw_delete(database)
        connections[database].check_constraints()

    assert problems(database, delete_at_once, model=Office, path=("delete",))[0][1:] in {
        (message, "protected"),
        ("The database refuses the row.", "database"),  # Django's own check on SQLite
    }


def test_row_that_is_referred_to_is_gone(database) -> None:
    def insert() -> None:
        parcel(None, office_id=99).save()
        connections[database].check_constraints()

    (problem,) = problems(database, insert)
    assert problem in {
        ((*PATH, "office_id"), "The row that is referred to does not exist.", "invalid_choice"),
        (PATH, "The database refuses the row.", "database"),
    }


TRIGGERS = {
    "default": (
        "CREATE FUNCTION customs_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no office called %', NEW.name; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON customs_office FOR EACH ROW EXECUTE FUNCTION customs_refuse()",
    ),
    "sqlite": (
        "CREATE TRIGGER refuse BEFORE INSERT ON customs_office"
        " BEGIN SELECT RAISE(ABORT, 'no office called x'); END",
    ),
}


@pytest.mark.parametrize(
    ("production", "message"), [(True, "The database refuses the row."), (False, "no office called x")]
)
def test_trigger_refuses_the_row(database, production, message) -> None:
    with connections[database].cursor() as cursor:
        for text in TRIGGERS[database]:
            cursor.execute(text)
    with override_settings(GRAPHGATE={**GATE, "PRODUCTION": production}):
        assert problems(database, Office(name="x").save, model=Office) == [(PATH, message, "database")]


RAISED = [
    ("RAISE EXCEPTION 'no' USING ERRCODE = 'GG001'", ("no", "database")),
    ("RAISE EXCEPTION 'no' USING ERRCODE = '38000'", ("no", "database")),
    ("PERFORM 1 / 0", ("A value does not fit its column.", "invalid")),
    ("RAISE check_violation USING CONSTRAINT = 'other'", ("The database refuses the row.", "database")),
    ("RAISE unique_violation", ("A row with these values already exists.", "database")),
    ("RAISE not_null_violation USING COLUMN = 'other'", ("The database refuses the row.", "database")),
]


@pytest.mark.parametrize(("statement", "said"), RAISED, ids=[statement for statement, _ in RAISED])
@pytest.mark.django_db(databases=["default"])
def test_code_of_the_database_raises_what_it_likes(statement, said) -> None:
    create, attach = TRIGGERS["default"]
    with connections["default"].cursor() as cursor:
        cursor.execute(create.replace("RAISE EXCEPTION 'no office called %', NEW.name", statement))
        cursor.execute(attach)
    with override_settings(GRAPHGATE={**GATE, "PRODUCTION": False}):
        ((place, *rest),) = problems("default", Office(name="x").save, model=Office)
    assert (place, tuple(rest)) == (PATH, said)


@pytest.mark.parametrize("state", ["40001", "40P01", "57014", "53300", "25006", "08006"])
@pytest.mark.django_db(databases=["default"])
def test_trouble_of_the_server_is_not_about_the_data(state) -> None:
    create, attach = TRIGGERS["default"]
    with connections["default"].cursor() as cursor:
        cursor.execute(create.replace("'no office called %', NEW.name", f"'x' USING ERRCODE = '{state}'"))
        cursor.execute(attach)
    with pytest.raises(DatabaseError), transaction.atomic("default"), errors_of("default", Office, PATH):
        Office(name="x").save()


@pytest.mark.django_db(databases=["default"])
def test_row_level_security_refuses_the_row() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE ROLE customs_clerk")
        cursor.execute("GRANT ALL ON customs_office, customs_office_id_seq TO customs_clerk")
        cursor.execute("ALTER TABLE customs_office ENABLE ROW LEVEL SECURITY")
        cursor.execute("SET LOCAL ROLE customs_clerk")
    with (
        pytest.raises(Forbidden) as caught,
        transaction.atomic("default"),
        errors_of("default", Office, PATH),
    ):
        Office(name="x").save()
    assert caught.value.message == "You do not have access to that."


def test_other_errors_leave_as_they_are(database) -> None:
    def broken() -> None:
        with connections[database].cursor() as cursor:
            cursor.execute("SELECT nothing FROM customs_office")

    with pytest.raises(DatabaseError), transaction.atomic(database), errors_of(database, Office, PATH):
        broken()
    with pytest.raises(ZeroDivisionError), errors_of(database, Office, PATH):
        raise ZeroDivisionError


@pytest.mark.parametrize("production", [True, False])
def test_statement_of_the_gate_is_refused(database, office, production) -> None:
    """In production the error has no cause, whose text has the values of the row."""
    text = "INSERT INTO customs_office (name) VALUES ('north') RETURNING 'done'"
    with override_settings(GRAPHGATE={**GATE, "PRODUCTION": production}):
        refused = problems(database, lambda: fetch_row(database, text, []), model=Office)
    assert refused == [((*PATH, "name"), "Office with this Name already exists.", "unique")]


def test_paths_are_spelled_as_the_api_shows_names(database, office) -> None:
    with override_settings(GRAPHGATE={**GATE, "CAMEL_CASE": True}):
        ((place, *_),) = problems(database, parcel(None).save)
    assert place == (*PATH, "officeId")
