"""What one operation does with columns, for each role that may run it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from django_graphgate.allowlist.listed import ListedOperation
from django_graphgate.compiler.compile import RolePlan
from django_graphgate.dialects import DIALECTS, Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import UNKNOWN, Exposed, How, anything
from django_graphgate.exposure.lineage import uses_in_sql
from django_graphgate.exposure.names import Named, Names
from django_graphgate.exposure.writes import places_of_writes
from django_graphgate.ir.catalog import Table
from django_graphgate.ir.places import Placed, places_of
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import filters_of, parameters_of, selects_of
from django_graphgate.ir.write import CALL, Action
from django_graphgate.publishing.compile_all import OperationCompiler
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.rules.wildcard import without_wildcard

_HOW: Final[Mapping[str, How]] = {
    "shown": "shown",
    "filtered": "filtered",
    "ordered": "ordered",
    "paged": "ordered",
    "distinct": "grouped",
    "joined": "joined",
    "counted": "aggregated",
    **dict.fromkeys(get_args(Action), "written"),
}


@dataclass(frozen=True)
class Rules:
    """The rules of all roles as they are written, for what an entry says of rows."""

    by_place: Mapping[tuple[str, str, str], StoredRule]
    tables: Mapping[str, Table]

    @classmethod
    def of(cls, compiler: OperationCompiler) -> Rules:
        """Those of the roles that operations are compiled for, with what wildcards and parents give them."""
        roles = [without_wildcard(role, compiler.catalog) for role in compiler.roles]
        by_place = {(role.name, rule.table, rule.action): rule for role in roles for rule in role.rules}
        return cls(by_place, compiler.catalog.tables)

    def filters(self, role: str, table: str, action: str) -> tuple[str, ...]:
        """The filters that hold for a role, those of the first name of the table and of its parents among them."""
        known = self.tables.get(table)
        names = (table, known.alias_of, *known.parents) if known else ()
        rules = [self.by_place.get((role, name, action)) for name in dict.fromkeys(names)]
        texts = (filter_text(written) for rule in rules if rule for written in rule.filters)
        return tuple(dict.fromkeys(texts))


def filter_text(written: Any) -> str:
    """A filter of a rule as one line of text."""
    text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False, sort_keys=True)
    return " ".join(text.split())


@dataclass(frozen=True)
class OperationReader:
    """Reads the exposure of operations."""

    compiler: OperationCompiler
    names: Names
    rules: Rules

    @classmethod
    def of(cls, compiler: OperationCompiler) -> OperationReader:
        return cls(compiler, Names(compiler.catalog), Rules.of(compiler))

    @property
    def roles(self) -> Sequence[StoredRole]:
        return self.compiler.roles

    def read(self, listed: ListedOperation, *, old: bool = False) -> Iterator[Exposed]:
        """The exposure by one version; raises ``ConfigurationError`` for one that cannot be compiled."""
        plans, compiled = self.compiler.plans(listed)
        if compiled.problems and not old:  # an old version that cannot be compiled is not served
            raise ConfigurationError(" ".join(dict.fromkeys(compiled.problems)))
        digest = listed.digest if old else ""
        for role, planned in plans.items():
            seed = Exposed(
                role=role,
                namespace=listed.namespace,
                operation=listed.name,
                digest=digest,
                table="",
                how="shown",
            )
            yield from self._of_plan(planned, seed, returned=listed.kind == "mutation")

    def _of_plan(self, planned: RolePlan, seed: Exposed, *, returned: bool) -> Iterator[Exposed]:
        for place in places_of(planned.query.fields):
            yield from self.entries(place, seed, returned=returned)
        mutation = planned.mutation
        presets: dict[str, set[str]] = {}
        if mutation is not None:
            presets = {
                f"{shape.table}:{shape.action}": {name for name, _ in shape.presets}
                for shape in mutation.shapes.values()
            }
            written = [*places_of_writes(mutation)]
            for root in mutation.roots:
                written += places_of(root.selects)
                if root.root.action == CALL:
                    yield from anything(seed, f"{root.root.key} (python: {root.root.table})")
            for place in written:
                for entry in self.entries(place, seed, returned=returned):
                    preset = place.column in presets.get(f"{place.table}:{place.usage}", ())
                    yield replace(entry, action=f"{entry.action} preset") if preset else entry
        yield from self.of_selects(_parameters(planned), seed)

    def entries(self, place: Placed, seed: Exposed, *, returned: bool = False) -> Iterator[Exposed]:
        """What a place of a plan is, once for each model that has the column."""
        how = _HOW[place.usage]
        written = place.usage if how == "written" else ""
        for named in self.names.column(place.table, place.column, stored=place.stored):
            yield replace(
                self.named(named, seed, action=written or "query"),
                how="returned" if returned and how == "shown" else how,
                action=written,
                path=place.path,
                masked=place.masked,
            )

    def named(self, named: Named, seed: Exposed, *, action: str = "query") -> Exposed:
        """The seed with a column's names, and with the role's filters where the gate applies them."""
        return replace(
            seed,
            table=named.table,
            column=named.column,
            model=named.model,
            field=named.field,
            filtered_by=self.rules.filters(seed.role, named.table, action),
        )

    def of_selects(self, parameters: Iterable[Parameter], seed: Exposed) -> Iterator[Exposed]:
        """What the subqueries of the settings' variables and of presets read."""
        for parameter in {each.parts: each for each in parameters if each.source == "sql"}.values():
            text = "".join(part if isinstance(part, str) else "NULL" for part in parameter.parts)
            yield from self.of_sql(
                text, DIALECTS.values(), replace(seed, path=_below(seed.path, f"${parameter.name}"))
            )

    def of_sql(self, text: str, dialects: Iterable[Dialect], seed: Exposed) -> Iterator[Exposed]:
        """What a statement reads and writes, on any of these databases; no rule of a role holds for it."""
        known = self.names.columns_in_database
        for use in {use for dialect in dialects for use in uses_in_sql(text, dialect, known)}:
            how: How = "written_by_action" if use.action else "read_by_action"
            for named in self.names.in_database(use.table, use.column):
                entry = replace(self.named(named, seed), filtered_by=(), how=how, action=use.action)
                yield replace(entry, field="" if use.column == UNKNOWN else entry.field)


def _parameters(planned: RolePlan) -> Iterator[Parameter]:
    """The values that filters compare with, and presets."""
    for select in selects_of(planned.whole):
        for _, where in filters_of(select):
            yield from parameters_of(where)
    mutation = planned.mutation
    for shape in () if mutation is None else mutation.shapes.values():
        yield from (preset for _, preset in shape.presets if isinstance(preset, Parameter))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
