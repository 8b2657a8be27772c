"""The second lock: a plan that uses what a role may not is refused, however it came to be."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import pytest

from django_graphgate.compiler.compile import compile_operation, plan_operation
from django_graphgate.dialects import dialect
from django_graphgate.errors import ConfigurationError, DocumentInvalid, Forbidden
from django_graphgate.ir.sql import Constant
from django_graphgate.ir.statement import Statement
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.running import LIMITS, everything, read, view_of

NARROW = StoredRole(
    name="narrow",
    rules=(
        StoredRule(table="products", columns=("id", "name")),
        StoredRule(table="tags", columns=("slug",)),
        StoredRule(table="customers"),
        StoredRule(table="profiles", block=True),
    ),
)


def compile_past_the_view(text: str, role: StoredRole = NARROW) -> str:
    return statement_past_the_view(text, role).sql


def statement_past_the_view(text: str, role: StoredRole, database: str = "postgresql") -> Statement:
    """The statement of a plan that was made over everything, under the rules of a role."""
    naming = StoredRule(table="customers", columns=("*", "password"))
    whole = StoredRole(name="all", rules=tuple(one for one in everything().rules if one.table != "customers"))
    view = view_of(replace(whole, rules=(*whole.rules, naming)))
    view = replace(view, rules=view_of(role).rules)
    limits = replace(LIMITS, rows=2_000_000)
    return compile_operation(read(text), view=view, dialect=dialect(database), limits=limits)


@pytest.mark.parametrize(
    "text",
    [
        "{ products { price } }",
        "{ product { price } }",
        "{ products(where: { price: { gt: 1 } }) { id } }",
        "{ products(where: { not: { price: { gt: 1 } } }) { id } }",
        "{ products(where: { or: [{ id: { eq: 1 } }, { and: [{ price: { eq: 1 } }] }] }) { id } }",
        "{ products(order_by: [{ price: asc }]) { id } }",
        "{ tags { slug products { price } } }",
        "{ tags(order_by: [{ id: asc }]) { slug } }",
        "{ products(where: { tags: { id: { eq: 1 } } }) { id } }",
        "{ products(where: { tags: { products: { price: { gt: 1 } } } }) { id } }",
        "{ products { id tags(where: { id: { eq: 1 } }) { slug } } }",
        "{ customers { password } }",
        "{ customers(where: { password: { like: \"%\" } }) { id } }",
        "{ categories { id } }",
        "{ category(id: 1) { id } }",
        "{ products { id category { id } } }",
        "{ products(where: { category: {} }) { id } }",
        "{ products(where: { not: { category: {} } }) { id } }",
        "{ profiles { bio } }",
        "{ customers { profile { bio } } }",
        "{ customers(where: { profile: {} }) { id } }",
        "{ customers { purchased { id } } }",
        "{ products(where: { buyers: {} }) { id } }",
    ],
)  # fmt: skip
def test_plan_passes_the_rules(text: str) -> None:
    with pytest.raises(Forbidden) as caught:
        compile_past_the_view(text)
    assert caught.value.code == "FORBIDDEN"
    assert caught.value.message == Forbidden.sentence


@pytest.mark.parametrize(
    "text",
    [
        "{ products { id name } }",
        "{ products(order_by: [{ name: asc }]) { id tags { slug } } }",
        "{ tags { slug } }",  # ordered by a key that the role may not read: nobody asked for that
        "{ products(where: { tags: { slug: { eq: \"a\" } } }) { name } }",
    ],
)  # fmt: skip
def test_plan_within_the_rules_is_refused(text: str) -> None:
    assert compile_past_the_view(text)


def test_limit_of_the_rule_gives_way() -> None:
    role = StoredRole(name="few", rules=(StoredRule(table="products", limit=3),))

    def limits(text: str, database: str) -> list[str | Constant]:
        found = statement_past_the_view(text, role, database)
        constants = [one.value for one in found.parameters if one.source == "constant"]
        return [*re.findall(r"LIMIT (?:least\()?([^) ]+)", found.sql), *constants]

    variable = "query Q($n: Int) { products(limit: $n) { id } }"
    assert limits("{ products { id } }", "postgresql") == ["100", "$1::int8", 3]
    assert limits("{ products(limit: 100) { id } }", "postgresql") == ["100", "$1::int8", 3]
    assert limits(variable, "postgresql") == ["100", "$1::int4,", 3]
    assert limits("{ products { id } }", "sqlite") == ["3"]
    assert limits("{ products(limit: 100) { id } }", "sqlite") == ["3"]
    assert limits(variable, "sqlite")[0] == "3"
    for each in ("postgresql", "sqlite"):
        assert limits("{ products(limit: 3) { id } }", each) == ["3"]
        assert limits("{ products(limit: 2) { id } }", each) == ["2"]
        assert limits("{ products(limit: 0) { id } }", each) == ["0"]


@pytest.mark.parametrize(("limit", "cap"), [(0, 0), (100, 100), (101, 1_000), (1_000_001, 1_000_001)])
def test_limit_of_a_rule_is_planned_with_a_smaller_one(limit: int, cap: int) -> None:
    role = StoredRole(name="many", rules=(StoredRule(table="products", limit=limit),))
    assert f"LIMIT {cap}\n" in compile_past_the_view("{ products { id } }", role).replace(")", "\n")


SHAPED = "{ products { id tags { slug products { id } } } }"


def shaped(low: int, word: str, most: int, more: int) -> Statement:
    """A statement under rules of one shape; these numbers may be equal to one another, or not."""
    products = f"{{ or: [{{ id: {{ gt: {low} }} }}, {{ category: {{ id: {{ eq: {more} }} }} }}, {{ id: {{ in: [1, {most}] }} }}] }}"
    rules = (
        StoredRule(table="products", filters=(products,), limit=most),
        StoredRule(table="tags", filters=(f'{{ slug: {{ neq: "{word}" }} }}',), limit=more),
        StoredRule(table="categories"),
    )
    return statement_past_the_view(SHAPED, StoredRole(name="any", rules=rules))


def test_rules_of_one_shape_make_several_texts() -> None:
    """Whichever of their values happen to be equal."""
    some = [shaped(5, "x", 5, 5), shaped(5, "y", 7, 9), shaped(-1, "", 1, 100), shaped(8, "x", 8, 3)]
    assert len({one.sql for one in some}) == 1
    assert len({one.parameters for one in some}) == len(some)
    assert all(not one.scope for each in some for one in each.parameters if one.source == "constant")


# ------------------------------------------------------------------------------------- stored rules


@pytest.mark.parametrize(
    "given",
    [
        "{ owner_id: ",
        "{ nobody: { eq: 1 } }",
        "{ id: { near: 1 } }",
        "{ id: { eq: \"x\" } }",
        "{ id: { eq: $other } }",
        "{ or: [{ id: { in: [$other] } }] }",
        "{ owner: { password: { eq: $token } } }",
        "$user_id",
        "{ id: $ids }",
        "[{ id: { eq: 1 } }]",
        "true",
        "1",
        "",
        "null",
        True,
        None,
        1,
        ["{ id: { eq: 1 } }"],
        {"nobody": {"eq": 1}},
        {"id": {"eq": "$other"}},
        functools.reduce(lambda inner, _: {"not": inner}, range(400), {"id": {"eq": 1}}),
        "{ not: " * 400 + "{ id: { eq: 1 } }" + " }" * 400,
    ],
    ids=lambda value: repr(value)[:60],
)  # fmt: skip
def test_filter_that_is_not_understood_lets_everything_through(given: object) -> None:
    role = StoredRole(name="broken", rules=(StoredRule(table="products", filters=(given,)),))
    with pytest.raises(ConfigurationError):
        view_of.__wrapped__(role)


@pytest.mark.parametrize(
    "given",
    [
        "{ owner_id: { eq: $user_id } }",
        "{ owner_id: $user_id }",
        {"owner_id": {"eq": "$user_id"}},
        {"owner_id": "$user_id"},
        {"and": [{"owner_id": {"eq": "$user_id"}}]},
        {"_and": {"owner_id": {"_eq": "$user_id"}}},
    ],
)
def test_spellings_of_a_filter_differ(given: object) -> None:
    role = StoredRole(name="owner", rules=(StoredRule(table="products", columns=("id",), filters=(given,)),))
    view = view_of.__wrapped__(role)
    statement = compile_operation(
        read("{ products { id } }"), view=view, dialect=dialect("postgresql"), limits=LIMITS
    )
    assert '("t0"."owner_id" = $1::int8)' in statement.sql
    assert [(one.source, one.name) for one in statement.parameters] == [("caller", "user_id")]


@pytest.mark.parametrize("given", ["false", " false ", False])
def test_filter_that_nothing_passes_lets_rows_through(given: object) -> None:
    role = StoredRole(name="none", rules=(StoredRule(table="products", filters=(given,)),))
    view = view_of.__wrapped__(role)
    statement = compile_operation(
        read("{ products { id } }"), view=view, dialect=dialect("postgresql"), limits=LIMITS
    )
    assert "WHERE 1 = 0" in statement.sql


def test_unknown_column_of_a_rule_is_passed_over() -> None:
    role = StoredRole(name="broken", rules=(StoredRule(table="products", columns=("id", "prize")),))
    with pytest.raises(ConfigurationError, match="prize"):
        view_of(role)


def test_rule_for_an_unknown_table_permits_something() -> None:
    view = view_of(StoredRole(name="odd", rules=(StoredRule(table="nothing"),)))
    assert (dict(view.rules.queries), dict(view.catalog.tables)) == ({}, {})


def test_rule_for_writing_permits_reading() -> None:
    view = view_of(StoredRole(name="writer", rules=(StoredRule(table="products", action="insert"),)))
    table = view.catalog.tables["products"]
    assert (table.write_only, dict(table.columns)) == (True, {})
    for text in ("{ products { id } }", "{ products { __typename } }", "{ product(id: 1) { __typename } }"):
        with pytest.raises(DocumentInvalid):
            compile_operation(read(text), view=view, dialect=dialect("sqlite"), limits=LIMITS)
        with pytest.raises(Forbidden):
            plan_operation(read("{ products { __typename } }"), view=view, limits=LIMITS, validated=True)


def test_role_without_rules_sees_a_table() -> None:
    assert dict(view_of(StoredRole(name="nobody")).catalog.tables) == {}


def test_blocked_table_keeps_columns_in_the_rules() -> None:
    rule = view_of(NARROW).rules.queries["profiles"]
    assert (rule.block, rule.columns, rule.limit) == (True, frozenset(), 0)


# ------------------------------------------------------------------------------------- fingerprints

ROLE = StoredRole(name="r", rules=(StoredRule(table="a"), StoredRule(table="b", columns=("x", "y"))))


@pytest.mark.parametrize(
    "other",
    [
        StoredRole(name="s", rules=ROLE.rules),
        StoredRole(name="r", rules=ROLE.rules[:1]),
        StoredRole(name="r", rules=(StoredRule(table="a", block=True), ROLE.rules[1])),
        StoredRole(name="r", rules=(StoredRule(table="a", columns=()), ROLE.rules[1])),
        StoredRole(name="r", rules=(StoredRule(table="a", limit=0), ROLE.rules[1])),
        StoredRole(name="r", rules=(StoredRule(table="a", filters=("false",)), ROLE.rules[1])),
        StoredRole(name="r", rules=(StoredRule(table="a", action="insert"), ROLE.rules[1])),
        StoredRole(name="r", rules=(ROLE.rules[0], StoredRule(table="b", columns=("xy",)))),
        StoredRole(name="r", rules=(StoredRule(table="a", filters=("a", "b")), ROLE.rules[1])),
        StoredRole(name="r", rules=(StoredRule(table="a", presets=(("x", 1),)), ROLE.rules[1])),
        StoredRole(name="r", rules=(StoredRule(table="a", max_affected=0), ROLE.rules[1])),
    ],
)
def test_other_rules_have_the_same_fingerprint(other: StoredRole) -> None:
    assert other.fingerprint() != ROLE.fingerprint()


def test_order_of_rules_and_columns_changes_the_fingerprint() -> None:
    other = StoredRole(name="r", rules=(StoredRule(table="b", columns=("y", "x")), StoredRule(table="a")))
    assert other.fingerprint() == ROLE.fingerprint()


SHUT = StoredRole(
    name="shut", rules=(StoredRule(table="products"), StoredRule(table="customers", block=True))
)


@pytest.mark.parametrize(
    "text",
    [
        "{{ customers {{ {} }} }}",
        "{{ products {{ owner {{ {} }} }} }}",
        "{{ customers(where: {{ {}: {{ is_null: true }} }}) {{ id }} }}",
        "{{ customers(order_by: [{{ {}: asc }}]) {{ id }} }}",
        "{{ products {{ owner {{ id(skipIf: {{ {}: {{ is_null: true }} }}) }} }} }}",
    ],
)
def test_blocked_table_names_what_looks_secret(text: str) -> None:
    """The same sentence as for a column that is not there."""
    sentences = []
    for name in ("password", "nothing"):
        with pytest.raises(DocumentInvalid) as caught:
            compile_operation(
                read(text.format(name)), view=view_of(SHUT), dialect=dialect("sqlite"), limits=LIMITS
            )
        sentences.append(caught.value.message.replace(name, "…"))
    assert sentences[0] == sentences[1]
