"""Mutations over the shop: roles that may write, and the texts of plans run by themselves."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from django_graphgate.catalog import get_catalog
from django_graphgate.dialects import Dialect
from django_graphgate.execution.binders import Facts, binders_of
from django_graphgate.execution.connection import dialect_of, fetch_row
from django_graphgate.execution.variables import Values
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.statement import Statement
from django_graphgate.ir.write import Probe
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.running import compiled, role_of

WRITES = ("insert", "update", "upsert")


@functools.cache
def writer() -> StoredRole:
    """A role that may read and write whatever does not look secret, and write the passwords that customers need."""
    rules = [
        StoredRule(table=name, action=action)
        for name in get_catalog().tables
        for action in ("query", "delete", *(WRITES if name != "customers" else ()))
    ]
    rules += [
        StoredRule(table="customers", action=action, columns=("*", "password"))
        for action in ("insert", "update", "upsert")
    ]
    return StoredRole(name="writer", rules=tuple(rules))


def role(**tables: Mapping[str, Any]) -> StoredRole:
    """A role with these entries of ``roles.json``: table → action → rule."""
    return role_of(
        {"name": "user", "tables": [{"name": name, **actions} for name, actions in tables.items()]}
    )


def mutation(
    text: str, by: StoredRole | None = None, vendor: str = "postgresql", **options: Any
) -> Statement:
    """The statement of a mutation, by default for the role that may write everything."""
    return compiled(text, by or writer(), vendor, **options)


def ask(
    probe: Probe, alias: str, keys: Sequence[Sequence[Any]] | None = None, user_id: str | None = None
) -> Any:
    """What a text of a plan yields for keys: the JSON value."""
    values = Values({}, {}, now=timezone.now(), keys=json.dumps(keys), outputs=[json.dumps(keys)] * 9)
    identity = Identity.anonymous() if user_id is None else Identity(user_id=user_id)
    dialect: Dialect = dialect_of(alias)
    bound = [
        bind(values, Facts(identity, "user", {})) for bind in binders_of(probe.parameters, (), dialect, "")
    ]
    (text,) = fetch_row(alias, probe.sql, bound)
    return json.loads(text)
