"""A document is valid as a whole: its other operations, its fragments, and what its variables are declared to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.allowlist.files import read_allow_list
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.compiler.compile import compile_operation
from django_graphgate.dialects import dialect
from django_graphgate.errors import DocumentInvalid, DocumentSyntaxError, LimitExceeded, RequestRejected
from django_graphgate.gate import Gate, get_gate
from django_graphgate.models import AllowedOperation
from django_graphgate.rules.model import StoredRole
from tests.golden.cases import ROLES as SHOP_ROLES
from tests.support.gate.house import EDITOR, ROLES, caller, settings_of
from tests.support.shop.fixture import load
from tests.support.shop.running import LIMITS, compiled, everything, read, role_of, view_of

FRAGMENTS = "fragment C on Product { id } fragment D on Customer { id products { ...C } }"


def chosen(text: str, name: str | None = "A", role: StoredRole | None = None) -> str:
    """The canonical text of one operation of a document that is valid for a role."""
    operation = read(text, name)
    view = view_of(role or everything())
    compile_operation(operation, view=view, dialect=dialect("postgresql"), limits=LIMITS)
    return operation.info.text


def refusal(text: str, name: str | None = "A") -> RequestRejected:
    with pytest.raises(RequestRejected) as caught:
        chosen(text, name)
    return caught.value


# -- other operations --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["A", "B", "E"])
def test_fragment_of_another_operation_is_never_used(name: str) -> None:
    text = f"query A {{ products {{ ...C }} }} query B {{ customers {{ ...D }} }} query E {{ tags {{ id }} }} {FRAGMENTS}"
    assert chosen(text, name).startswith(f"query {name} {{")


@pytest.mark.parametrize(
    "fragment", ["fragment F on Tag { id }", "fragment F on Tag { ...G } fragment G on Tag { ...F }"]
)
def test_fragment_that_no_operation_uses_passes(fragment: str) -> None:
    error = refusal(f"query A {{ tags {{ id }} }} query B {{ tags {{ id }} }} {fragment}")
    assert error.message == "Fragment 'F' is never used."
    assert error.locations


OTHERS = (
    ("query B { products { no_such } }", "Cannot query field 'no_such' on type 'Product'."),
    ("query B { products(limit: true) { id } }", "Int cannot represent non-integer value: true"),
    ("query B($x: Int) { products { id } }", "Variable '$x' is never used in operation 'B'."),
    ("query B($x: String) { products(limit: $x) { id } }", "used in position expecting type 'Int'"),
    ("query B($x: NoSuch) { products(limit: $x) { id } }", "Unknown type 'NoSuch'."),
    ("query B { products { ...F } }", "Unknown fragment 'F'."),
    ("query B { products { ...F } } fragment F on Product { no_such }", "Cannot query field 'no_such'"),
    ("query B { products { ...F } } fragment F on Product { ...F }", "within itself"),
    ("query B { products { id } } query B { tags { id } }", "names of their own"),
    ("query B { __schema { nothing } }", "Cannot query field 'nothing' on type '__Schema'."),
    ("mutation B { products { id } }", "Cannot query field 'products' on type 'Mutation'."),
    ("query B @skipAuth @nope { products { id } }", "Unknown directive '@nope'."),
    ("query B @constraint(variable: 1) { products { id } }", "String cannot represent a non string value: 1"),
)


@pytest.mark.parametrize(("other", "part"), OTHERS)
def test_other_operation_that_is_invalid_passes(other: str, part: str) -> None:
    error = refusal("query A { tags { id } } " + other)
    assert part in error.message
    assert isinstance(error, DocumentInvalid)


@pytest.mark.parametrize(
    "other",
    [
        "query B { __schema { types { name fields { name type { ofType { ofType { name } } } } } } }",
        "query B($n: Int) { products(limit: $n) { id } }",
        "query B { products(where: { id: 3 }, order_by: { price: desc, id: asc }) { id } }",
        "query B { customer(id: $user_id) { id } }",
    ],
)
def test_other_operation_that_is_valid_is_refused(other: str) -> None:
    assert chosen("query A { tags { id } } " + other) == "query A {\n  tags {\n    id\n  }\n}"


def test_other_operation_tells_what_a_role_may_not_see() -> None:
    role = role_of(SHOP_ROLES["user"])
    hidden = refusal_for(role, "query A { tags { id } } query B { customers { password } }")
    unknown = refusal_for(role, "query A { tags { id } } query B { customers { passwort } }")
    assert hidden.replace("password", "passwort") == unknown
    chosen('query A { tags { id } } query B { customers { password @add(ifRole: "x") name } }', role=role)


def refusal_for(role: StoredRole, text: str) -> str:
    operation = read(text, "A")
    with pytest.raises(DocumentInvalid) as caught:
        compile_operation(
            operation, view=view_of(role), dialect=dialect("postgresql"), limits=LIMITS, suggest=False
        )
    return caught.value.message


def test_fragments_that_many_operations_spread_take_long() -> None:
    """A text of 5,000 tokens has room for some hundred operations, each of which spreads the same fields."""
    others = " ".join(f"query B{i} {{ ...F }}" for i in range(200))
    fields = " ".join(["id"] * 400)
    error = refusal(f"query A {{ tags {{ id }} }} {others} fragment F on Query {{ products {{ {fields} }} }}")
    assert isinstance(error, LimitExceeded)
    assert "in all its operations" in error.message


# -- variables that are filters or orderings ----------------------------------------------------------


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)
    return get_gate()


USER = caller(1)
MISPLACED = (
    ("$v: ProductFilter", "products(limit: $v) { id }", 3),
    ("$v: ProductFilter", "products(where: { name: { eq: $v } }) { id }", "x"),
    ("$v: CustomerFilter", "products(where: $v) { id }", {"id": {"eq": 1}}),
    ("$v: CustomerFilter", "products(where: { owner: { id: { eq: 1 } }, and: [$v] }) { id }", {"id": {"eq": 1}}),
    ("$v: ProductFilter", "products(where: { and: [$v] }) { id }", {"id": {"eq": 1}}),
    ("$v: ProductOrder", "products(order_by: $v) { id }", {"price": "asc"}),
    ("$v: [CustomerOrder!]", "products(order_by: $v) { id }", [{"id": "asc"}]),
    ("$v: OrderDirection", "products(limit: $v) { id }", 3),
    ("$v: [ProductColumn!]", "products(order_by: $v) { id }", [{"id": "asc"}]),
    ("$v: ProductColumn", "products(distinct: $v) { id }", "id"),
    ("$v: DecimalFilter", "products(where: { id: $v }) { id }", {"eq": 1}),
    ("$v: IntFilter", "products { id @include(if: $v) }", True),
    ("$v: ProductFilter = { no_such: 1 }", "products(where: $v) { id }", {"id": {"eq": 1}}),
)  # fmt: skip


@pytest.mark.parametrize(("declared", "body", "value"), MISPLACED)
def test_variable_that_is_an_object_fits_any_place(gate: Gate, declared: str, body: str, value: Any) -> None:
    result = gate.execute(f"query Q({declared}) {{ {body} }}", identity=USER, variables={"v": value})
    assert [error["extensions"]["code"] for error in result.errors] == ["GRAPHQL_VALIDATION_FAILED"]
    if "no_such" not in declared:
        assert "used in position expecting type" in result.errors[0]["message"]


def test_variable_that_is_an_object_does_not_fit_its_place(gate: Gate) -> None:
    text = "query Q($f: DecimalFilter, $w: ProductFilter!) { products(where: { and: [$w, { price: $f }] }) { id } }"
    result = gate.execute(
        text, identity=USER, variables={"f": {"is_null": False}, "w": {"id": {"in": [1, 2]}}}
    )
    assert [row["id"] for row in result.json()["data"]["products"]] == [1, 2]


# -- texts and numbers of tokens ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{ products { id } } tokens",
        "{ products { id } } too many tokens",
        '{ products { id } } "Document contains more that 5000 tokens. Parsing aborted."',
        "{ products(limit: tokens { id } }",
    ],
)
def test_word_of_the_document_is_taken_for_its_length(text: str) -> None:
    with pytest.raises(DocumentSyntaxError, match=r"Syntax Error: (Unexpected|Expected)"):
        read(text)


def test_document_of_too_many_tokens_is_a_syntax_error() -> None:
    with pytest.raises(LimitExceeded, match="at most 5000 tokens"):
        read("{ products { " + "id " * 5_000 + "} } tokens")


@pytest.mark.parametrize("count", [50, 990])
@pytest.mark.parametrize("field", ["id", "owner { id }", "... on Product { id }"])
def test_equal_fields_are_too_many_to_compare(count: int, field: str) -> None:
    times = count // (1 + field.count("{"))
    assert (
        compiled(f"{{ products {{ {' '.join([field] * times)} }} }}").sql
        == compiled(f"{{ products {{ {field} }} }}").sql
    )


def test_equal_fields_that_are_not_there_are_too_many_to_compare() -> None:
    with pytest.raises(DocumentInvalid, match="Cannot query field 'no_such'") as caught:
        compiled(f"{{ products {{ {'no_such ' * 990} }} }}")
    assert not caught.value.others


@pytest.mark.parametrize("name", ["skipAuth", "requireAuth"])
def test_directive_that_stands_twice_excludes_itself(name: str) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        read(f"query Q @{name} @{name} {{ products {{ id }} }}")
    assert caught.value.message == f"The directive '@{name}' can only be used once at this location."
    with pytest.raises(DocumentInvalid, match="@skipAuth and @requireAuth exclude each other"):
        read("query Q @skipAuth @requireAuth { products { id } }")


@pytest.mark.parametrize("character", "\u200b\u200e\u200f\u061c\u2060\u00ad\u202e")
def test_invisible_character_is_part_of_a_name(character: str) -> None:
    for text in (
        "query Q{} {{ products {{ id }} }}",
        "{{ products {{ i{}d }} }}",
        "query Q(${}a: Int) {{ id }}",
    ):
        with pytest.raises(DocumentSyntaxError, match=f"U\\+{ord(character):04X}"):
            read(text.format(character))


@pytest.mark.parametrize("character", "\u200b\u200e\u202e\u00ad\ufeff\U000e0041")
@pytest.mark.parametrize("around", ["{}", 'a\\"{}\\\\', "{0}{0}", "\\n{}"])
def test_value_that_hides_text_cannot_be_listed(character: str, around: str) -> None:
    """It is the same value in the canonical text, written as an escape."""
    value = around.format(character)
    text = read(f'query Q {{ products(where: {{ name: {{ eq: "{value}" }} }}) {{ id }} }}').info.text
    assert text.isascii()
    assert list_operation(text).document == text
    assert compiled(text) == compiled(f'{{ products(where: {{ name: {{ eq: "{value}" }} }}) {{ id }} }}')


# -- what a request says beside the document ----------------------------------------------------------


def test_value_that_no_variable_takes_is_saved_or_tells_a_statement(gate: Gate) -> None:
    """A text with a NUL is no value for PostgreSQL, and an error of a database tells its SQL."""
    text = "query Names($n: Int) { products(limit: $n) { id } }"
    given = {"n": 1, "unused": "\0", "deep": {"a": ["\0"]}}
    result = gate.execute(text, identity=EDITOR, variables=given)
    assert not result.errors
    assert result.extensions["graphgate"]["saved"] == "new", result.extensions
    [row] = AllowedOperation.objects.all()
    assert row.variables == {"n": 1}
    [listed] = read_allow_list(gate.settings.config_dir() / "allow.list")
    assert dict(listed.variables) == {"n": 1}
    assert "INSERT" not in json.dumps(result.extensions).upper()


@pytest.mark.parametrize("default", ['"\\u0000"', '"a\\u0000b"'])
def test_default_that_no_database_takes_passes(default: str) -> None:
    with pytest.raises(DocumentInvalid, match="without NUL"):
        compiled(f"query Q($a: String = {default}) {{ products(where: {{ name: {{ eq: $a }} }}) {{ id }} }}")
    with pytest.raises(DocumentInvalid, match="without NUL"):
        compiled(
            f"query Q($a: [String!] = [{default}]) {{ products(where: {{ name: {{ in: $a }} }}) {{ id }} }}"
        )
