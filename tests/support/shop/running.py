"""Compiles and runs a document over the shop, without a gate around it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from django_graphgate.access.reading import stored_roles
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import Operation, RoleView, compile_operation, read_operation
from django_graphgate.dialects import dialect
from django_graphgate.errors import VariableInvalid
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.cursors import scope_of, seal, unseal
from django_graphgate.execution.run import Runnable
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.statement import Statement
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.exact import Pairs

ALIASES = ("default", "sqlite")
DEFAULT_LIMIT = 20
DIGEST = "digest"
LIMITS = Limits(
    tokens=5_000,
    depth=12,
    fields=1_000,
    aliases=100,
    directives=100,
    root_fields=20,
    filter_terms=200,
    rows=20**12,
)


@functools.cache
def shown_with(flags: tuple[str, ...]) -> Catalog:
    """The shop's catalogue with some of its flags on: ``relay``, ``cursor_always``, ``camel_case``."""
    return replace(get_catalog(), **dict.fromkeys(flags, True))


def read(
    text: str, name: str | None = None, *, limits: Limits = LIMITS, flags: tuple[str, ...] = ()
) -> Operation:
    """One operation over the shop's catalogue, in strict spelling."""
    return read_operation(text, name, catalog=shown_with(flags) if flags else get_catalog(), limits=limits)


def strict(text: str, flags: tuple[str, ...] = ()) -> str:
    """The canonical text of a document."""
    return read(text, flags=flags).info.text


def role_of(given: Mapping[str, Any]) -> StoredRole:
    """A role in the shape of ``roles.json``."""
    (role,) = stored_roles([given])
    return role


@functools.cache
def everything() -> StoredRole:
    """A role that may read whatever does not look secret."""
    return StoredRole(name="everything", rules=tuple(StoredRule(table=name) for name in get_catalog().tables))


_VIEWS: dict[Any, RoleView] = {}


def _view(role: StoredRole, *, limits: Limits = LIMITS, flags: tuple[str, ...] = ()) -> RoleView:
    catalog = shown_with(flags) if flags else get_catalog()
    return RoleView.build(role, catalog, default_limit=DEFAULT_LIMIT, limits=limits)


@functools.wraps(_view)
def view_of(role: StoredRole, *, limits: Limits = LIMITS, flags: tuple[str, ...] = ()) -> RoleView:
    """The view, made once; a role whose filters are objects has no hash, and a fingerprint."""
    key = (role.name, role.fingerprint(), limits, flags)
    if key not in _VIEWS:
        _VIEWS[key] = _view(role, limits=limits, flags=flags)
    return _VIEWS[key]


def compiled(
    text: str,
    role: StoredRole | None = None,
    vendor: str = "postgresql",
    *,
    limits: Limits = LIMITS,
    flags: tuple[str, ...] = (),
) -> Statement:
    """The statement of a document for a role, by default the one that may read everything."""
    view = view_of(role or everything(), limits=limits, flags=flags)
    operation = read(text, limits=limits, flags=flags)
    return compile_operation(operation, view=view, dialect=dialect(vendor), limits=limits)


def run(
    statement: Statement, alias: str, variables: Mapping[str, Any] | None = None, user_id: str | None = None
) -> bytes:
    """What the database answers to a statement."""
    identity = Identity(user_id=user_id) if user_id is not None else Identity.anonymous()
    runnable = Runnable(statement, dialect_of(alias), DIGEST)
    with transaction.atomic(using=alias):  # an error must not spoil the transaction around it
        answer = runnable.run(alias, variables or {}, identity, "version", "role", state_here=False)
    assert answer.data is not None
    return answer.data


def sealed(statement: Statement, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables with ``{"cursor": [key, …]}`` turned into the cursor that the statement expects there."""
    scopes = {
        parameter.name: parameter.scope for parameter in statement.parameters if parameter.source == "cursor"
    }
    return {
        name: seal(value["cursor"], DIGEST, scopes[name])
        if isinstance(value, dict) and set(value) == {"cursor"}
        else value
        for name, value in variables.items()
    }


def opened(statement: Statement, value: Any, variables: Mapping[str, Any] | None = None) -> Any:
    """An answer with its cursors open: ``cursor at [key, …]``."""
    if isinstance(value, Pairs):
        return Pairs((key, opened(statement, item, variables)) for key, item in value)
    if isinstance(value, list):
        return [opened(statement, item, variables) for item in value]
    if type(value) is str and len(value) > 30:
        for scope in (scope_of(cursor, variables or {}) for cursor in statement.cursors):
            with suppress(VariableInvalid):
                return (
                    f"cursor at {json.dumps(unseal(value, DIGEST, scope), ensure_ascii=False, default=str)}"
                )
    return value


@contextmanager
def loaded(aliases: Sequence[str] = ALIASES) -> Iterator[None]:
    """The fixture's rows in these databases for the time of the block, in a transaction."""
    from tests.support.shop.fixture import (
        load,  # the models of the shop are not installed wherever this module is
    )

    with ExitStack() as stack:
        for alias in aliases:
            stack.enter_context(transaction.atomic(using=alias))
            stack.callback(transaction.set_rollback, True, using=alias)
            load(alias)
        yield


@pytest.fixture(scope="module")
def shop(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The rows of the fixture for all tests of a module; what a test changes, it has to undo."""
    with django_db_blocker.unblock(), loaded():
        yield
