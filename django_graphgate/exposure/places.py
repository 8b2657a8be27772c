"""Where in the configuration folder a line of the exposure comes from."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django_graphgate.actions.file import ACTIONS_FILE
from django_graphgate.allowlist.files import SUFFIX, allow_list_path
from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.policy_values import Violation
from django_graphgate.publishing.sync_roles import ROLES_FILE
from django_graphgate.rules.model import EVERY_TABLE

_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')

FileLine = tuple[str, int]
"""File and line."""


class Places:
    """Finds operations, actions and rules in the files of a folder; what it does not find is at line 1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._texts: dict[Path, str] = {}

    def located(self, violation: Violation, entry: Exposed) -> Violation:
        """The violation with the places of the entry's operation and rule."""
        return replace(violation, operation_at=self.operation(entry), rule_at=self.rule(entry))

    def operation(self, entry: Exposed) -> FileLine:
        """The operation, action or webhook; of an old version its digest in the lock."""
        if entry.source == "role":
            return self._member(ROLES_FILE, "roles", entry.role)
        if entry.source != "operation":
            return self._member(ACTIONS_FILE, f"{entry.source}s", entry.operation)
        if entry.digest:
            path = self.folder / "allow.lock"
            return str(path), _line(self._text(path), re.escape(entry.digest))
        path = allow_list_path(self.folder, entry.namespace)
        if path.is_dir():
            path /= f"{entry.operation}{SUFFIX}"
        name = re.escape(entry.operation)
        return str(path), _line(self._text(path), rf"^[ \t]*(?:query|mutation|subscription)\s+{name}\b")

    def rule(self, entry: Exposed) -> FileLine:
        """The rule of the role, or of a role that it extends, for the entry's table."""
        if entry.source != "operation":
            return "", 0
        content, lines = self._json
        roles = {
            str(role.get("name")): (index, role) for index, role in enumerate(_objects(content, "roles"))
        }
        name, met = entry.role, set[str]()
        while name in roles and name not in met:
            met.add(name)
            index, role = roles[name]
            tables = {str(table.get("name")): j for j, table in enumerate(_objects(role, "tables"))}
            for table in (entry.table, EVERY_TABLE):
                if table in tables:
                    return str(self.folder / ROLES_FILE), lines.get(
                        ("roles", index, "tables", tables[table]), 1
                    )
            name = str(role.get("extends"))
        return self._member(ROLES_FILE, "roles", entry.role)

    def _member(self, file: str, key: str, name: str) -> FileLine:
        """The object of a name in a list of a JSON file."""
        path = self.folder / file
        text = self._text(path)
        for index, entry in enumerate(_objects(_loaded(text), key)):
            if entry.get("name") == name:
                return str(path), dict(json_lines(text)).get((key, index), 1)
        return str(path), 1

    @functools.cached_property
    def _json(self) -> tuple[Any, Mapping[tuple[str | int, ...], int]]:
        text = self._text(self.folder / ROLES_FILE)
        return _loaded(text), dict(json_lines(text))

    def _text(self, path: Path) -> str:
        if path not in self._texts:
            try:
                self._texts[path] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                self._texts[path] = ""
        return self._texts[path]


def json_lines(text: str) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """The path of every object and array in a JSON text, and the line where it begins."""
    path: list[str | int] = []
    line, text_before = 1, ""
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece == "\n":
            line += 1
        elif piece in "{[":
            yield tuple(path), line
            path.append(0 if piece == "[" else "")
        elif piece in "}]":
            path.pop()
        elif piece == ",":
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else ""
        elif piece == ":":
            path[-1] = json.loads(text_before)
        elif piece.startswith('"'):
            text_before = piece


def _objects(content: Any, key: str) -> list[Mapping[str, Any]]:
    several = content.get(key) if isinstance(content, dict) else None
    return [each for each in several if isinstance(each, dict)] if isinstance(several, list) else []


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return {}


def _line(text: str, pattern: str) -> int:
    match = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 1
