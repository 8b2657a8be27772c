"""Cursors that nobody selected, connections in either spelling, and who may not see what beside a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from graphql import get_introspection_query, parse, validate_schema

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.compiler.introspect import introspect
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.schema.camel import camel_schema
from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.dialects import dialect
from django_graphgate.errors import ConfigurationError, DocumentInvalid, RequestRejected, VariableInvalid
from django_graphgate.ir.variables import Configured
from tests.golden.cases import ROLES
from tests.support.catalog.asking import api, built
from tests.support.shop.exact import loads, plain
from tests.support.shop.running import (  # noqa: F401
    ALIASES,
    LIMITS,
    compiled,
    everything,
    opened,
    read,
    role_of,
    run,
    sealed,
    shop,
    shown_with,
)

pytestmark = [pytest.mark.django_db(databases=ALIASES), pytest.mark.usefixtures("shop")]
every_database = pytest.mark.parametrize("alias", ALIASES)


def ask(
    text: str,
    alias: str,
    *flags: str,
    role: str | None = None,
    user_id: str | None = None,
    variables: dict[str, Any] | None = None,
) -> Any:
    vendor = "postgresql" if alias == "default" else "sqlite"
    statement = compiled(text, None if role is None else role_of(ROLES[role]), vendor, flags=flags)
    return plain(opened(statement, loads(run(statement, alias, sealed(statement, variables or {}), user_id))))


# -- either direction -----------------------------------------------------------------------------

EITHER = """query Both($f: Int, $a: String, $l: Int, $b: String) {
  categories_connection(
    first: $f, after: $a, last: $l, before: $b, where: { id: { lt: 6 } }, order_by: [{ name: asc }]
  ) {
    edges { node { id products(first: $f, last: $l) { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
"""As Relay's compiler writes a list that is read in both directions."""


@every_database
@pytest.mark.parametrize(
    ("variables", "ids", "more"),
    [
        ({"f": 2}, [2, 5], (True, False)),
        ({"f": 2, "l": None, "a": {"cursor": ["Empty", 5]}}, [1, 4], (True, True)),
        ({"l": 2}, [4, 3], (False, True)),
        ({"f": None, "l": 2, "b": {"cursor": ["Kitchen", 4]}}, [5, 1], (True, True)),
        ({"b": {"cursor": ["Empty", 5]}}, [2], (True, False)),
        ({"f": 1, "b": {"cursor": ["Kitchen", 4]}}, [2], (True, False)),
        ({"l": 1, "a": {"cursor": ["Books", 2]}}, [3], (False, True)),
        ({"a": {"cursor": ["Kitchen", 4]}}, [3], (False, True)),
        ({}, [2, 5, 1, 4, 3], (False, False)),
        ({"f": 0}, [], (True, False)),
        ({"l": 0}, [], (False, True)),
    ],
)
def test_variables_turn_a_page_the_wrong_way(
    alias: str, variables: dict[str, Any], ids: list[int], more: tuple[bool, bool]
) -> None:
    page = ask(EITHER, alias, "relay", variables=variables)["categories_connection"]
    assert [one["node"]["id"] for one in page["edges"]] == ids
    assert (page["pageInfo"]["hasNextPage"], page["pageInfo"]["hasPreviousPage"]) == more
    for one in page["edges"] if "l" in variables or "f" in variables else ():
        most = variables.get("f") or variables.get("l")
        assert len(one["node"]["products"]) <= most


@every_database
def test_page_goes_on_in_the_other_direction(alias: str) -> None:
    text = """query ($f: Int, $l: Int) {
      categories(first: $f, last: $l) { id }
      categories_cursor
      tags(first: 2, last: $l) { id }
    }"""
    assert ask(text, alias, variables={"f": 2}) == {
        "categories": [{"id": 1}, {"id": 2}],
        "categories_cursor": "cursor at [2]",
        "tags": [{"id": 1}, {"id": 2}],
    }
    with pytest.raises(VariableInvalid, match=r"\$l': null is expected beside the number in the document"):
        ask(text, alias, variables={"l": 2})


def test_both_directions_at_once() -> None:
    with pytest.raises(VariableInvalid, match=r"\$l': null is expected where \$f has a value") as found:
        ask(EITHER, "sqlite", "relay", variables={"f": 1, "l": 1})
    assert found.value.extensions["variable"] == "l"


@every_database
def test_caller_decides_the_direction_by_what_is_no_variable_of_the_request(alias: str) -> None:
    with pytest.raises(RequestRejected, match="'first' and 'last' exclude each other"):
        ask("{ tags(first: $user_id, last: $l) { id } }", alias)


# -- cursors that nobody selected -----------------------------------------------------------------


@every_database
def test_cursor_is_not_there_unasked(alias: str) -> None:
    text = """{
      categories(first: 2) { id children(last: 1) { id } }
      tags(limit: 1) { id }
      a: tags(first: 1) { id }
      c: tags_cursor(of: "a")
    }"""
    assert ask(text, alias, "cursor_always") == {
        "categories": [
            {"id": 1, "children": [{"id": 5}], "children_cursor": "cursor at [5]"},
            {"id": 2, "children": [{"id": 3}], "children_cursor": None},
        ],
        "categories_cursor": "cursor at [2]",
        "tags": [{"id": 1}],
        "a": [{"id": 1}],
        "c": "cursor at [1]",
    }
    assert list(ask(text, alias)) == ["categories", "tags", "a", "c"]


@every_database
def test_cursor_overwrites_another_field(alias: str) -> None:
    text = "{ mine: tags(first: 1) { id } mine_cursor: tags(limit: 1) { id } }"
    assert ask(text, alias, "cursor_always") == {"mine": [{"id": 1}], "mine_cursor": [{"id": 1}]}


def test_cursor_is_spelt_otherwise_than_its_list() -> None:
    catalog = replace(shown_with(("cursor_always",)), camel_case=True)
    view = RoleView.build(everything(), catalog, default_limit=20, limits=LIMITS)
    text = "{ products(first: 1) { id relatedFrom(first: 1) { id } related_from(first: 1) { id } } }"
    operation = read_operation(text, None, catalog=catalog, limits=LIMITS)
    statement = compile_operation(operation, view=view, dialect=dialect("sqlite"), limits=LIMITS)
    [row] = plain(loads(run(statement, "sqlite")))["products"]
    assert list(row) == ["id", "relatedFrom", "relatedFromCursor", "related_from", "related_from_cursor"]


@every_database
def test_cursor_tells_of_rows_that_the_list_hides(alias: str) -> None:
    text = """query ($yes: Boolean = true) {
      products(first: 1) @nullIf(var: $yes) { id }
      products_cursor
      customers(limit: 2) {
        id
        products(first: 1, includeIf: { id: { eq: 2 } }) { id }
        products_cursor
      }
    }"""
    assert ask(text, alias) == {
        "products": None,
        "products_cursor": None,
        "customers": [
            {"id": 1, "products": None, "products_cursor": None},
            {"id": 2, "products": [{"id": 3}], "products_cursor": "cursor at [3]"},
        ],
    }


@every_database
def test_cursor_stands_beside_what_the_role_does_not_see(alias: str) -> None:
    text = """{
      products(first: 1) @nullIf(role: "shut") { id }
      purchases(first: 1) { id }
      customers(first: 1) @remove(ifRole: "shut") { id }
      tags(first: 1) { id }
    }"""
    assert ask(text, alias, "cursor_always", role="shut") == {
        "products": None,
        "products_cursor": None,
        "purchases": None,
        "purchases_cursor": None,
        "tags": [],
        "tags_cursor": None,
    }


# -- cursors of elsewhere -------------------------------------------------------------------------

PAGE = "query Q($after: String) { LIST(first: 1, after: $after, order_by: [ORDER]) { id } LIST_cursor }"


def page(table: str, order: str) -> str:
    return PAGE.replace("LIST", table).replace("ORDER", order)


@every_database
@pytest.mark.parametrize(
    "other",
    [
        page("tags", "{ id: asc }"),
        page("categories", "{ name: desc }"),
        page("categories", "{ id: asc }"),
        page("categories", "{ name: asc_nulls_first }"),
    ],
)
def test_cursor_of_another_list_or_order_is_taken(alias: str, other: str) -> None:
    vendor = "postgresql" if alias == "default" else "sqlite"
    mine = compiled(page("categories", "{ name: asc }"), vendor=vendor)
    place = plain(loads(run(mine, alias)))["categories_cursor"]
    assert plain(loads(run(mine, alias, {"after": place})))["categories"] != []
    with pytest.raises(VariableInvalid):
        run(compiled(other, vendor=vendor), alias, {"after": place})


@pytest.mark.parametrize("name", ["user_id", "now", "tenant"])
@pytest.mark.parametrize("place", ["after", "before"])
def test_page_starts_from_the_beginning_each_time(name: str, place: str) -> None:
    """What no request gives is no place: it would be passed over, and one page be read for ever."""
    catalog = replace(get_catalog(), variables={"tenant": Configured(source="header", header="X-Tenant")})
    operation = read_operation(
        f"{{ products(first: 2, {place}: ${name}) {{ id }} }}", None, catalog=catalog, limits=LIMITS
    )
    view = RoleView.build(everything(), catalog, default_limit=20, limits=LIMITS)
    with pytest.raises(DocumentInvalid, match="cannot be a cursor"):
        compile_operation(operation, view=view, dialect=dialect("sqlite"), limits=LIMITS)


@every_database
def test_cursor_that_somebody_changed_is_taken(alias: str) -> None:
    vendor = "postgresql" if alias == "default" else "sqlite"
    statement = compiled(page("categories", "{ id: asc }"), vendor=vendor)
    place = plain(loads(run(statement, alias)))["categories_cursor"]
    for index in range(0, len(place), 5):
        changed = place[:index] + ("A" if place[index] != "A" else "B") + place[index + 1 :]
        with pytest.raises(VariableInvalid):
            run(statement, alias, {"after": changed})


# -- connections ----------------------------------------------------------------------------------


def test_connection_is_written_otherwise() -> None:
    text = """{
      tags_connection(where: { id: [1, 2] }, order_by: { slug: desc, id: asc }) {
        ...All
        edges { node { products(where: { id: 1 }) { id } } }
      }
    }
    fragment All on TagConnection { edges { ...One } pageInfo { ... on PageInfo { hasNextPage } } }
    fragment One on TagEdge { node { ... on tags { slug } } }"""
    expected = """{
      tags_connection(where: { id: { in: [1, 2] } }, order_by: [{ slug: desc }, { id: asc }]) {
        edges { node { slug } } pageInfo { hasNextPage }
        edges { node { products(where: { id: { eq: 1 } }) { id } } }
      }
    }"""
    shown = read(text, flags=("relay",)).info.text
    assert shown == print_ast(parse(expected)).strip()
    assert read(shown, flags=("relay",)).info.text == shown


def test_connection_has_no_camel_case() -> None:
    catalog = replace(shown_with(("relay",)), camel_case=True)
    text = """{
      products_connection(order_by: { owner_id: asc }, first: 1) {
        edges { node { owner_id relatedFrom_connection { total_count } } }
        page_info { has_next_page endCursor }
      }
    }"""
    expected = """{
      products_connection: productsConnection(orderBy: [{ ownerId: asc }], first: 1) {
        edges { node { owner_id: ownerId relatedFrom_connection: relatedFromConnection { total_count: totalCount } } }
        page_info: pageInfo { has_next_page: hasNextPage endCursor }
      }
    }"""
    operation = read_operation(text, None, catalog=catalog, limits=LIMITS)
    assert operation.info.text == print_ast(parse(expected)).strip()
    view = RoleView.build(everything(), catalog, default_limit=20, limits=LIMITS)
    statement = compile_operation(operation, view=view, dialect=dialect("sqlite"), limits=LIMITS)
    found = plain(loads(run(statement, "sqlite")))["products_connection"]
    assert found["page_info"]["has_next_page"] is True
    assert found["edges"][0]["node"]["relatedFrom_connection"]["total_count"] >= 0


def test_schema_of_connections_is_wrong() -> None:
    schema = build_schema(shown_with(("relay",)))
    assert validate_schema(schema) == []
    assert validate_schema(camel_schema(schema)) == []
    kinds = schema.type_map
    assert {"TagConnection", "TagEdge", "PageInfo"} <= set(kinds)
    operation = read_operation(get_introspection_query(), None, catalog=shown_with(("relay",)), limits=LIMITS)
    assert b"TagConnection" in introspect(operation.normal, schema, {})
    assert not any(name.endswith(("Connection", "Edge")) for name in build_schema(get_catalog()).type_map)


@every_database
def test_role_that_may_not_pass_counts_rows(alias: str) -> None:
    """Totals stop at the filters of the table, of the join table and of the relation."""
    text = """{
      customers_connection { totalCount edges { node { id purchased_connection { totalCount } } } }
      tags_connection { totalCount edges { node { slug products_connection { totalCount } } } }
    }"""
    own = "{ customers { id purchased { id } } tags { slug products { id } } }"
    counted = ask(text, alias, "relay", role="user", user_id="1")
    listed = ask(own, alias, "relay", role="user", user_id="1")
    assert [
        (one["node"]["id"], one["node"]["purchased_connection"]["totalCount"])
        for one in counted["customers_connection"]["edges"]
    ] == [(one["id"], len(one["purchased"])) for one in listed["customers"]]
    assert [
        (one["node"]["slug"], one["node"]["products_connection"]["totalCount"])
        for one in counted["tags_connection"]["edges"]
    ] == [(one["slug"], len(one["products"])) for one in listed["tags"]]
    assert counted["tags_connection"]["totalCount"] == len(listed["tags"])


def test_total_is_counted_unasked() -> None:
    for vendor in ("postgresql", "sqlite"):
        text = "{ tags_connection(first: 1) { edges { node { id } } pageInfo { hasNextPage } } }"
        assert compiled(text, vendor=vendor, flags=("relay",)).sql.count("SELECT count(*) FROM") == 0
        text = "{ tags_connection { totalCount } }"
        assert compiled(text, vendor=vendor, flags=("relay",)).sql.count("SELECT") == 2


@every_database
def test_conditions_of_a_connections_parts_are_passed_over(alias: str) -> None:
    text = """query ($yes: Boolean!, $no: Boolean!) {
      tags_connection(first: 1) {
        totalCount @include(if: $no)
        edges @skip(if: $no) { node { id } cursor @nullIf(var: $yes) }
        pageInfo @nullUnless(var: $no) { hasNextPage }
        ... @include(if: $no) { all: totalCount }
      }
      tags(limit: 1) { products_connection(first: 1, includeIf: { id: { eq: 7 } }) { totalCount } }
      categories_connection @include(if: $no) { totalCount }
    }"""
    assert ask(text, alias, "relay", variables={"yes": True, "no": False}) == {
        "tags_connection": {"edges": [{"node": {"id": 1}, "cursor": None}], "pageInfo": None},
        "tags": [{"products_connection": None}],
    }


# -- names ----------------------------------------------------------------------------------------

MUSEUM = ["museum"]


@pytest.mark.parametrize(
    ("written", "strict"),
    [
        (
            "{ donors { exhibits_connection { totalCount } } }",
            "{ donors { exhibits_connection: gifts_connection { totalCount } } }",
        ),
        (
            '{ exhibits { visitors_connection @through(table: "reviews") { totalCount } } }',
            "{ exhibits { visitors_connection: visitors_through_reviews_connection { totalCount } } }",
        ),
    ],
)
def test_path_has_no_connection(written: str, strict: str) -> None:
    museum = api(MUSEUM, relay=True)
    assert museum.strict(written) == strict
    museum.compiled(written)


def test_several_paths_to_a_connection_are_guessed_between() -> None:
    museum = api(MUSEUM, relay=True)
    several = museum.refusal("{ exhibits { visitors_connection { edges { node { name } } } } }")
    assert several == museum.refusal("{ exhibits { visitors { name } } }")
    inside = "{ exhibits_connection { edges { node { visitors { name } } } } }"
    assert museum.refusal(inside) == several


def test_two_types_share_a_name() -> None:
    tables = [{"name": "tag_edges", "model": "shop.Customer"}]
    built(["shop"], tables=tables)
    with pytest.raises(ConfigurationError, match="TagEdge"):
        built(["shop"], tables=tables, relay=True)


def test_table_called_as_a_connection_is_lost() -> None:
    tables = [{"name": "tags_connections", "model": "shop.Customer"}]
    statement = api(["shop"], tables=tables, relay=True).compiled("{ tags_connection { name } }")
    assert "shop_customer" in statement.sql


def test_connection_is_there_unasked() -> None:
    with pytest.raises(RequestRejected, match="tags_connection"):
        compiled("{ tags_connection { totalCount } }")


def test_fingerprint_does_not_tell_the_settings_apart() -> None:
    flags = [(), ("relay",), ("cursor_always",), ("relay", "cursor_always")]
    assert len({shown_with(one).fingerprint() for one in flags}) == len(flags)


# -- pages of what is not related ------------------------------------------------------------------


@every_database
def test_foreign_list_has_no_cursor(alias: str) -> None:
    text = """query Paged($after: String) {
      tags(limit: 2) {
        id
        customers(first: 1, after: $after) @notRelated { id }
        customers_cursor @notRelated
        few: products(first: 1) @notRelated { id }
        next: products_cursor(of: "few")
      }
    }"""
    foreign = {
        "customers": [{"id": 2}],
        "customers_cursor": "cursor at [2]",
        "few": [{"id": 1}],
        "next": "cursor at [1]",
    }
    found = ask(text, alias, variables={"after": {"cursor": [1]}})
    assert found == {"tags": [{"id": 1, **foreign}, {"id": 2, **foreign}]}


@every_database
def test_cursor_has_to_say_again_that_it_is_not_related(alias: str) -> None:
    text = """{
      tags(limit: 1) { customers(first: 1) @notRelated { id } customers_cursor }
      products(limit: 1) { customers(first: 1) @notRelated { id } customers_cursor }
    }"""
    assert ask(text, alias) == {
        "tags": [{"customers": [{"id": 1}], "customers_cursor": "cursor at [1]"}],
        "products": [{"customers": [{"id": 1}], "customers_cursor": "cursor at [1]"}],
    }


@pytest.mark.parametrize(
    "text",
    [
        "{ tags { id customers_cursor } }",
        "{ tags { id customers_cursor @notRelated } }",
        "{ customers { products(first: 1) { id } products_cursor @notRelated } }",
        "{ products(first: 1) { id } products_cursor @notRelated }",
        '{ tags { customers(first: 1) @notRelated { id } customers_cursor(of: "x") } }',
    ],
)
def test_cursor_stands_beside_nothing(text: str) -> None:
    with pytest.raises(RequestRejected) as found:
        compiled(text)
    assert found.value.code == "GRAPHQL_VALIDATION_FAILED"


def test_cursor_tells_of_a_table_without_a_rule() -> None:
    text = "{ tags { customers(first: 1) @notRelated { id } customers_cursor @notRelated } }"
    limited = role_of({"name": "few", "tables": [{"name": "tags", "query": {}}]})
    with pytest.raises(RequestRejected, match="Cannot query field 'customers'"):
        compiled(text, limited)


@every_database
def test_cursor_in_another_spelling_is_taken(alias: str) -> None:
    """Bits behind the end of base64 mean nothing, and nothing protects them."""
    vendor = "postgresql" if alias == "default" else "sqlite"
    statement = compiled(
        "query ($at: String) { tags(first: 1, after: $at) { id } tags_cursor }", vendor=vendor
    )
    cursor = plain(loads(run(statement, alias)))["tags_cursor"]
    bare = cursor.rstrip("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert bare != cursor, "the example has bits behind its end"
    other = bare[:-1] + letters[letters.index(bare[-1]) + 1] + cursor[len(bare) :]
    assert plain(loads(run(statement, alias, {"at": cursor})))["tags"] == [{"id": 2}]
    with pytest.raises(VariableInvalid):
        run(statement, alias, {"at": other})
