"""What differs between the roles of ``roles.json`` and those of the database: values, one for each thing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django_graphgate.access.reading import ACTIONS, RULE_FIELDS, read_roles
from django_graphgate.strict_json import same_json


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDifference:
    """One thing that both sides have otherwise; ``None`` for the side that does not have it."""

    role: str = ""
    """Empty for a named filter, and for the order in which roles are tried."""
    table: str = ""
    action: str = ""
    what: str
    """``role``, ``match``, ``extends``, ``order``, ``named filter``, ``rule`` or a key of a rule."""
    name: str = ""
    """Of a named filter."""
    file: Any = None
    database: Any = None

    def describe(self) -> str:
        """One line."""
        place = " ".join(part for part in (self.role, self.table, self.action) if part)
        if self.what == "order":
            here, there = ", ".join(self.file), ", ".join(self.database)
            return f"roles are tried in the order {here} in the file, {there} in the database"
        if self.what == "named filter":
            place = f"filter {self.name}"
        if self.what in ("role", "rule", "named filter") and None in (self.file, self.database):
            return f"{place}: only in the {'database' if self.file is None else 'file'}"
        if self.what == "columns" and isinstance(self.file, list) and isinstance(self.database, list):
            return f"{place} columns: {'; '.join(_only_in(self.file, self.database))}"
        what = "" if self.what == "named filter" else f" {self.what}"
        return f"{place}{what}: {self._shown(self.file)} in the file, {self._shown(self.database)} in the database"

    def to_json(self) -> dict[str, Any]:
        """For ``--format json``; empty entries are left out, those of the two sides never."""
        entries = asdict(self)
        return {key: value for key, value in entries.items() if value != "" or key in ("file", "database")}

    def _shown(self, value: Any) -> str:
        if self.what == "columns" and value is None:
            return "all that do not look secret"
        if value in (None, "", []):
            return "none"
        return value if isinstance(value, str) else _text(value)


def role_differences(file: Mapping[str, Any], database: Mapping[str, Any]) -> list[RoleDifference]:
    """What differs between two contents of ``roles.json``; nothing where they mean the same.

    Raises ``ConfigurationError`` for what is not of the shape.
    """
    left, right = read_roles(file), read_roles(database)
    return [*_named_filters(left["filters"], right["filters"]), *_roles(left["roles"], right["roles"])]


def _named_filters(file: Mapping[str, Any], database: Mapping[str, Any]) -> Iterator[RoleDifference]:
    for name in sorted({*file, *database}):
        here, there = file.get(name), database.get(name)
        if not same_json(here, there):
            yield RoleDifference(what="named filter", name=name, file=here, database=there)


def _roles(file: list[dict[str, Any]], database: list[dict[str, Any]]) -> Iterator[RoleDifference]:
    left, right = ({role["name"]: role for role in roles} for roles in (file, database))
    tried = [[name for name, role in roles.items() if role["match"]] for roles in (left, right)]
    both = set(tried[0]) & set(tried[1])
    here, there = ([name for name in names if name in both] for names in tried)
    if here != there:
        yield RoleDifference(what="order", file=here, database=there)
    for name in sorted({*left, *right}):
        if name not in left or name not in right:
            yield RoleDifference(role=name, what="role", file=left.get(name), database=right.get(name))
        else:
            yield from _role(left[name], right[name])


def _role(file: Mapping[str, Any], database: Mapping[str, Any]) -> Iterator[RoleDifference]:
    name = file["name"]
    for what in ("match", "extends"):
        if file[what] != database[what]:
            yield RoleDifference(role=name, what=what, file=file[what], database=database[what])
    here, there = ({table["name"]: table for table in role["tables"]} for role in (file, database))
    for table in sorted({*here, *there}):
        for action in ACTIONS:
            rules = here.get(table, {}).get(action), there.get(table, {}).get(action)
            yield from _rule({"role": name, "table": table, "action": action}, *rules)


def _rule(
    place: Mapping[str, str], file: Mapping[str, Any] | None, database: Mapping[str, Any] | None
) -> Iterator[RoleDifference]:
    if file is None or database is None:
        if file is not database:
            yield RoleDifference(**place, what="rule", file=file, database=database)
        return
    for what in RULE_FIELDS:
        here, there = file[what], database[what]
        if what == "columns":
            here, there = _sorted(here), _sorted(there)
        if not same_json(here, there):
            yield RoleDifference(**place, what=what, file=here, database=there)


def _sorted(columns: list[Any] | None) -> list[Any] | None:
    """Their order means nothing."""
    return None if columns is None else sorted(columns, key=_text)


def _only_in(file: list[Any], database: list[Any]) -> Iterator[str]:
    for side, columns, others in (("file", file, database), ("database", database, file)):
        only = [column for column in columns if column not in others]
        if only:
            yield f"only in the {side}: {', '.join(map(_text, only))}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
