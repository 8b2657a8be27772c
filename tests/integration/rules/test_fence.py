"""A request's filter never looks at a row that a rule hides: not by its answer, not by an error, not by time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, get_args

import pytest
from django.db import DatabaseError, connections

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.compiler.schema.operators import ARRAY, OPERATORS
from django_graphgate.dialects import DIALECTS, dialect
from django_graphgate.errors import RequestRejected, VariableInvalid
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.connection import dialect_of, fetch_row
from django_graphgate.execution.run import Runnable
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.plan import Operator
from django_graphgate.rules.model import StoredRole
from tests.support.rules.fenced import (
    ALONG,
    JSON_VALUES,
    PLANS,
    POSITIONS,
    ROLE,
    TEXT_VALUES,
    UNDER_HIDDEN_ROWS,
    hide,
    literal,
    planned,
    put_back,
    remove,
    tripwire,
    tripwires,
)
from tests.support.shop.exact import loads
from tests.support.shop.fixture import load
from tests.support.shop.models import Product
from tests.support.shop.running import DEFAULT_LIMIT, LIMITS, compiled, opened, read, role_of, run, sealed

SUPPORTED = {
    "postgresql": set(get_args(Operator)),
    "sqlite": set(get_args(Operator)) - {"similar", "nsimilar", "regex", "nregex", "iregex", "niregex"},
}


@pytest.fixture
def hidden(database: str) -> Iterator[str]:
    load(database)
    answer(database, "{ tags { id } }")  # sets the connection up
    hide(database)
    with tripwires(database):
        yield database


def answer(alias: str, text: str, role: StoredRole = ROLE, cursor: Any = ()) -> Any:
    """The data."""
    statement = compiled(text, role, dialect_of(alias).name, flags=("relay",))
    variables = sealed(statement, {"c": {"cursor": list(cursor)}} if "$c" in text else {})
    return opened(statement, loads(run(statement, alias, variables)))


def filter_of(column: str, operator: str, value: Any) -> str:
    return f"{{ {column}: {{ {operator}: {literal(value)} }} }}"


def documents(alias: str) -> Iterator[tuple[str, str]]:
    """Every operator in every place."""
    operators = SUPPORTED[dialect_of(alias).name]
    for operator, value in TEXT_VALUES.items():
        if operator not in operators:
            continue
        name, slug = filter_of("name", operator, value), filter_of("slug", operator, value)
        for place, text in POSITIONS.items():
            yield f"{operator} {place}", text.replace("%P", name)
        for place, text in UNDER_HIDDEN_ROWS.items():
            written = text.replace("%P", name).replace("%K", name).replace("%T", slug)
            yield f"{operator} under hidden rows, {place}", written
    for operator, value in JSON_VALUES.items():
        for place, text in POSITIONS.items():
            yield f"{operator} {place}, JSON", text.replace("%P", filter_of("attributes", operator, value))
    for operator in ("eq", "gte", "distinct"):
        for place, text in POSITIONS.items():
            where = f'{{ name: {{ {operator}: {{ column: "description" }} }} }}'
            yield f"{operator} {place}, columns", text.replace("%P", where)


def test_operator_is_not_classified() -> None:
    """No default: who adds an operator says of each database whether it may look at any row."""
    families = {
        "plain": {name for codec, names in OPERATORS.items() if codec != "JSON" for name in names},
        "json": set(OPERATORS["JSON"]),
        "array": set(ARRAY),
    }
    assert set(get_args(Operator)) == set().union(*families.values())
    for name, found in DIALECTS.items():
        for family, operators in families.items():
            assert set(found.any_row[family]) == operators, f"{name}: {family}"
    assert {*TEXT_VALUES, *JSON_VALUES} == set(get_args(Operator))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(
    ("cache_mode", "role"),
    [("force_generic_plan", ROLE), ("force_generic_plan", ALONG), ("force_custom_plan", ALONG)],
    ids=["generic", "generic, late", "custom, late"],
)
@pytest.mark.slow
@pytest.mark.django_db
def test_plan_looks_at_a_hidden_row(cache_mode: str, plan: str, role: StoredRole) -> None:
    load("default")
    answer("default", "{ tags { id } }")
    hide("default")
    seen: list[str] = []
    unsafe = {
        name for names in dialect("postgresql").any_row.values() for name, safe in names.items() if not safe
    }
    with tripwires("default"), planned(cache_mode, plan):
        for name, text in documents("default"):
            if name.partition(" ")[0] in unsafe:
                seen += _tripped("default", name, text, role)
    assert seen == []


@pytest.mark.slow
def test_row_is_looked_at_that_is_hidden(hidden: str) -> None:
    assert [name for each in documents(hidden) for name in _tripped(hidden, *each)] == []


def _tripped(alias: str, name: str, text: str, role: StoredRole = ROLE) -> list[str]:
    try:
        answer(alias, text, role, cursor=[4])
    except RequestRejected as error:
        raise AssertionError(f"{name}: {error.message}") from error
    except Exception as error:
        if "hidden row" not in str(error) and "user-defined function" not in str(error):
            raise
        return [name]
    return []


@pytest.mark.slow
def test_answer_depends_on_a_hidden_row(hidden: str) -> None:
    every = dict(documents(hidden))
    with_them = {name: answer(hidden, text, cursor=[4]) for name, text in every.items()}
    with put_back(hidden):
        remove(hidden)
        without = {name: answer(hidden, text, cursor=[4]) for name, text in every.items()}
    assert with_them == without


# -- what looks like an attack, as it was made ------------------------------------------------------

PATTERN = "query ($n: String, $p: String) { products(where: { name: { like: $n, regex: $p } }) { id } }"
BLIND = role_of({"name": "blind", "tables": [{"name": "products", "query": {"filters": ["false"]}}]})


@pytest.mark.parametrize("operator", ["regex", "nregex", "iregex", "niregex", "similar", "nsimilar"])
@pytest.mark.parametrize("cache_mode", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.django_db
def test_unreadable_pattern_tells_of_a_hidden_row(cache_mode: str, operator: str) -> None:
    """It is the caller's error whatever the rows hold, and whichever of them the caller sees."""
    load("default")
    text = PATTERN.replace("regex", operator)
    pattern = '*a"b"c"d"' if "similar" in operator else "("
    with planned(cache_mode, "as it likes"):
        for role in (BLIND, ROLE, None):
            for name in ("Prototype", "nobody", "Lamp", None):
                statement = compiled(text, role, flags=("relay",))
                with pytest.raises(VariableInvalid) as caught:
                    run(statement, "default", {"n": name, "p": pattern})
                assert caught.value.code == "BAD_USER_INPUT"


