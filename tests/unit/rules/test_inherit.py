"""Inherited rules and named filters: what a role has once it is resolved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.errors import ConfigurationError
from django_graphgate.rules.inherit import is_filter_name, resolve_roles, rules_of
from django_graphgate.rules.model import StoredRole, StoredRule

OWN = "{ owner_id: { eq: $user_id } }"


def rule(table: str, **given: Any) -> StoredRule:
    return StoredRule(table=table, **given)


def role(name: str, *rules: StoredRule, extends: str = "", **given: Any) -> StoredRole:
    return StoredRole(name=name, rules=rules, extends=extends, **given)


def resolved(*roles: StoredRole, **named: Any) -> dict[str, StoredRole]:
    return resolve_roles(roles, named)


def tables(one: StoredRole) -> dict[str, StoredRule]:
    assert not one.problem
    return {each.table: each for each in one.rules}


def test_rules_are_not_inherited() -> None:
    anon, user = rule("products", columns=("id",)), rule("purchases")
    roles = resolved(role("user", user, extends="anon"), role("anon", anon))
    assert tables(roles["user"]) == {"products": anon, "purchases": user}
    assert tables(roles["anon"]) == {"products": anon}


def test_parents_rule_is_kept_beside_the_own_one() -> None:
    """Its own rule replaces the inherited one as a whole: no column, filter or limit of it is left."""
    whole = rule("products", columns=("id", "price"), filters=("false",), limit=5)
    less = rule("products", columns=("id",))
    assert tables(resolved(role("a", whole), role("b", less, extends="a"))["b"]) == {"products": less}


def test_rules_of_other_actions_are_replaced() -> None:
    write, read = rule("products", action="insert"), rule("products", limit=1)
    roles = resolved(role("a", rule("products"), write), role("b", read, extends="a"))
    assert set(roles["b"].rules) == {read, write}


def test_blocked_table_is_opened_by_a_child() -> None:
    wildcard = rule("*", filters=({"if_column": "id", "filter": OWN},))
    roles = resolved(role("a", rule("customers", block=True)), role("b", wildcard, extends="a"))
    assert tables(roles["b"])["customers"].block
    assert tables(roles["b"])["*"] == wildcard


def test_wildcard_is_added_to_the_inherited_one() -> None:
    first = rule("*", filters=({"if_column": "a", "filter": OWN},))
    second = rule("*", filters=({"if_column": "b", "filter": OWN},))
    assert tables(resolved(role("a", first), role("b", second, extends="a"))["b"]) == {"*": second}


def test_long_line_ends() -> None:
    roles = [role("r0", rule("products"))] + [role(f"r{n}", extends=f"r{n - 1}") for n in range(1, 1500)]
    assert tables(resolve_roles(reversed(roles), {})["r1499"]) == {"products": rule("products")}


@pytest.mark.parametrize(
    ("extends", "broken"),
    [
        ({"a": "a"}, {"a"}),
        ({"a": "b", "b": "a"}, {"a", "b"}),
        ({"a": "b", "b": "c", "c": "b", "d": ""}, {"a", "b", "c"}),
        ({"a": "ghost", "b": "a", "c": ""}, {"a", "b"}),
    ],
)
def test_circle_or_stranger_is_passed_over(extends: dict[str, str], broken: set[str]) -> None:
    roles = resolve_roles([role(name, rule("x"), extends=parent) for name, parent in extends.items()], {})
    assert {name for name, one in roles.items() if one.problem} == broken
    for name in broken:
        assert not roles[name].rules
        with pytest.raises(ConfigurationError):
            rules_of(name, {each: role(each, extends=parent) for each, parent in extends.items()})


def test_problem_of_a_parent_is_forgotten() -> None:
    roles = resolved(role("a", rule("x"), problem="broken"), role("b", extends="a"), role("c", rule("x")))
    assert (roles["a"].problem, roles["b"].problem, roles["c"].problem) == ("broken", "broken", "")
    assert roles["a"].rules == roles["b"].rules == ()


def test_name_is_not_replaced() -> None:
    given = rule(
        "trips",
        filters=("own", "{ id: { eq: 1 } }", "false"),
        column_filters=(("note", "own"), ("x", {"id": 1})),
    )
    wildcard = rule("*", filters=({"if_column": "owner_id", "filter": "own"},))
    user = tables(resolved(role("user", given, wildcard), own=OWN)["user"])
    assert user["trips"].filters == (OWN, "{ id: { eq: 1 } }", "false")
    assert user["trips"].column_filters == (("note", OWN), ("x", {"id": 1}))
    assert user["*"].filters == ({"if_column": "owner_id", "filter": OWN},)


@pytest.mark.parametrize(
    "using",
    [
        rule("trips", filters=("gone",)),
        rule("trips", column_filters=(("note", "gone"),)),
        rule("*", filters=({"if_column": "x", "filter": "gone"},)),
    ],
)
def test_filter_that_is_gone_opens_the_table(using: StoredRule) -> None:
    roles = resolved(
        role("a", using), role("b", extends="a"), role("c", rule(using.table), extends="a"), own=OWN
    )
    assert "gone" in roles["a"].problem
    assert "gone" in roles["b"].problem
    assert not roles["c"].problem, "it has a rule of its own there"


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("own", True), (" own ", True), ("false", False), ("true", False), ("{ a: 1 }", False), ("", False)],
)
def test_value_is_taken_for_a_name(text: str, is_name: bool) -> None:
    assert is_filter_name(text) is is_name


NAMES = st.sampled_from("abcdef")
RULES = st.builds(rule, st.sampled_from(["x", "y", "z", "*"]), limit=st.integers(0, 3), block=st.booleans())


@given(
    st.dictionaries(
        NAMES, st.tuples(st.lists(RULES, max_size=3, unique_by=lambda r: r.table), NAMES | st.just(""))
    )
)
def test_resolved_role_is_another_than_the_words_say(given: dict[str, tuple[list[StoredRule], str]]) -> None:
    """Straightforwardly: what the parent has, and then one's own; nothing where that has no end."""

    def meant(name: str, left: int = 10) -> dict[str, StoredRule] | None:
        rules, parent = given[name]
        above = {} if not parent else meant(parent, left - 1) if left and parent in given else None
        return None if above is None else {**above, **{each.table: each for each in rules}}

    roles = resolve_roles([role(name, *rules, extends=up) for name, (rules, up) in given.items()], {})
    for name, one in roles.items():
        assert ({each.table: each for each in one.rules} if not one.problem else None) == meant(name)


def test_frozen_statement_fits_a_broken_role() -> None:
    fine = resolved(role("a"))["a"]
    assert resolved(role("a", extends="ghost"))["a"].fingerprint() != fine.fingerprint()
    masked = resolved(role("a", rule("x", columns=("id",), column_filters=(("id", OWN),))))["a"]
    assert masked.fingerprint() != resolved(role("a", rule("x", columns=("id",))))["a"].fingerprint()


def test_order_and_match_decide_a_statement() -> None:
    one = role("b", rule("x"), match="is_staff", extends="a")
    assert resolved(one, role("a"))["b"].fingerprint() == role("b", rule("x")).fingerprint()
