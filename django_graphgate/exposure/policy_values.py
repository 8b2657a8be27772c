"""A policy as values: what ``policy.toml`` says, with the names looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from django_graphgate.exposure.entry import HOWS, How
from django_graphgate.exposure.stored import Stored

RuleName = Literal["never", "never_reads", "never_writes", "only_with_filter", "only_masked", "only_roles"]

RULE_NAMES: Final[tuple[RuleName, ...]] = get_args(RuleName)

WRITES: Final[frozenset[How]] = frozenset({"written", "written_by_action"})
READS: Final[frozenset[How]] = frozenset(HOWS) - WRITES


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """One table of ``policy.toml``, such as ``[[never]]``."""

    rule: RuleName
    line: int
    """Where it is in the file."""
    reason: str = ""
    columns: Mapping[Stored, str] = field(default_factory=dict[Stored, str])
    """The columns that it is about, each with the name that people know it by: ``auth.User.password``."""
    tables: Mapping[str, str] = field(default_factory=dict[str, str])
    """Tables of the database that it is about, likewise."""
    roles: frozenset[str] = frozenset()
    """The roles that it is about, or of ``only_roles`` those that it lets through; empty: all roles."""
    except_roles: frozenset[str] = frozenset()
    how: frozenset[How] = frozenset(HOWS)
    filter: str = ""
    except_operations: frozenset[str] = frozenset()

    def binds(self, role: str) -> bool:
        """The rule says something about this role."""
        if self.rule == "only_roles":
            return role not in self.roles
        return role not in self.except_roles and (not self.roles or role in self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a model shows that Django does not manage: columns of other tables, by the name of its own."""

    model: str
    columns: Mapping[str, frozenset[Stored]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What must never be exposed."""

    path: Path
    rules: tuple[PolicyRule, ...] = ()
    views: Mapping[str, View] = field(default_factory=dict[str, View])
    """By the model's label."""
    allow_unknown: frozenset[str] = frozenset()
    """Operations, actions, webhooks, models and tables of none that may read and write what nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One way in which what is exposed breaks a rule."""

    rule: RuleName | Literal["unknown"]
    policy_line: int
    sentence: str
    role: str
    operation: str
    """As people call it: ``AirportDetail``, ``action report``."""
    path: str
    column: str = ""
    """``auth.User.password``; the table where it is about rows."""
    how: str = ""
    reason: str = ""
    operation_at: tuple[str, int] = ("", 0)
    """File and line."""
    rule_at: tuple[str, int] = ("", 0)
    """File and line of the role's rule for the table."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, without what is empty."""
        entry = {name: value for name, value in asdict(self).items() if value}
        for name in ("operation_at", "rule_at"):
            file, line = entry.pop(name)
            if file:
                entry[name] = {"file": file, "line": line}
        return entry

    def describe(self) -> str:
        """One line."""
        places = [f"{what}{file}:{line}" for what, (file, line) in self._places() if file]
        because = f" [{self.reason}]" if self.reason else ""
        return f"{self.sentence}{because} ({'; '.join(places)})" if places else f"{self.sentence}{because}"

    def _places(self) -> list[tuple[str, tuple[str, int]]]:
        return [("", self.operation_at), ("the role's rule: ", self.rule_at)]