@pytest.mark.django_db
def test_absent_pattern_is_an_error() -> None:
    load("default")
    assert answer_of(PATTERN, BLIND, {"n": "Lamp", "p": None}) == answer_of(PATTERN, None, {}) == []


def answer_of(text: str, role: StoredRole | None, variables: dict[str, Any], alias: str = "default") -> Any:
    """What the first field holds."""
    return loads(run(compiled(text, role, dialect_of(alias).name), alias, variables))[0][1]


@pytest.mark.django_db(databases=["sqlite"])
def test_broken_text_tells_of_a_hidden_row() -> None:
    """SQLite's functions of Python raise an error over a text that is not UTF-8."""
    load("sqlite")
    text = "query ($n: String) { products(where: { id: { eq: 8 }, name: { contains_text: $n } }) { id } }"
    with connections["sqlite"].cursor() as cursor:
        cursor.execute("UPDATE shop_product SET name = CAST(x'ff' AS TEXT) WHERE id = 8")
    assert answer_of(text, ROLE, {"n": "a"}, "sqlite") == []


@pytest.mark.parametrize("plan", PLANS)
def test_row_of_another_child_model_is_looked_at(database: str, plan: str) -> None:
    """Products that are no bundles stand in the table of which bundles inherit their names."""
    load(database)
    answer(database, "{ bundles { pieces } }")  # sets the connection up
    Product.objects.using(database).filter(bundle=None).update(name="hidden")
    bundles = get_catalog().tables["bundles"]
    own = {name: replace(column, of="") for name, column in bundles.columns.items()}
    bundles = replace(bundles, columns=own, parents={}, relations={}, unions={})
    catalog = Catalog(tables={"bundles": bundles})
    operator = "regex" if database == "default" else "contains_text"
    text = f'{{ bundles(where: {{ name: {{ {operator}: "t" }} }}) {{ pieces name }} }}'
    operation = read_operation(text, None, catalog=catalog, limits=LIMITS)
    view = view_over(catalog, role_of({"name": "child", "tables": [{"name": "bundles", "query": {}}]}))
    statement = compile_operation(operation, view=view, dialect=dialect_of(database), limits=LIMITS)
    with tripwires(database), planned("force_generic_plan", plan) if database == "default" else nullcontext():
        assert len(loads(run(statement, database))[0][1]) == 2


