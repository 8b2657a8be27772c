"""The cases: a folder each, ``golden/<area>/<case>/``.

``query.graphql``     the document
``case.json``         optional: ``role`` (of ``roles.json``; without one everything may be read), ``user_id``,
                      ``settings`` (flags of the catalogue that are on: ``relay``, ``cursor_always``)
``variables.json``    optional: what the request gives; ``{"cursor": [key, …]}`` is sealed before it is sent
``<dialect>.sql``     optional, one per dialect: what it compiles to, where it shows a shape of SQL that no other case
                      shows; ``--update-golden`` writes those that are there, so begin with an empty file
``<dialect>.error.json``  why one dialect alone refuses it
``result.json``       the ``data`` of every database's answer, or
``error.json``        ``code`` and ``message`` of the first error, of every database
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django_graphgate.dialects import DIALECTS
from django_graphgate.errors import RequestRejected
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import Statement
from django_graphgate.rules.model import StoredRole
from tests.support.shop.running import compiled, role_of

FOLDER = Path(__file__).parent
ROLES: dict[str, dict[str, Any]] = {
    role["name"]: role for role in json.loads((FOLDER / "roles.json").read_text("utf-8"))["roles"]
}
OPTIONS = {"role", "user_id", "settings"}


@dataclass(frozen=True)
class Case:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(FOLDER).as_posix()

    def read_json(self, name: str) -> dict[str, Any]:
        file = self.path / name
        content: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return content

    @cached_property
    def query(self) -> str:
        return (self.path / "query.graphql").read_text("utf-8")

    @cached_property
    def variables(self) -> dict[str, Any]:
        return self.read_json("variables.json")

    @cached_property
    def options(self) -> dict[str, Any]:
        options = self.read_json("case.json")
        assert set(options) <= OPTIONS, f"{self.name}: unknown options {set(options) - OPTIONS}"
        return options

    @property
    def role_data(self) -> dict[str, Any] | None:
        return ROLES[self.options["role"]] if "role" in self.options else None

    @property
    def role(self) -> StoredRole | None:
        return None if self.role_data is None else role_of(self.role_data)

    @property
    def user_id(self) -> str | None:
        user_id: str | None = self.options.get("user_id")
        return user_id

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(self.options.get("settings", ()))

    def statement(self, vendor: str) -> Statement:
        return compiled(self.query, self.role, vendor, flags=self.flags)

    def refused_by(self, vendor: str) -> RequestRejected | None:
        """Why the document is refused before that database is asked."""
        try:
            self.statement(vendor)
        except RequestRejected as error:
            return error
        return None

    def refusal(self) -> RequestRejected | None:
        """Why the document is refused before any database is asked, whichever it is."""
        refusals = [self.refused_by(vendor) for vendor in DIALECTS]
        return refusals[0] if None not in refusals else None

    def expected_files(self) -> Iterator[set[str]]:
        """The sets of files that a case may consist of."""
        sql = {f"{name}.sql" for name in DIALECTS}
        for answer in ("error.json", "result.json"):
            yield {"query.graphql", answer}
            yield {"query.graphql", answer} | sql
        for name in DIALECTS:
            files = {"query.graphql", "result.json", f"{name}.error.json"}
            yield files
            yield files | sql - {f"{name}.sql"}


OPTIONAL = {"case.json", "variables.json"}
CASES = [Case(path.parent) for path in sorted(FOLDER.rglob("query.graphql"))]

# ------------------------------------------------------------------------------------- SQL for people

_PIECE = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | \( | \) | ,
    | \b(?:LEFT\ JOIN\ LATERAL|LEFT\ JOIN|SELECT|FROM|WHERE|ORDER\ BY|LIMIT|OFFSET)\b | .""",
    re.VERBOSE | re.DOTALL,
)
_NEW_LINE = {"LEFT JOIN LATERAL", "LEFT JOIN", "FROM", "WHERE", "ORDER BY", "LIMIT"}


def laid_out(text: str) -> str:
    """The same text with a line for each clause, indented by how deep its SELECT stands."""
    pieces: list[str] = []
    selects: list[bool] = []
    for piece in _PIECE.findall(text):
        if piece == "(":
            selects.append(False)
        elif piece == ")" and selects.pop():
            pieces.append("\n" + "  " * sum(selects))
        elif piece == "SELECT" and selects:
            selects[-1] = True
            pieces.append("\n" + "  " * sum(selects))
        elif piece in _NEW_LINE and selects and selects[-1]:
            pieces.append("\n" + "  " * sum(selects))
        pieces.append(piece)
    return "\n".join(line.rstrip() for line in "".join(pieces).split("\n"))


def parameter_line(index: int, parameter: Parameter) -> str:
    """``-- 1: variable ids, [text]``."""
    codec = f"[{parameter.codec}]" if parameter.many else str(parameter.codec)
    if parameter.source == "constant":
        value = list(parameter.value) if isinstance(parameter.value, tuple) else parameter.value
        return f"-- {index}: {json.dumps(value, ensure_ascii=False)}, {codec}"
    return f"-- {index}: {parameter.source} {parameter.name}, {codec}"


def golden_sql(statement: Statement) -> str:
    """A statement as its golden file holds it."""
    lines = [laid_out(statement.sql), ""]
    lines += [parameter_line(index, parameter) for index, parameter in enumerate(statement.parameters, 1)]
    lines += [f"-- denied: {'.'.join(path)}" for path in statement.denied]
    return "\n".join(lines).rstrip("\n") + "\n"
