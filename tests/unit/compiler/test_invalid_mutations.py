"""What a mutation must be besides what the schema says."""

from __future__ import annotations

import functools

import pytest
from graphql import GraphQLSchema

from django_graphgate.compiler.normalise.operation_directives import WriteOptions, read_write_options
from django_graphgate.compiler.plan.values import declared
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.validate.document import check
from django_graphgate.errors import DocumentInvalid, OpenShape
from tests.support.shop.running import everything, read, shown_with, view_of
from tests.support.shop.writing import mutation, role


@functools.cache
def whole(flags: tuple[str, ...] = ()) -> GraphQLSchema:
    return build_schema(shown_with(flags))


def passes(text: str, flags: tuple[str, ...] = ()) -> None:
    check(read(text, flags=flags).normal, whole(flags))


def refusal(text: str, flags: tuple[str, ...] = ()) -> DocumentInvalid:
    with pytest.raises(DocumentInvalid) as caught:
        passes(text, flags)
    return caught.value


def sentences(text: str) -> list[str]:
    return [str(error["message"]) for error in refusal(text).as_errors()]


VALID = (
    'tags(insert: [{ slug: "a" }]) { id }',
    'tags(insert: { slug: "a" }, where: {}) { id }',
    'tag(id: 3, update: { slug: "a" }) { id }',
    'tags(where: { slug: { eq: "a" } }, delete: true) { id }',
    "tags(delete: true, where: { products: { id: { eq: 3 } } }) { id }",
    'tags(upsert: [{ slug: "a" }], on: [slug]) { id }',
    "tags(upsert: [{ id: 3 }], on: [id]) { id }",
    "tags(upsert: [{ id: 3 }]) { id }",
    "shelves(upsert: [{ place: 1 }], on: [place, aisle]) { place }",
    'tags(insert: [{ slug: "a" }], update: null, delete: null, on: null) { id }',
    "a: tags(insert: []) { id } b: tags(insert: []) { id } __typename",
    "tag(id: $id, delete: true) { id }",
)


@pytest.mark.parametrize("field", VALID)
def test_valid_mutation_is_refused(field: str) -> None:
    passes(f"mutation {{ {field} }}")


ONE = "needs exactly one of insert, update, upsert and delete"
EMPTY = "needs 'id' or a 'where' that is not empty"
UNIQUE = "takes the columns of the primary key or of a unique constraint"
INVALID = (
    ("tags { id }", ONE),
    ("tags(where: { id: { eq: 3 } }) { id }", ONE),
    ("tags(insert: null) { id }", ONE),
    ("tags(insert: [], upsert: []) { id }", ONE),
    ("tag(id: 3, update: {}, delete: true) { id }", ONE),
    ('tags(update: { slug: "a" }) { id }', EMPTY),
    ("tags(delete: true) { id }", EMPTY),
    ("tag(delete: true) { id }", EMPTY),
    ("tags(delete: true, where: null) { id }", EMPTY),
    ("tags(delete: true, where: {}) { id }", EMPTY),
    ("tags(delete: true, where: { and: [] }) { id }", EMPTY),
    ("tags(delete: true, where: { and: [{}, { and: {} }] }) { id }", EMPTY),
    ("tags(delete: true, where: { or: [] }) { id }", EMPTY),
    ("tags(delete: true, where: { or: [{ id: { eq: 3 } }, {}] }) { id }", EMPTY),
    ("tags(delete: true, where: { not: {} }) { id }", EMPTY),
    ("tags(delete: true, where: { id: {} }) { id }", EMPTY),
    ("tags(delete: true, where: { id: { and: {} } }) { id }", EMPTY),
    ("tag(id: 3, delete: false) { id }", "'delete' takes true"),
    ("tag(id: 3, delete: $yes) { id }", "'delete' takes true"),
    ("tag(id: 3, insert: {}) { id }", "'insert' takes no 'id'"),
    ("tag(id: 3, upsert: {}) { id }", "'upsert' takes no 'id'"),
    ("tags(insert: [], on: [slug]) { id }", "'insert' takes no 'on'"),
    ("tag(id: 3, delete: true, on: [id]) { id }", "'delete' takes no 'on'"),
    ("tags(upsert: [], on: []) { id }", UNIQUE),
    ("products(upsert: [], on: [name]) { id }", UNIQUE),
    ("products(upsert: [], on: [code, name]) { id }", UNIQUE),
    ("shelves(upsert: [], on: [place]) { place }", UNIQUE),
    ("tags(upsert: [], on: $columns) { id }", "written in the document"),
    ("tags(upsert: [], on: [$column]) { id }", "written in the document"),
    ("tags(insert: []) { id } tags(insert: []) { id }", "'tags' is written twice"),
    ("a: tags(insert: []) { id } ... { a: tags(insert: []) { id } }", "'a' is written twice"),
    (
        "a: tags(insert: []) @include(if: $x) { id } a: tags(insert: []) @skip(if: $x) { id }",
        "'a' is written twice",
    ),
    ("tags(insert: []) { products @notRelated { id } }", "@notRelated cannot be used in a mutation"),
    ("tags(insert: []) { customers @notRelated { id } }", "@notRelated"),
    ("tags(insert: [{ slug: $s, slug: $s }]) { id }", "only one input field named 'slug'"),
    ("product(insert: { owner: {}, customer: {} }) { id }", "only one input field named 'owner'"),
    ("tags(insert: [{ slugs: 1 }]) { id }", "'slugs'"),
    ("purchases(insert: [{ total: 1 }]) { id }", "'total'"),
    ("product(id: 3, update: { id: 4 }) { id }", "'id'"),
    ("tags(insert: [], limit: 3) { id }", "Unknown argument 'limit'"),
    ("tags(insert: [], order_by: { id: asc }) { id }", "Unknown argument 'order_by'"),
    ("nothing(insert: []) { id }", "Cannot query field 'nothing' on type 'Mutation'"),
)


