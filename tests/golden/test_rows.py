"""Every row of the language's tables has a case: one answer of all databases.

A row names cases (``area/case``), or tests (``tests/….py::test``) where what it says is not seen in one
answer of one statement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from django_graphgate.compiler.schema.directives import DIRECTIVES
from django_graphgate.compiler.schema.operators import ALIASES, ARRAY, OPERATORS
from django_graphgate.ir.codec import SCALARS
from django_graphgate.ir.constraints import FORMATS
from tests.golden.cases import CASES
from tests.golden.mutation_cases import CASES as MUTATION_CASES

ROOT = Path(__file__).parents[2]
ROWS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "arguments": {
        "id": (
            "selectors/object_by_id",
            "selectors/object_by_variable",
            "selectors/object_with_id_and_filter",
        ),
        "id of several columns": ("selectors/composite_key", "selectors/key_of_several_columns"),
        "where": ("where/several_operators", "where/connectives"),
        "where as a variable": ("variables/shape_of_a_filter",),
        "order_by": ("order/several_keys", "order/ties_by_key"),
        "limit, offset": ("page/limit", "page/limit_variable", "page/offset", "page/offset_variable"),
        "first, after": ("page/first", "page/after"),
        "last, before": ("page/last", "page/before"),
        "distinct": ("page/distinct",),
    },
    "filters": {
        "and, or, not": ("where/connectives", "where/empty_connectives"),
        "relations": ("where/to_one", "where/to_many", "where/many_to_many", "where/nested_relations"),
        "the role's filter inside": ("roles/filter_in_exists", "roles/filter_in_not_exists"),
        "column without rule": ("roles/filter_by_column_without_rule", "roles/order_by_column_without_rule"),
        "eq, neq, gt, gte, lt, lte": ("where/int", "where/decimal", "where/string", "where/datetime"),
        "in, nin": ("where/int", "where/in_nothing", "where/one_value_as_list"),
        "in, nin of an array": ("where/arrays",),
        "like, nlike, ilike, nilike": ("where/patterns", "where/backslashes"),
        "starts_with, ends_with, contains_text, i…": ("where/the_text_itself",),
        "similar, nsimilar, regex, nregex, iregex, niregex": ("where/regular_expressions",),
        "contains, contained_in, has_in_common": (
            "where/arrays",
            "where/json_contains",
            "where/json_in_common",
        ),
        "has_key, has_key_any, has_key_all": ("where/json_keys",),
        "is_null": ("where/unknown_is_not_false", "variables/single_of_every_scalar"),
        "distinct, not_distinct": ("where/json_equal", "where/string"),
    },
    "ordering": {
        "several keys in written order": ("order/several_keys", "order/same_key_twice"),
        "through a relation to one row": ("order/along_relations", "roles/order_sees_what_the_role_sees"),
        "in the order of a list": ("order/in_the_order_of_a_list",),
        "a configured name": ("order/by_name", "order/by_name_in_a_variable", "order/by_unknown_name"),
        "asc, desc": ("order/ascending", "order/descending"),
        "_nulls_first, _nulls_last": ("order/nulls",),
    },
    "pages": {
        "default and cap": ("page/default_limit", "roles/limit", "roles/limit_by_variable"),
        "at every level, per parent row": ("page/per_parent", "relations/arguments_of_nested_lists"),
        "forward": ("page/first", "page/after"),
        "backward": ("page/last", "page/before"),
        "nested": ("page/nested_cursors",),
        "null at the end": ("page/first_and_nothing_follows",),
        "foreign cursor": ("page/cursor_is_no_cursor",),
        "connections": ("connections/first_and_after", "connections/nested"),
    },
    "directives": {
        "@include, @skip": ("include/field", "include/selector", "fragments/with_conditions"),
        "@nullUnless, @nullIf": ("directives/null_unless_and_null_if", "directives/by_role"),
        "@add, @remove": ("directives/by_role",),
        "includeIf, skipIf": ("directives/include_if_and_skip_if",),
        "@object": ("terse/list_as_object",),
        "@through, @schema, @notRelated": (
            "relations/through",
            "relations/not_related",
            "errors/schema_of_no_setting",
        ),
        "@cacheControl, @constraint, @requireAuth": ("directives/of_operations",),
        "@optional": ("optional/nothing_given", "optional/order_nothing_given", "terse/optional"),
        "@transaction, @maxAffected": (
            "mutations/more_than_max_affected",
            "mutations/isolation",
            "tests/integration/execution/test_write_transaction.py",
        ),
        "@skipAuth": ("tests/integration/gate/test_who_may_run.py",),
    },
    "mutations": {
        "insert": ("mutations/insert_object", "mutations/insert_own_key", "mutations/insert_default_values"),
        "a list is a bulk": ("mutations/insert_list", "mutations/insert_nothing"),
        "data in a variable": ("mutations/insert_variable", "mutations/wrong_type_in_a_variable"),
        "update": ("mutations/update_by_id", "mutations/update_where", "mutations/update_nothing"),
        "upsert, on": (
            "mutations/upsert_new_and_old",
            "mutations/upsert_on",
            "mutations/upsert_twice_the_same",
        ),
        "delete": ("mutations/delete_by_id", "mutations/delete_where", "mutations/delete_nothing"),
        "several root fields in order": ("mutations/several_root_fields", "mutations/left_out_by_a_variable"),
        "all or nothing": ("mutations/all_or_nothing",),
        "update and delete without id or where": (
            "mutations/update_without_rows",
            "mutations/update_with_empty_where",
            "mutations/delete_without_rows",
        ),
        "unknown keys": ("mutations/unknown_key", "mutations/unknown_key_in_a_variable"),
        "an object the row points to": ("mutations/nested_to_one", "mutations/update_nested_to_one"),
        "rows that point at the row": ("mutations/nested_to_many", "mutations/update_nested_to_many"),
        "many-to-many": ("mutations/nested_many_to_many", "mutations/disconnect_many_to_many"),
        "many-to-many through a model": (
            "mutations/nested_through_a_model",
            "mutations/nested_join_rows",
            "mutations/rule_join_row",
        ),
        "self references": ("mutations/nested_to_itself",),
        "connect": (
            "mutations/connect_to_one",
            "mutations/connect_to_many",
            "mutations/connect_many_to_many",
            "mutations/connect_in_an_update",
        ),
        "a connect that finds nothing": ("mutations/connect_nothing", "mutations/connect_some_of_several"),
        "disconnect": (
            "mutations/disconnect_to_one",
            "mutations/disconnect_another_row",
            "mutations/disconnect_to_many",
            "mutations/disconnect_many_to_many",
            "mutations/disconnect_through_a_model",
            "mutations/disconnect_not_null",
        ),
        "nested where": (
            "mutations/update_nested_where",
            "mutations/nested_update_compared",
            "mutations/nested_update_of_a_list_of_values",
        ),
        "find": ("mutations/find", "mutations/find_of_the_document"),
        "terse names of relations": ("mutations/terse_names_of_relations",),
        "now": ("mutations/values_of_now",),
        "arrays": ("mutations/values_of_arrays", "mutations/item_of_an_array"),
        "JSON": (
            "mutations/json_of_the_document",
            "mutations/json_of_a_variable",
            "mutations/values_of_every_scalar",
        ),
        "null": ("mutations/values_that_are_null",),
        "increment": (
            "mutations/increment",
            "mutations/increment_many",
            "mutations/increment_by_less_than_nothing",
            "mutations/increment_out_of_range",
        ),
        "input order": ("mutations/insert_list",),
        "the state after the whole mutation": ("mutations/answer_is_of_the_end",),
        "where beside insert": ("mutations/where_beside_an_insert",),
        "errors of fields": ("mutations/every_problem_at_once", "mutations/taken", "mutations/not_null"),
        "foreign keys": ("mutations/foreign_key_to_nothing", "mutations/rule_foreign_key_to_a_hidden_row"),
        "columns of rules": ("mutations/rule_column", "mutations/rule_preset_in_a_variable"),
        "presets": ("mutations/rule_presets_win", "mutations/rule_preset_in_the_data"),
        "filters before and after": (
            "mutations/rule_filter_before",
            "mutations/rule_filter_after",
            "mutations/rule_filter_of_an_insert",
            "mutations/rule_upsert_of_anothers_row",
        ),
        "rules of nested tables": (
            "mutations/rule_of_a_nested_table",
            "mutations/rule_of_the_join_table",
            "mutations/rule_hidden_row_connected",
            "mutations/rule_missing_row_connected",
        ),
        "block, read-only, no rule": ("mutations/rule_read_only", "mutations/rule_none"),
    },
    "variables": {
        "@optional": ("optional/one_given", "optional/lists_one_given", "optional/relations_one_given"),
        "declared": ("variables/single_of_every_scalar", "variables/lists_of_scalars"),
        "undeclared": ("terse/undeclared_variables", "terse/undeclared_variable_for_two_scalars"),
        "default": ("variables/absent_null_and_default", "include/default_of_variable"),
        "wrong type": ("variables/of_another_type", "variables/too_large"),
        "of the gate": ("variables/of_the_gate", "roles/user_id_in_the_document"),
        "configured, of headers": ("tests/integration/gate/test_variables.py",),
        "nobody calls": ("roles/filter_without_a_user",),
        "@constraint": ("variables/constraints_that_fail", "tests/unit/execution/test_constraints.py"),
    },
    "canonical forms": {
        **dict.fromkeys(sorted(SCALARS), ("scalars/nullable", "scalars/not_null")),
        "lists": ("scalars/arrays",),
        "order": ("order/nulls", "order/every_scalar", "order/ties_by_key"),
    },
    "identity": {
        "lexical form": ("tests/unit/allowlist/test_digest.py", "tests/unit/allowlist/test_lexer.py"),
        "byte digests, __typename": (
            "tests/unit/allowlist/test_digest.py",
            "tests/acceptance/clients/test_clients.py",
        ),
        "versions of a name": ("tests/integration/gate/test_production.py",),
        "recording": ("tests/integration/gate/test_recording.py",),
    },
    "terse spelling": {
        "products(id: 3)": ("terse/list_by_id",),
        "products @object": ("terse/list_as_object",),
        "where: { id: 3 }, { id: [1, 2] }, { id: $id }": ("terse/values", "terse/variables"),
        "_eq, _and, aliases": (
            "terse/underscores",
            "terse/names_of_operators",
            "terse/camel_case_operators",
            "terse/regular_expressions",
        ),
        "repeated keys": ("terse/repeated_keys",),
        "connectives in a column": ("terse/connectives_in_a_column", "terse/several_connectives"),
        "order_by: { price: desc, id: asc }": ("terse/order_object",),
        'order_by: { id: [$ids, "asc"] }': ("terse/in_the_order_of_a_list",),
        "texts for names": ("terse/order_texts",),
        "order_by: $order": ("order/by_name_terse",),
        "undeclared $id": ("terse/undeclared_variables",),
        "... on products": ("fragments/types_by_table_name",),
        "@include(ifVar:), @skip(ifRole:)": ("terse/directives",),
        "camel case": ("tests/integration/compiler/test_camel.py",),
    },
}
NAMES = {case.name: case for case in CASES}
MUTATIONS = {f"mutations/{case.name}" for case in MUTATION_CASES}
PLACES = [
    (section, row, place)
    for section, rows in ROWS.items()
    for row, places in rows.items()
    for place in places
]


@pytest.mark.parametrize(("section", "row", "place"), PLACES)
def test_row_has_no_case(section: str, row: str, place: str) -> None:
    path, _, name = place.partition("::")
    if path.startswith("tests/"):
        assert f"def {name}" in (ROOT / path).read_text("utf-8")
    else:
        assert place in NAMES or place in MUTATIONS


def text_of(section: str) -> str:
    """The documents of a section's cases."""
    places = [place for places in ROWS[section].values() for place in places if place in NAMES]
    return "\n".join(NAMES[place].query for place in places)


@pytest.mark.parametrize("name", sorted({name for names in (*OPERATORS.values(), ARRAY) for name in names}))
def test_operator_is_in_no_case(name: str) -> None:
    assert re.search(rf"\b{name}:", text_of("filters"))


@pytest.mark.parametrize("name", sorted(set(ALIASES) - {"not_similiar"}))
def test_alias_is_in_no_case(name: str) -> None:
    head, *tail = name.split("_")
    camel = head + "".join(word.capitalize() for word in tail)
    assert re.search(rf"\b_?({name}|{camel}):", text_of("terse spelling"), re.IGNORECASE)


@pytest.mark.parametrize("name", [directive.name for directive in DIRECTIVES])
def test_directive_is_in_no_row(name: str) -> None:
    assert any(f"@{name}" in row for row in ROWS["directives"])


def test_row_has_no_place() -> None:
    assert [
        (section, row) for section, rows in ROWS.items() for row, places in rows.items() if not places
    ] == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_format_is_never_tried(name: str) -> None:
    assert f'"{name}"' in (ROOT / "tests/unit/execution/test_constraints.py").read_text("utf-8")
