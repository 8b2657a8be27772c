"""``policy.toml``, read strictly: what is misspelt would be a hole, and is an error.

::

    allow_unknown = ["action charge"]

    [[never]]
    columns = ["auth.User.password", "*.ssn"]
    reason = "PCI DSS 3.4"

    [[never_writes]]
    roles = ["anon"]

    [[only_with_filter]]
    table = "orders"
    filter = "{ owner_id: { eq: $user_id } }"

    [[only_masked]]
    columns = ["shop.Customer.email"]
    roles = ["support"]

    [[only_roles]]
    roles = ["accountant"]
    tables = ["invoices"]

    [[views]]
    model = "shop.CustomerSummary"
    columns = { contact = ["shop.Customer.email"], orders = [] }
"""

from __future__ import annotations

import difflib
import fnmatch
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django_graphgate.catalog import get_catalog
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import HOWS
from django_graphgate.exposure.policy_values import RULE_NAMES, Policy, PolicyRule, RuleName, View
from django_graphgate.exposure.stored import (
    Stored,
    field_called,
    fields_of,
    installed,
    models_by_label,
    stored_in,
)

POLICY_FILE: Final = "policy.toml"

_COMMON: Final = frozenset({"except_operations", "reason"})
_KEYS: Final[Mapping[RuleName, tuple[frozenset[str], frozenset[str]]]] = {
    "never": (frozenset({"columns"}), frozenset({"roles", "except_roles", "how"})),
    "never_reads": (frozenset({"roles"}), frozenset({"tables"})),
    "never_writes": (frozenset({"roles"}), frozenset({"tables"})),
    "only_with_filter": (frozenset({"table", "filter"}), frozenset({"roles"})),
    "only_masked": (frozenset({"columns"}), frozenset({"roles"})),
    "only_roles": (frozenset({"roles"}), frozenset({"columns", "tables", "how"})),
}
"""What a rule must have, and what it may have."""


