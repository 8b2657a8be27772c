"""Rules with a filter over a column: how they are read, and that nothing in a plan escapes them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import plan_operation
from django_graphgate.errors import ConfigurationError, DocumentInvalid
from django_graphgate.ir.catalog import Column, Table
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.masked import Masked
from django_graphgate.ir.plan import FALSE, Order
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.golden.cases import CASES, Case
from tests.support.shop.running import LIMITS, compiled, everything, read, view_of

OWN = "{ id: { eq: $user_id } }"


def role(
    *column_filters: tuple[str, Any], columns: tuple[str, ...] | None = ("*",), **given: Any
) -> StoredRole:
    rule = StoredRule(table="customers", columns=columns, column_filters=column_filters, **given)
    return StoredRole(
        name="reader", rules=(rule, StoredRule(table="products"), StoredRule(table="purchases"))
    )


def masks(*column_filters: tuple[str, Any], **given: Any) -> dict[str, Any]:
    return dict(view_of.__wrapped__(role(*column_filters, **given)).rules.queries["customers"].masks)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("email", "{ id: "), "not understood"),
        (("email", "{ nobody: { eq: 1 } }"), "role reader on customers.email is not understood: .*nobody"),
        (("email", "{ id: { eq: $other } }"), "not a variable of rules"),
        (("email", "true"), "is not an object"),
        (("email", None), "is not an object"),
        (("email", ["false"]), "is not an object"),
        (("nobody", OWN), "does not have: nobody"),
        (("id", OWN), "customers.id is refused: a primary key is in every ordering and cursor"),
    ],
)
def test_filter_of_a_column_that_is_not_understood_is_passed_over(given: Any, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        masks(given)


def test_part_of_a_key_is_masked() -> None:
    rule = StoredRule(table="shelves", columns=("*",), column_filters=(("place", "false"),))
    with pytest.raises(ConfigurationError, match="primary key"):
        view_of.__wrapped__(StoredRole(name="r", rules=(rule,)))


@pytest.mark.parametrize("given", [OWN, {"id": {"eq": "$user_id"}}, "{ id: $user_id }"])
def test_spellings_of_a_filter_of_a_column_differ(given: Any) -> None:
    assert masks(("email", given)) == masks(("email", OWN))


def test_filter_that_always_holds_masks() -> None:
    assert masks(("email", "{}")) == {}
    assert masks(("email", "{}"), ("email", "false")) == {"email": FALSE}


def test_one_of_two_filters_of_a_column_is_passed_over() -> None:
    both = masks(("email", OWN), ("email", "{ id: { lt: 5 } }"))
    assert both not in (masks(("email", OWN)), masks(("email", "{ id: { lt: 5 } }")))
    assert masks(("email", OWN), columns=("email", "*")) == masks(("email", OWN))


def test_masked_column_has_to_be_named_twice() -> None:
    shown = view_of(role(("api_token", OWN), columns=("id",))).catalog.tables["customers"].columns
    assert set(shown) == {"id", "api_token"}
    assert shown["api_token"].nullable and not shown["id"].nullable


def test_blocked_table_has_masks() -> None:
    assert masks(("email", OWN), block=True) == {}


def test_masked_column_that_cannot_be_null_is_told_from_one_that_can() -> None:
    """``is_null`` of such a column is no question otherwise."""
    text = "{ customers(where: { name: { is_null: true } }) { id } }"
    assert "1 = 0" in compiled(text, role()).sql
    assert "1 = 0" not in compiled(text, role(("name", OWN))).sql


def test_column_that_a_role_may_not_read_is_there_in_its_own_filter_only() -> None:
    given = role(("email", '{ password: { eq: "x" } }'))
    assert compiled("{ customers { email } }", given)
    with pytest.raises(DocumentInvalid):
        compiled("{ customers { password } }", given)


def test_roles_whose_masks_have_one_shape_have_several_texts() -> None:
    """Whichever of their values happen to be equal."""
    text = '{ customers(where: { email: { gt: "x" } }, order_by: [{ name: asc }]) { email name } }'
    made = [
        compiled(text, role(("email", f"{{ id: {{ gt: {low} }} }}"), ("name", f"{{ id: {{ lt: {high} }} }}")))
        for low, high in ((1, 1), (1, 2), (5, 3))
    ]
    assert len({statement.sql for statement in made}) == 1
    assert len({statement.parameters for statement in made}) == 3


# -- nothing escapes ---------------------------------------------------------------------------------


def bare(value: Any) -> Iterator[Column]:
    """The columns in a plan that nothing masks, by the fields of its dataclasses alone."""
    if isinstance(value, Masked) or (isinstance(value, Order) and value.implied):
        return
    if isinstance(value, ColumnRef):
        yield value.column
    parts: tuple[Any, ...] = ()
    if isinstance(value, tuple):
        parts = value
    elif dataclasses.is_dataclass(value) and not isinstance(value, Table | Column):
        parts = tuple(getattr(value, field.name) for field in dataclasses.fields(value))
    for part in parts:
        yield from bare(part)


def veiled() -> StoredRole:
    """A role that sees keys alone; all else is NULL."""
    tables = get_catalog().tables
    return dataclasses.replace(
        everything(),
        rules=tuple(
            StoredRule(
                table=name,
                columns=("*",),
                column_filters=tuple(
                    (column, "false")
                    for column in table.columns
                    if column not in table.primary_key and not table.columns[column].secret
                ),
            )
            for name, table in tables.items()
        ),
    )


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.role is None and not (case.path / "error.json").exists()],
    ids=lambda case: case.name,
)
def test_column_escapes_its_mask(case: Case) -> None:
    view = view_of(veiled(), flags=case.flags)
    query = plan_operation(read(case.query, flags=case.flags), view=view, limits=LIMITS).query
    keys = {name for table in get_catalog().tables.values() for name in table.primary_key}
    assert {column.name for column in bare(query)} <= keys
