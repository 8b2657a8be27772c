"""What is refused under a role that is only assumed: the caller may have another one."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.errors import ConfigurationError
from django_graphgate.models import TableRule
from tests.support.gate.house import House, caller, known, only_code


def change(user: Any, **fields: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(**fields)


def break_rule(role: str) -> None:
    TableRule.objects.filter(role__name=role, table="products").update(columns=["gone"])


def test_broken_role_that_is_only_guessed_refuses_a_caller(staff_edits: House, ada: Any) -> None:
    """She is taken for ``user`` at first, who can run nothing."""
    change(ada, is_staff=True)
    break_rule("user")
    assert staff_edits.rows("Mails", known(ada))
    assert staff_edits.rows("Products", caller(987)), "without a row"
    change(ada, is_staff=False)
    assert only_code(staff_edits.ask("Products", known(ada))) == ConfigurationError.code


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_rule_that_a_database_cannot_evaluate_refuses_others(staff_edits: House, ada: Any) -> None:
    """Only PostgreSQL has the operator of the rule of ``user``, for whom she is taken."""
    change(ada, is_staff=True)
    rule = TableRule.objects.filter(role__name="user", table="purchases")
    rule.update(filters=['{ customer: { name: { similar: "A%" } } }'])
    assert staff_edits.rows("MyPurchases", known(ada))
    assert staff_edits.code("MyPurchases", caller(1, "user")) == "UNSUPPORTED"


def test_limit_of_another_role_refuses_a_caller(staff_edits: House, ada: Any) -> None:
    """The rows that ``user``, for whom she is taken, may ask for are too many for one operation."""
    change(ada, is_staff=True)
    TableRule.objects.filter(role__name="user", table="purchases").update(limit=2_000_000_000)
    assert staff_edits.rows("MyPurchases", known(ada))
    assert staff_edits.code("MyPurchases", caller(1, "user")) == "LIMIT_EXCEEDED"


def test_broken_role_is_remembered_for_ever(staff_edits: House, ada: Any) -> None:
    change(ada, is_staff=True)
    assert staff_edits.rows("Mails", known(ada))
    break_rule("editor")
    assert only_code(staff_edits.ask("Products", known(ada))) == ConfigurationError.code
    change(ada, is_staff=False)
    assert staff_edits.rows("Products", known(ada))