def read_policy(path: Path, *, roles: Collection[str]) -> Policy:
    """The policy of a file; ``roles`` are those that there are.

    Raises ``ConfigurationError`` with file, line and what is wrong; so does a missing file.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} is missing.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    return _Reader(path, text, frozenset(roles)).policy(content)


def policy_of(content: Mapping[str, Any], *, roles: Collection[str]) -> Policy:
    """The policy that a program states: the content of a file that there is not."""
    return _Reader(Path("policy"), "", frozenset(roles)).policy(content)


@dataclass
class _Reader:
    path: Path
    text: str
    roles: frozenset[str]
    place: str = ""
    """Where the reader is, for its errors."""
    line: int = 1

    def policy(self, content: Mapping[str, Any]) -> Policy:
        self.place = str(self.path)
        self._keys(content, frozenset(), frozenset({*RULE_NAMES, "allow_unknown", "views"}))
        allowed = self._texts(content, "allow_unknown")
        rules = [self._rule(name, entry) for name in RULE_NAMES for entry in self._tables(content, name)]
        views = [self._view(entry) for entry in self._tables(content, "views")]
        return Policy(
            path=self.path,
            rules=tuple(sorted(rules, key=lambda rule: rule.line)),
            views={view.model: view for view in views},
            allow_unknown=frozenset(allowed),
        )

    def _tables(self, content: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
        """The tables of a name; while one is read, errors say where it is."""
        entries: Any = content.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ConfigurationError(f"{self.path}: write {name} as tables: [[{name}]].")
        lines = _headers(self.text, name)
        for index, entry in enumerate(entries):
            self.line = lines[index] if index < len(lines) else 1
            self.place = f"{self.path}:{self.line}: [[{name}]]"
            yield entry

    def _rule(self, name: RuleName, entry: Mapping[str, Any]) -> PolicyRule:
        required, optional = _KEYS[name]
        self._keys(entry, required, optional | _COMMON)
        if name == "only_roles" and ("columns" in entry) == ("tables" in entry):
            raise self._error("either columns or tables are needed")
        table = {"tables": [entry["table"]]} if "table" in entry else entry
        for given in ("columns", "tables", "roles", "how"):
            if given in entry and not self._texts(entry, given) and (name, given) != ("only_roles", "roles"):
                raise self._error(f"{given} is empty")
        return PolicyRule(
            rule=name,
            line=self.line,
            reason=self._text(entry, "reason"),
            columns=dict(pair for text in self._texts(entry, "columns") for pair in self._columns(text)),
            tables=dict(pair for text in self._texts(table, "tables") for pair in self._stored_tables(text)),
            roles=frozenset(self._role(text) for text in self._texts(entry, "roles")),
            except_roles=frozenset(self._role(text) for text in self._texts(entry, "except_roles")),
            how=frozenset(self._known(how, HOWS, "way of use") for how in self._texts(entry, "how") or HOWS),
            filter=self._text(entry, "filter"),
            except_operations=frozenset(self._texts(entry, "except_operations")),
        )

    def _view(self, entry: Mapping[str, Any]) -> View:
        self._keys(entry, frozenset({"model", "columns"}), frozenset())
        label = self._known(self._text(entry, "model"), models_by_label(), "model")
        model, given = models_by_label()[label], entry["columns"]
        if not isinstance(given, dict):
            raise self._error("columns is a table: a list of what is shown for each field of the model")
        columns: dict[str, frozenset[Stored]] = {}
        for name in given:
            shown = field_called(model, self._known(name, fields_of(model), f"field of {label}"))
            several = [pair[0] for text in self._texts(given, name) for pair in self._columns(text)]
            columns[shown.name] = frozenset(several)
        return View(model=label, columns=columns)

    # -- names ------------------------------------------------------------------------------------

    def _columns(self, pattern: str) -> Iterator[tuple[Stored, str]]:
        """The stored columns that ``auth.User.password``, ``*.ssn`` or ``shop.*.email`` means."""
        label, dot, name = pattern.rpartition(".")
        if not dot:
            raise self._error(f"{pattern!r} is not a column: write app.Model.field")
        models = models_by_label()
        if not any(_is_pattern(part) for part in (label, name)):
            model = models[self._known(label, models, "model")]
            chosen = field_called(model, name)
            if chosen is None:
                self._known(name, fields_of(model), f"field of {label}")
            yield from ((column, pattern) for column in stored_in(chosen))
            return
        matched = False
        for each, model in models.items():
            if fnmatch.fnmatchcase(each, label):
                for field_name, stored in fields_of(model).items():
                    if fnmatch.fnmatchcase(field_name, name):
                        matched = True
                        yield from ((column, f"{each}.{field_name}") for column in stored_in(stored))
        if not matched:
            raise self._error(f"{pattern!r} matches no column of an installed model")

    def _stored_tables(self, name: str) -> Iterator[tuple[str, str]]:
        """The table of the database that ``orders`` or ``shop.Order`` means."""
        catalog, models = get_catalog(), models_by_label()
        self._known(name, [*catalog.tables, *models], "table")
        model = installed(catalog.tables[name].model) if name in catalog.tables else models[name]
        if model is None:
            yield catalog.tables[name].db_table, name
        else:
            yield model._meta.db_table, name

    def _role(self, name: str) -> str:
        return str(self._known(name, self.roles, "role"))

    def _known(self, name: Any, names: Collection[str], what: str) -> Any:
        if name in names:
            return name
        near = difflib.get_close_matches(name, names, 1)
        few = f"; there are {', '.join(sorted(names))}" if len(names) < 20 else ""
        raise self._error(f"there is no {what} {name!r}" + (f"; did you mean {near[0]!r}?" if near else few))

    # -- shapes -----------------------------------------------------------------------------------

    def _keys(self, entry: Mapping[str, Any], required: frozenset[str], optional: frozenset[str]) -> None:
        for name in entry:
            self._known(name, required | optional, "key")
        if missing := sorted(required - entry.keys()):
            raise self._error(f"{missing[0]} is missing")

    def _texts(self, entry: Mapping[str, Any], name: str) -> list[str]:
        given: Any = entry.get(name, [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise self._error(f"{name} is a list of texts")
        return given

    def _text(self, entry: Mapping[str, Any], name: str) -> str:
        given = entry.get(name, "")
        if not isinstance(given, str) or (name in entry and not given):
            raise self._error(f"{name} is a text")
        return given

    def _error(self, sentence: str) -> ConfigurationError:
        return ConfigurationError(f"{self.place}: {sentence}.".replace("?.", "?"))


def _is_pattern(text: str) -> bool:
    return any(character in text for character in "*?[")


def _headers(text: str, name: str) -> list[int]:
    """The lines of ``[[name]]``."""
    header = re.compile(rf"\s*\[\[\s*(['\"]?){name}\1\s*\]\]")
    return [number for number, line in enumerate(text.splitlines(), 1) if header.match(line)]