LISTED = (
    "query ($c: String) { products(order_by: [{ %s }], first: 2, after: $c) { id } products_cursor }",
    "query ($c: String) { products_connection(order_by: [{ %s }], first: 2, after: $c)"
    " { totalCount pageInfo { hasPreviousPage hasNextPage } edges { node { id } } } }",
    "query ($c: String) { products(order_by: [{ %s }], distinct: [name], last: 2, before: $c) { id } }",
)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.django_db
def test_cursor_compares_the_place_of_a_hidden_row(plan: str) -> None:
    """A place in a list is looked for from its beginning: how long that takes tells of the row's value."""
    load("default")
    answer("default", "{ tags { id } }")
    hide("default")
    key = 'name_in_order: { values: ["Lamp", "Kettle", "Atlas"] }'
    with tripwires("default"), planned("force_generic_plan", plan):
        for text in LISTED:
            for order, cursor in ((key, [1, 1]), (f"owner: {{ {key} }}", [None, 3])):
                answer("default", text.replace("%s", order), ALONG, cursor=cursor)


@pytest.mark.django_db
def test_collation_of_the_project_looks_at_a_hidden_row() -> None:
    """A nondeterministic one raises an error, for LIKE before PostgreSQL 18, as soon as it meets a row."""
    load("default")
    hide("default")
    catalog = get_catalog()
    products = catalog.tables["products"]
    name = replace(products.columns["name"], collation="any_case")
    products = replace(products, columns={**products.columns, "name": name})
    view = view_over(replace(catalog, tables={**catalog.tables, "products": products}), ROLE)
    operation = read('{ products(where: { id: { gt: 0 }, name: { like: "%a%" } }) { id } }')
    statement = compile_operation(operation, view=view, dialect=dialect("postgresql"), limits=LIMITS)
    with tripwires("default"), planned("force_generic_plan", "as it likes"):
        with connections["default"].cursor() as cursor:
            cursor.execute(tripwire("likes", "~~"))
        assert loads(run(statement, "default"))[0][1] != []
        with pytest.raises(DatabaseError, match="looked at a hidden row"):  # in the database's own collation
            answer("default", '{ products(where: { id: { gt: 0 }, name: { like: "%a%" } }) { id } }')


def view_over(catalog: Catalog, role: StoredRole) -> RoleView:
    return RoleView.build(role, catalog, default_limit=DEFAULT_LIMIT, limits=LIMITS)


# -- indices ----------------------------------------------------------------------------------------

SERVED = {
    "id: { eq: 77 }": "shop_product_pkey",
    "id: { in: [77, 78] }": "shop_product_pkey",
    "id: { gt: 39990 }": "shop_product_pkey",
    "id: { gte: 77, lt: 80 }": "shop_product_pkey",
    'code: { eq: "00000000-0000-0000-0000-000000000077" }': "shop_product_code_key",
    'name: { ilike: "%39977%" }': "names",
    'name: { like: "%39977%" }': "names",
    'name: { icontains_text: "39977" }': "names",
    'attributes: { contains: { number: 77 } }': "attributes",
}  # fmt: skip


@pytest.fixture
def many(db: None) -> None:
    load("default")
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(
            "INSERT INTO shop_product (id, name, price, stock, attributes, is_public, created_at, code, owner_id)"
            " SELECT n, 'name ' || n, 1, 1, jsonb_build_object('number', n), n % 2 = 0, now(), gen_random_uuid(), 1"
            " FROM generate_series(20, 40000) AS n"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE INDEX names ON shop_product USING gin (name gin_trgm_ops)")
        cursor.execute("CREATE INDEX attributes ON shop_product USING gin (attributes)")
        cursor.execute("ANALYZE shop_product")


@pytest.mark.parametrize("cache_mode", ["force_generic_plan", "force_custom_plan"])
def test_rule_keeps_an_index_from_serving(many: None, cache_mode: str) -> None:
    """Also beside a pattern, which is tried on what the index has found."""
    missed: list[str] = []
    with planned(cache_mode, "as it likes"):
        for term, index in SERVED.items():
            for where in (term, term + ', description: { regex: "^a" }'):
                texts = (
                    f"{{ products(where: {{ {where} }}) {{ id }} }}",
                    f"{{ products_connection(where: {{ {where} }}) {{ totalCount }} }}",
                )
                missed += [text for text in texts if index not in plan_of(text)]
    assert missed == []


def plan_of(text: str) -> str:
    """What PostgreSQL means to do."""
    statement = compiled(text, ROLE, flags=("relay",))
    facts = Facts(Identity.anonymous(), "role", {})
    values = [bind({}, facts) for bind in Runnable(statement, dialect("postgresql"), "").binders]
    (plan,) = fetch_row("default", f"EXPLAIN (FORMAT JSON) SELECT {statement.sql}", values)
    assert plan is not None
    return plan.decode()
