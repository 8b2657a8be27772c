"""Which way a table is written: as SQL, or through its model where that has code of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import BooleanField, Manager, signals
from django.test import override_settings

from django_graphgate.catalog import get_full_clean, get_write_ways
from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.writes import choice
from django_graphgate.execution.writes.choice import obstacle_of, way_of
from django_graphgate.ir.codec import BIGINT
from django_graphgate.ir.input_rows import InputRow, RelatedData
from django_graphgate.ir.write import WritePlan, WriteRelation, WriteRoot, WriteShape, WriteTable, shape_name
from django_graphgate.write_checks import check_write_ways, say_write_ways
from tests.support.shop.models import Bundle, Category, CheapProduct, Customer, Product, Purchase


@pytest.fixture(autouse=True)
def _nothing_cached() -> Iterator[None]:
    yield
    for cached in (choice._own_method, choice._structure):
        cached.cache_clear()


def shape(table, model, action="insert") -> WriteShape:
    return WriteShape(table=table, model=model, action=action, keys=(("id", BIGINT),))


SHAPES = [
    shape("products", "shop.Product"),
    shape("products", "shop.Product", "delete"),
    shape("customers", "shop.Customer"),
    shape("tags", "shop.Tag"),
    shape("purchases", "shop.Purchase"),
]
PLAN = WritePlan(
    roots=(),
    tables={each.table: WriteTable(model=each.model, keys=each.keys) for each in SHAPES},
    shapes={shape_name(each.table, each.action): each for each in SHAPES},
)
INSERT = WriteRoot(key="products", action="insert", table="products", many=True)
DELETE = WriteRoot(key="products", action="delete", table="products", many=True)


def product(*related) -> InputRow:
    return InputRow(shape=SHAPES[0], path=("insert", 0), values={}, related=list(related))


def along(name, table, way, **others) -> RelatedData:
    relation = WriteRelation(name=name, table=table, way=way, many=way != "forward", **others)
    return RelatedData(relation=relation, path=("insert", 0, name))


def listen(signal, sender=None):
    def receive(**_):
        """Nothing."""

    signal.connect(receive, sender=sender)
    return lambda: signal.disconnect(receive, sender=sender)


@pytest.fixture
def receivers():
    stops = []
    yield lambda signal, sender=None: stops.append(listen(signal, sender))
    for stop in stops:
        stop()


@pytest.mark.parametrize("model", [Group, Product, CheapProduct, Category, Purchase])
@pytest.mark.parametrize("touch", choice.TOUCHES)
def test_models_without_code_of_their_own(model, touch) -> None:
    assert obstacle_of(model, touch) == ""


def test_inherited_methods_count() -> None:
    assert obstacle_of(User, "save") == "auth.User has save() of its own."
    assert obstacle_of(User, "delete") == ""
    assert obstacle_of(User, "save", "sql") == ""


@pytest.mark.parametrize(("name", "touch"), [("save", "save"), ("clean", "save"), ("delete", "delete")])
def test_method(name, touch, monkeypatch) -> None:
    monkeypatch.setattr(Category, name, lambda *_, **__: None)
    assert obstacle_of(Category, touch) == f"shop.Category has {name}() of its own."
    assert obstacle_of(Product, touch) == ""


def test_parts_in_several_tables_cannot_be_forced() -> None:
    assert obstacle_of(Bundle, "save", "sql") == "shop.Bundle has parts in several tables."


def test_base_manager(monkeypatch) -> None:
    class Own(Manager):
        pass

    monkeypatch.setattr(Category._meta, "base_manager", Own())
    assert obstacle_of(Category, "save") == "shop.Category has a base manager of its own."


def test_field_that_computes_what_is_saved(monkeypatch) -> None:
    class Own(BooleanField):
        def pre_save(self, model_instance, add):
            return True

    monkeypatch.setattr(Product._meta.get_field("is_public"), "__class__", Own)
    assert obstacle_of(Product, "save").startswith("shop.Product.is_public has code of its own")


@pytest.mark.parametrize(
    ("name", "touch"),
    [
        ("pre_save", "save"),
        ("post_save", "save"),
        ("post_init", "save"),
        ("pre_delete", "delete"),
        ("post_delete", "delete"),
    ],
)
def test_receivers_that_are_connected_late(name, touch, receivers) -> None:
    assert obstacle_of(Product, touch) == ""
    receivers(getattr(signals, name), Product)
    assert obstacle_of(Product, touch) == f"shop.Product has receivers of {name}."
    assert obstacle_of(Category, touch) == ""


def test_receivers_for_every_model(receivers) -> None:
    receivers(signals.post_save)
    assert obstacle_of(Category, "save") == "shop.Category has receivers of post_save."
    assert [message.id for message in check_write_ways()] == ["graphgate.I003"]


def test_root_without_code() -> None:
    assert way_of(INSERT, [product()], PLAN, {}).sql
    assert way_of(DELETE, [], PLAN, {}).sql


def test_only_what_the_data_write_counts(receivers) -> None:
    receivers(signals.post_save, Customer)
    nested = along("owner", "customers", "forward", field="owner")
    assert way_of(INSERT, [product(nested)], PLAN, {}).sql
    nested.rows.append(InputRow(shape=SHAPES[2], path=(), values={}))
    way = way_of(INSERT, [product(), product(nested)], PLAN, {})
    assert (way.sql, way.reason) == (False, "shop.Customer has receivers of post_save.")


def test_receivers_of_a_join_table(receivers) -> None:
    tags = along("tags", "tags", "many_to_many", field="tags")
    assert way_of(INSERT, [product(tags)], PLAN, {}).sql
    receivers(signals.m2m_changed, Product.tags.through)
    assert not way_of(INSERT, [product(tags)], PLAN, {}).sql


@pytest.mark.parametrize(
    ("part", "signal"), [("connect", signals.post_save), ("disconnect", signals.post_delete)]
)
def test_receivers_of_a_join_table_that_is_a_model(part, signal, receivers) -> None:
    buyers = along("buyers", "customers", "through", field="", through="purchases")
    setattr(buyers, part, ({"id": (1,)},))
    assert way_of(INSERT, [product(buyers)], PLAN, {}).sql
    receivers(signal, Purchase)
    assert not way_of(INSERT, [product(buyers)], PLAN, {}).sql


def test_connected_rows_that_hold_the_key_are_saved(receivers) -> None:
    purchases = along("purchases", "purchases", "reverse", field="product")
    receivers(signals.pre_save, Purchase)
    assert way_of(INSERT, [product(purchases)], PLAN, {}).sql
    purchases.connect = ({"id": (1,)},)
    assert not way_of(INSERT, [product(purchases)], PLAN, {}).sql


def test_settings_force_either_way(receivers) -> None:
    way = way_of(INSERT, [product()], PLAN, {"products": "orm"})
    assert (way.sql, way.reason) == (False, "GRAPHGATE['TABLES'] sends shop.Product through its model.")
    receivers(signals.post_save, Product)
    assert not way_of(INSERT, [product()], PLAN, {}).sql
    assert way_of(INSERT, [product()], PLAN, {"products": "sql"}).sql


TABLES = [{"name": "products", "write": "sql"}, {"name": "goods", "table": "products"}]


def test_second_names_are_written_as_their_table() -> None:
    with override_settings(GRAPHGATE={"MODELS": ["shop"], "TABLES": TABLES}):
        assert get_write_ways() == {"products": "sql", "goods": "sql"}


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "goods", "table": "products", "write": "orm"},
        {"name": "products", "write": "python"},
        {"name": "products", "write": "sql", "full_clean": True},
        {"name": "products", "full_clean": "write"},
        {"name": "goods", "table": "products", "full_clean": False},
    ],
)
def test_entry_that_is_not_understood(entry) -> None:
    with (
        override_settings(GRAPHGATE={"MODELS": ["shop"], "TABLES": [entry]}),
        pytest.raises(ConfigurationError, match=r"write|full_clean"),
    ):
        get_write_ways()


def test_tables_whose_rows_are_validated_as_a_whole_go_through_their_model() -> None:
    tables = [{"name": "products", "full_clean": True}, {"name": "goods", "table": "products"}]
    with override_settings(GRAPHGATE={"MODELS": ["shop"], "TABLES": tables}):
        assert get_full_clean() == {"products", "goods"}
        assert get_write_ways() == {"products": "orm", "goods": "orm"}
    assert get_full_clean() == set()


def test_checks(receivers) -> None:
    receivers(signals.post_save, Product)
    receivers(signals.post_save, Customer)
    with override_settings(GRAPHGATE={"MODELS": ["shop"], "TABLES": TABLES[:1]}):
        (warning,) = check_write_ways()
        (info,) = say_write_ways()
    assert (warning.id, info.id) == ("graphgate.W060", "graphgate.I004")
    assert "shop.Product has receivers of post_save" in warning.msg
    assert "shop.Customer has receivers" in info.msg
    assert "shop.Product has" not in info.msg
