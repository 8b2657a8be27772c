"""Operations that call functions of the project, frozen: run without the compiler, under what was frozen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from django_graphgate.access import load_roles
from django_graphgate.access.reading import stored_roles
from django_graphgate.actions import action
from django_graphgate.actions.context import ActionContext
from django_graphgate.actions.registry import scope
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.errors import Forbidden
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.writes.program import runnable_of
from django_graphgate.gate import Result, get_gate
from django_graphgate.models import Action
from django_graphgate.statements.role_views import RoleViews
from tests.integration.gate.test_action_fields import NAMED, ROLES, data_of, error_of
from tests.support.actions.fields import CALLS, action_fields
from tests.support.gate.house import EDITOR, caller, freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.running import DIGEST, LIMITS

OPERATIONS = {
    "Rename": "mutation Rename($product: BigInt!, $name: String) { rename(product: $product, name: $name) { id name } }",
    "Checkout": "mutation Checkout($cart: [BigInt!]!) { checkout(cart: $cart) { order { id } warnings total } }",
    "Newest": "query Newest { newest(limit: 50) { id } products { id } }",
    "CloseDay": 'mutation CloseDay @requireAuth(roles: ["editor"]) { close_day }',
}


@pytest.fixture
def folder(database: str, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The files of a release with functions of the project, and its gate in production."""
    load(database)
    load_roles(ROLES)
    config = tmp_path / "config"
    with action_fields(database):
        write_config(config, OPERATIONS, ROLES)
        settings.GRAPHGATE = settings_of(config, NAMED_AUTH=NAMED)
        freeze()
        yield config


def run(operation: str, identity: Any = None, **variables: Any) -> Result:
    return get_gate().execute(name=operation, variables=variables, identity=identity or caller(1))


def test_frozen_operations_run_without_the_compiler(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RoleViews, "plan", None)
    assert data_of(run("Rename", product=2, name="Frozen")) == {"rename": {"id": 2, "name": "Frozen"}}
    assert data_of(run("Rename", product=5)) == {"rename": None}
    answer = data_of(run("Checkout", cart=[1, 2]))["checkout"]
    assert (answer["order"], answer["total"]) == ({"id": 1}, 12.5)
    assert data_of(run("Newest")) == {"newest": [{"id": 3}, {"id": 2}], "products": [{"id": 1}, {"id": 2}]}
    assert data_of(run("CloseDay", EDITOR)) == {"close_day": 7}


def test_other_role_cannot_run_a_frozen_call(folder: Path) -> None:
    for name, variables in (("Rename", {"product": 1}), ("Newest", {})):
        assert error_of(run(name, EDITOR, **variables))["extensions"]["code"] == "FORBIDDEN"
    assert error_of(run("CloseDay"))["extensions"]["code"] == "FORBIDDEN"
    assert CALLS == []


def test_kill_switch_holds_for_a_frozen_call(folder: Path) -> None:
    data_of(run("Rename", product=1))
    Action.objects.update_or_create(name="rename", defaults={"source": "callable", "enabled": False})
    assert error_of(run("Rename", product=1))["extensions"]["code"] == "OPERATION_DISABLED"
    assert len(CALLS) == 1


def test_changed_signature_is_noticed(folder: Path, settings: Any) -> None:
    freeze("--check")

    def close_day(context: ActionContext, hour: int = 3) -> int:
        return hour

    with scope():
        action(roles=["editor"], name="close_day_at")(close_day)
        settings.GRAPHGATE = {**settings.GRAPHGATE}
        with pytest.raises(CommandError):
            freeze("--check")


def test_plan_calls_nothing_that_the_role_may_not_run(folder: Path, database: str) -> None:
    """A plan knows what a role might run when it was made; whether it may is asked again."""
    view = RoleView.build(stored_roles(ROLES["roles"])[2], get_catalog(), default_limit=20, limits=LIMITS)
    operation = read_operation(OPERATIONS["Rename"], None, catalog=get_catalog(), limits=LIMITS)
    statement = compile_operation(operation, view=view, dialect=dialect_of(database), limits=LIMITS)
    program = runnable_of(statement, dialect_of(database), DIGEST)
    with pytest.raises(Forbidden) as refused:
        program.run(database, {"product": 1}, EDITOR, "version", "editor", state_here=False)
    assert refused.value.path == ("rename",)
    assert CALLS == []
