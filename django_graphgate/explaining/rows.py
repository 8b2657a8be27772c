"""Which term of a rule's filters hides a row from a caller: each is asked of the database by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from django_graphgate.access.live import LiveAccess
from django_graphgate.catalog import get_catalog
from django_graphgate.errors import RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.writes.program import runnable_of
from django_graphgate.explaining.roles import rule_of
from django_graphgate.gate import Gate
from django_graphgate.ir.identity import Identity
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.statements.limits import limits_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTerm:
    """A term of a filter, and whether it holds for the row; ``None`` where that cannot be asked."""

    term: str
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A row under a rule: whether it is there at all, and the terms of the rule's filters in their order."""

    table: str
    action: str
    key: str
    exists: bool
    terms: tuple[AskedTerm, ...] = ()

    @property
    def first_false(self) -> str:
        """The first term that does not hold; empty where all do."""
        return next((each.term for each in self.terms if each.holds is False), "")


class RowQuestions:
    """Asks whether single filters let a row through, as the caller in the role."""

    def __init__(self, gate: Gate, access: LiveAccess, role: str, identity: Identity, alias: str) -> None:
        self.gate, self.access, self.role, self.identity, self.alias = gate, access, role, identity, alias

    def ask(self, table: str, action: str, key: str) -> AskedRow | None:
        """The row under the role's rule; ``None`` where the role has no rule, or the table has no single key."""
        from django_graphgate.compiler.syntax.filter_terms import term_text

        rule = rule_of(self.access.roles.get(self.role), table, action)
        if rule is None or len(get_catalog().tables[table].primary_key) != 1:
            return None
        exists = self._passes(StoredRule(table=table), table, key)
        terms = [
            AskedTerm(
                term=term_text(term),
                holds=self._passes(StoredRule(table=table, filters=(term,)), table, key),
            )
            for term in (self._terms(rule) if exists else ())
        ]
        return AskedRow(table=table, action=action, key=key, exists=bool(exists), terms=tuple(terms))

    def _terms(self, rule: StoredRule) -> Iterator[object]:
        from django_graphgate.compiler.syntax.filter_terms import filter_terms

        for given in rule.filters:
            if not isinstance(given, dict) or "if_column" not in given:
                yield from filter_terms(given)

    def _passes(self, rule: StoredRule, table: str, key: str) -> bool | None:
        try:
            return bool(self._rows(rule, table, key))
        except RequestRejected:  # such as a key that is none of the table's
            return None

    def _rows(self, rule: StoredRule, table: str, key: str) -> list[Any]:
        """The rows of the table with the key that this rule, and no other, lets through."""
        from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation

        (name,) = get_catalog().tables[table].primary_key
        is_text = get_catalog().tables[table].columns[name].codec.name == "text"
        rule = replace(rule, columns=(name,))
        limits = limits_of(self.gate.settings)
        catalog, dialect = self.gate.statements.columns.catalog, dialect_of(self.alias)
        literal = key if key.lstrip("-").isdecimal() and not is_text else json.dumps(key)
        text = f"{{ rows: {table}(where: {{ {name}: {{ eq: {literal} }} }}) {{ {name} }} }}"
        role = StoredRole(name=self.role, rules=(rule,))
        view = RoleView.build(role, catalog, default_limit=1, limits=limits)
        operation = read_operation(text, None, catalog=catalog, limits=limits)
        statement = compile_operation(operation, view=view, dialect=dialect, limits=limits)
        stores = self.gate.statements
        runnable = runnable_of(statement, dialect, "", stores.value_limits, stores.tables)
        with transaction.atomic(using=self.alias):
            answer = runnable.run(
                self.alias, {}, self.identity, self.access.version, self.role, state_here=False
            )
        rows: list[Any] = json.loads(answer.data or b'{"rows": []}')["rows"]
        return rows
