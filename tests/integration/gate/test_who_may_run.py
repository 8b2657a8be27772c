"""``@skipAuth``, ``@requireAuth`` and REQUIRE_AUTH in development, where nothing was frozen for a role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Result, get_gate
from django_graphgate.ir.identity import Identity
from tests.support.gate.house import ANON, EDITOR, PROJECT, ROLES, caller, only_code
from tests.support.shop.fixture import load


@pytest.fixture(autouse=True)
def development(database: str, settings: Any, tmp_path: Path) -> None:
    """A gate in development over the shop's rows."""
    settings.GRAPHGATE = {**PROJECT, "CONFIG_DIR": tmp_path, "PRODUCTION": False}
    load(database)
    load_roles(ROLES)


def ask(directive: str, identity: Identity) -> Result:
    return get_gate().execute(f"query Categories {directive} {{ categories {{ id }} }}", identity=identity)


def test_anonymous_caller_runs_what_no_person_opened() -> None:
    assert only_code(ask("", ANON)) == "UNAUTHENTICATED"
    assert only_code(ask("@requireAuth", ANON)) == "UNAUTHENTICATED"
    assert not ask("", caller(1)).errors


def test_opened_operation_is_refused() -> None:
    assert not ask("@skipAuth", ANON).errors
    assert not ask("@skipAuth", caller(1)).errors


def test_operation_for_some_roles_runs_for_others() -> None:
    assert only_code(ask('@requireAuth(roles: ["editor"])', caller(1))) == "FORBIDDEN"
    assert only_code(ask('@requireAuth(roles: ["editor"])', ANON)) == "UNAUTHENTICATED"
    assert only_code(ask("@requireAuth(roles: [])", EDITOR)) == "FORBIDDEN"
    assert not ask('@requireAuth(roles: ["user", "editor"])', EDITOR).errors


def test_setting_opens_an_operation_that_a_person_closed(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": False}
    assert not ask("", ANON).errors
    assert not ask("@skipAuth", ANON).errors
    for directive in ("@requireAuth", '@requireAuth(roles: ["editor"])', '@requireAuth(roles: ["anon"])'):
        assert only_code(ask(directive, ANON)) == "UNAUTHENTICATED"
    assert not ask("@requireAuth", caller(1)).errors
