"""Presets: what the role's rules put into the rows."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from django_graphgate.errors import AuthenticationRequired, Forbidden, Unsupported
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.writes.data import DataReader
from django_graphgate.ir.codec import BIGINT, DATETIME, JSON, TEXT
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import Probe
from tests.support.writes.data_plans import PRODUCT, plan, root, shape
from tests.support.writes.reading import ADA, LIMITS, NOW, values_of

MINE = Parameter("caller", BIGINT, name="user_id")
SERVICE = Facts(Identity(role="robot", authenticator="header"), "robot", {})
NOBODY = Facts(Identity.anonymous(), "anon", {})


def filled(presets, data, *, facts=ADA, text_of=None, action="insert"):
    columns = {name: codec for name, codec in PRODUCT.items() if name not in dict(presets)}
    of = plan(shape("products", action, presets=tuple(presets), columns=columns))
    values = values_of(data=data)
    reader = DataReader(of, LIMITS)
    (rows,) = reader.read([root("products", action)], values, facts)
    reader.put_presets(rows, values, facts, text_of or (lambda probe: pytest.fail(f"asked for {probe}")))
    return rows


def test_presets_are_values_of_fields_and_are_not_given() -> None:
    presets = [
        ("owner_id", MINE),
        ("created_at", Parameter("now", DATETIME)),
        ("name", Parameter("constant", TEXT, value="Lamp")),
        ("attributes", Parameter("constant", JSON, value="x")),
        ("weight", Parameter("claim", TEXT, name="weight")),
    ]
    (row,) = filled(presets, {"stock": 3})
    assert row.values == {
        "stock": 3,
        "owner_id": 7,
        "created_at": NOW,
        "name": "Lamp",
        "attributes": "x",
        "weight": None,
    }
    assert row.given == {"stock"}


def test_nested_rows_get_the_presets_of_their_tables() -> None:
    of = plan(
        shape("categories", "insert", presets=(("name", Parameter("constant", TEXT, value="p")),), columns={})
    )
    values = values_of(data={"category": {"parent": {}}})
    reader = DataReader(of, LIMITS)
    (rows,) = reader.read([root("products", "insert")], values, ADA)
    reader.put_presets(rows, values, ADA, lambda _: None)
    (category,) = rows[0].related[0].rows
    assert (rows[0].values, category.values) == ({}, {"name": "p"})
    assert category.related[0].rows[0].values == {"name": "p"}


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("name", b'"Lamp"', "Lamp"),
        ("stock", b"5", 5),
        ("price", b"12.10", Decimal("12.10")),
        ("created_at", b'"2026-01-02T03:04:05+00:00"', dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
        ("code", b'"00000000-0000-0000-0000-000000000007"', uuid.UUID(int=7)),
        ("attributes", b'{"a": [1]}', {"a": [1]}),
        ("owner_id", b"9", 9),
        ("category_id", b"null", None),
        ("category_id", None, None),
    ],
)
def test_query_gives_a_value_of_the_column(column, text, value) -> None:
    (row,) = filled([(column, Probe(sql="SELECT"))], {}, text_of=lambda _: text)
    assert row.values == {column: value}


def test_query_is_asked_once_for_all_rows() -> None:
    asked = []
    probe = Probe(sql="SELECT")
    rows = filled([("attributes", probe)], [{}, {}], text_of=lambda p: asked.append(p) or b'{"a": 1}')
    assert asked == [probe]
    first, second = (row.values["attributes"] for row in rows)
    assert first == second == {"a": 1}
    assert first is not second  # a receiver may change the value of its row


@pytest.mark.parametrize("text", [b'"x"', b"[1]", b"{}", b"nonsense"])
def test_query_gives_no_value_of_the_column(text) -> None:
    with pytest.raises(Forbidden) as caught:
        filled([("stock", Probe(sql="SELECT"))], {}, text_of=lambda _: text)
    assert caught.value.message == "You do not have access to that."


def test_user_of_a_preset_is_nobody() -> None:
    with pytest.raises(AuthenticationRequired):
        filled([("owner_id", MINE)], {}, facts=NOBODY)
    (row,) = filled([("category_id", MINE)], {}, facts=SERVICE)
    assert row.values == {"category_id": None}


@pytest.mark.parametrize(
    ("column", "preset"),
    [
        ("owner_id", Parameter("claim", BIGINT, name="nothing")),
        ("name", Parameter("constant", TEXT, value="x" * 201)),
        ("price", Parameter("constant", TEXT, value="12345678901")),
        ("stock", Parameter("constant", BIGINT, value=-1)),
    ],
)
def test_preset_is_no_value_of_the_column(column, preset) -> None:
    """The caller can do nothing about it, and is told nothing."""
    with pytest.raises(Forbidden) as caught:
        filled([(column, preset)], {})
    assert caught.value.message == "You do not have access to that."


def test_preset_is_a_header() -> None:
    header = Parameter("header", TEXT, name="tenant", value="X-Tenant")
    (row,) = filled([("name", header)], {}, facts=Facts(ADA.identity, "user", {"X-Tenant": "acme"}))
    assert row.values == {"name": "acme"}


def test_subquery_of_the_settings_is_no_value_of_data() -> None:
    with pytest.raises(Unsupported):
        filled([("name", Parameter("sql", TEXT, name="x"))], {})