@pytest.mark.parametrize(("field", "part"), INVALID)
def test_invalid_mutation_passes(field: str, part: str) -> None:
    assert any(part in sentence for sentence in sentences(f"mutation {{ {field} }}")), sentences(
        f"mutation {{ {field} }}"
    )


def test_absent_variable_would_mean_more_rows() -> None:
    text = "mutation ($id: BigInt{}) {{ tags(delete: true, where: {{ id: {{ eq: $id }} }}) {{ id }} }}"
    passes(text.format("!"))
    assert "would mean more rows" in refusal(text.format(" @optional")).message


def test_role_that_writes_nothing_is_told_what_is_there() -> None:
    """In the words for what is not there at all."""
    text = "mutation {{ {}(insert: []) {{ id }} }}"
    for table in ("tags", "nothing"):
        with pytest.raises(DocumentInvalid) as caught:
            check(read(text.format(table)).normal, view_of(everything()).schema, suggest=False)
        assert caught.value.message == f"Cannot query field '{table}' on type 'Mutation'."
    passes(text.format("tags"))


def test_directives_of_a_query_are_taken() -> None:
    for directive in ("@cacheControl(maxAge: 5)",):
        assert (
            "may not be used on mutation"
            in refusal(f"mutation M {directive} {{ tags(insert: []) {{ id }} }}").message
        )
    for directive in ("@transaction(isolation: serializable)", "@maxAffected(rows: 5)"):
        passes(f"mutation M {directive} {{ tags(insert: []) {{ id }} }}")
        assert "may not be used on query" in refusal(f"query M {directive} {{ tags {{ id }} }}").message


def options(directives: str) -> WriteOptions:
    text = f"mutation M($n: Int!) {directives} {{ tags(insert: [{{ id: $n }}]) {{ id }} }}"
    return read_write_options(read(text).normal.operation)


def test_isolation_and_bound_are_read() -> None:
    assert options("") == WriteOptions()
    assert options("@maxAffected(rows: 5)") == WriteOptions(max_affected=5)
    assert options('@transaction(isolation: "repeatable_read")') == WriteOptions("repeatable read")


@pytest.mark.parametrize(
    "directive",
    [
        "@maxAffected(rows: $n)",
        "@maxAffected(rows: -1)",
        "@maxAffected",
        "@transaction",
        "@transaction(isolation: chaos)",
        "@transaction(isolation: $n)",
    ],
)
def test_option_is_no_constant(directive: str) -> None:
    with pytest.raises(DocumentInvalid):
        options(directive)


# ------------------------------------------------------------------------------- variables of data


def spec(type_text: str, use: str, default: str = "") -> tuple[str, bool, bool, bool, str]:
    text = f"mutation ($data: {type_text}{default}) {{ {use} {{ id }} }}"
    passes(text)
    variable = declared(read(text).normal.operation, shown_with(())).specs["data"]
    return variable.shape, variable.many, variable.required, variable.item_required, variable.type_text


def test_variables_of_data_have_a_shape() -> None:
    assert spec("[ProductInsert!]!", "products(insert: $data)") == (
        "products:insert", True, True, True, "[ProductInsert!]!",
    )  # fmt: skip
    assert spec("ProductUpdate", "product(id: 3, update: $data)")[:2] == ("products:update", False)
    assert spec("[TagUpsert!]", "tags(upsert: $data)")[0] == "tags:upsert"
    assert spec("CustomerInsert", "product(insert: { owner: $data })")[0] == "customers:insert"


def test_variable_of_data_has_a_default() -> None:
    with pytest.raises(DocumentInvalid, match="gives data and takes no default"):
        spec("[TagInsert!]", "tags(insert: $data)", " = []")


def test_variable_names_rows_of_any_shape() -> None:
    with pytest.raises(OpenShape):
        spec("[CustomerConnect!]", "product(insert: { owner: { connect: $data } })")


def test_names_of_several_relations() -> None:
    """A name that several relations could go by is refused with their names, as in a filter."""
    from django_graphgate.compiler.normalise.relation_names import refuse_ambiguous

    catalog = shown_with(())
    ambiguous = next((table, name) for table in catalog.tables.values() for name in table.ambiguous)
    table, name = ambiguous
    text = f"mutation {{ {table.name}(insert: [{{ {name}: {{}} }}]) {{ __typename }} }}"
    with pytest.raises(DocumentInvalid, match="could mean several relations"):
        refuse_ambiguous(read(text).normal.operation, catalog)


def test_camel_case_of_unique_columns() -> None:
    flags = ("camel_case",)
    passes("mutation { shelves(upsert: [], on: [aisle, place]) { place } }", flags)
    assert UNIQUE in refusal("mutation { shelves(upsert: [], on: [productId]) { place } }", flags).message


def test_rows_are_found_by_values_that_are_masked() -> None:
    """An upsert would tell which row has the value."""
    text = 'mutation { products(upsert: [{ name: "x" }], on: [code]) { id } }'
    mask = {"name": "code", "if": "{ owner_id: { eq: $user_id } }"}
    write = {"columns": ["name", "code"]}
    assert mutation(text, role(products={"query": {"columns": ["id", "code"]}, "upsert": write})).writes
    with pytest.raises(DocumentInvalid, match="may read in every row"):
        mutation(text, role(products={"query": {"columns": ["id", mask]}, "upsert": write}))
    with pytest.raises(DocumentInvalid, match=r"'code'|ProductColumn"):
        mutation(text, role(products={"query": {"columns": ["id"]}, "upsert": write}))
