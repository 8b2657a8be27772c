"""Which columns a text of SQL reads and writes, as far as the text says; what it does not say is :data:`UNKNOWN`.

In doubt a column counts as read: one that a filter looks at, one of several tables that have it, every column of a
table where the whole row is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from django_graphgate.dialects import Dialect
from django_graphgate.exposure.entry import UNKNOWN
from django_graphgate.exposure.harmless import HARMLESS_FUNCTIONS, SYSTEM_COLUMNS

Columns = Callable[[str], frozenset[str] | None]
"""The columns of a table by its name, all in lower case; ``None`` where nobody knows them, as of a view."""

_READABLE: Final = re.compile(
    r"[\s(]*(?:select|with|values|table|insert|update|delete|merge|truncate|set)\b", re.IGNORECASE
)
_ESCAPED: Final = re.compile(r"\bu&[\"']", re.IGNORECASE)
"""A name that is written in numbers of characters, which the parser does not read."""
_ROOTS: Final = (exp.Query, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.TruncateTable, exp.Set)
_OPAQUE: Final = (exp.Command, exp.Into, exp.Create, exp.Copy)
_OWNERS: Final = (exp.Select, exp.Insert, exp.Update, exp.Delete, exp.Merge)
_WRITES: Final = (exp.Insert, exp.Update, exp.Delete, exp.TruncateTable)


class SqlUse(NamedTuple):
    """A column by the database's names; ``action`` is empty where it is read."""

    table: str
    column: str
    action: str = ""


NOT_KNOWN: Final = (SqlUse(UNKNOWN, UNKNOWN), SqlUse(UNKNOWN, UNKNOWN, UNKNOWN))


def uses_in_sql(text: str, dialect: Dialect, columns: Columns) -> frozenset[SqlUse]:
    """What one statement reads and writes; parameters stand as ``NULL`` in it."""
    if not _READABLE.match(text) or _ESCAPED.search(text):  # the parser would write it into the log
        return frozenset(NOT_KNOWN)
    try:
        trees: Any = sqlglot.parse(text, read=dialect.parser)
    except (SqlglotError, ValueError, RecursionError):
        return frozenset(NOT_KNOWN)
    uses: set[SqlUse] = set()
    for tree in trees:
        if not isinstance(tree, _ROOTS) or next(tree.find_all(*_OPAQUE), None) is not None:
            return frozenset(NOT_KNOWN)
        uses.update(_Statement(tree, columns).uses())
    return frozenset(uses)


@dataclass
class _Statement:
    """One statement, with the tables that are named anywhere in it."""

    tree: Any
    columns: Columns
    sources: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """The tables of each SELECT, INSERT …, by the identity of its node."""
    aliases: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """The tables that a name in front of a column means; none of what is not a table."""
    renamed: set[str] = field(default_factory=set[str])
    """Tables whose columns have other names in it: all of them count."""
    outputs: set[str] = field(default_factory=set[str])
    """Names that the statement itself gives to columns."""

    def __post_init__(self) -> None:
        derived = {_lower(node.alias_or_name) for node in self.tree.find_all(exp.CTE)}
        for node in self.tree.find_all(exp.CTE, exp.Subquery, exp.Lateral, exp.Values, exp.Unnest):
            self.aliases.setdefault(_lower(node.alias_or_name), set())
        for node in self.tree.find_all(exp.Table):
            self._add_table(node, derived)
        for node in self.tree.find_all(exp.Subquery):
            self._add_join(node)
        self.outputs |= {_lower(node.alias) for node in self.tree.find_all(exp.Alias)}
        for node in self.tree.find_all(exp.TableAlias):
            self.outputs |= {_lower(column.name) for column in node.columns}

    def _add_table(self, node: Any, derived: set[str]) -> None:
        alias = _lower(node.alias_or_name)
        name = _table_name(node)
        if not name or (name in derived and self.columns(name) is None and _is_cte(node, name)):
            self.aliases.setdefault(alias, set())
            return
        self.aliases.setdefault(alias, set()).add(name)
        self.sources.setdefault(id(node.find_ancestor(*_OWNERS)), []).append(name)
        table_alias = node.args.get("alias")
        if table_alias is not None and table_alias.columns:
            self.renamed.add(name)

    def _add_join(self, node: Any) -> None:
        """The name of a join in parentheses means all of its tables."""
        inner = node
        while isinstance(inner, exp.Subquery) and (inner is node or not inner.args.get("joins")):
            inner = inner.this
        if node.alias and isinstance(inner, exp.Table | exp.Subquery):
            names = {*filter(None, map(_table_name, node.find_all(exp.Table)))}
            self.aliases[_lower(node.alias)] |= names
            self.renamed |= names if node.alias_column_names else set[str]()

    @property
    def tables(self) -> list[str]:
        """Every table of the statement."""
        return [table for tables in self.sources.values() for table in tables]

    # -- everything -------------------------------------------------------------------------------

    def uses(self) -> Iterator[SqlUse]:
        written = set[int]()
        for node in self.tree.find_all(*_WRITES):
            yield from self._written(node, written)
        yield from map(_deleted, self.tree.find_all(exp.Merge))
        yield from self._rows()
        for table in self.renamed:
            yield from self._all(table)
        for node in self.tree.find_all(exp.Column):
            if id(node) not in written:
                yield from self._column(node)
        for star in self.tree.find_all(exp.Star):
            if not isinstance(star.parent, exp.Count | exp.Column):
                for table in self._around(star):
                    yield from self._all(table)
        for join in self.tree.find_all(exp.Join):
            yield from self._join(join)
        functions = self.tree.find_all(exp.Anonymous, exp.AnonymousAggFunc)
        rows = self.tree.find_all(exp.Table)
        if not all(map(_is_harmless, functions)) or not all(map(_is_readable, rows)):
            yield from NOT_KNOWN

    def _rows(self) -> Iterator[SqlUse]:
        """The tables whose rows are read."""
        targets = {id(target) for node in self.tree.find_all(*_WRITES) for target in _targets_of(node)}
        for table in self.tree.find_all(exp.Table):
            name = _table_name(table)
            if name in self.aliases.get(_lower(table.alias_or_name), ()) and id(table) not in targets:
                yield SqlUse(name, "")

    # -- what is read -----------------------------------------------------------------------------

    def _column(self, node: Any) -> Iterator[SqlUse]:
        name, qualifier = _lower(node.name), _lower(node.table)
        if qualifier == "excluded" and qualifier not in self.aliases:  # the row that was to be inserted
            return
        if qualifier:
            tables = self.aliases.get(qualifier, set(self.tables))
            for table in sorted(tables):
                yield from self._all(table) if isinstance(node.this, exp.Star) else (SqlUse(table, name),)
            return
        yield from self._unqualified(node, name)

    def _unqualified(self, node: Any, name: str) -> Iterator[SqlUse]:
        whole = self.aliases.get(name, {name} if self.columns(name) is not None else set[str]())
        for table in sorted(whole):  # row_to_json(t), (t).secret, x IN t
            yield from self._all(table)
        around: list[str] = []
        owner = node.find_ancestor(*_OWNERS)
        while owner is not None:
            tables = [] if _is_source(node, owner) else self.sources.get(id(owner), [])
            around = around or tables
            having = [table for table in tables if name in (self.columns(table) or ())]
            yield from (SqlUse(table, name) for table in having)
            yield from (SqlUse(table, UNKNOWN) for table in tables if self.columns(table) is None)
            if having:
                return
            owner = owner.find_ancestor(*_OWNERS)
        if not whole and name not in SYSTEM_COLUMNS and not self._is_derived(node, name):
            yield from (SqlUse(table, name) for table in around or self.tables)

    def _is_derived(self, node: Any, name: str) -> bool:
        """The statement itself gives a column this name: by an alias, or in another SELECT than those around."""
        others = (select for select in self.tree.find_all(exp.Select) if not _is_around(select, node))
        return name in self.outputs or any(name in map(_lower, select.named_selects) for select in others)

    def _around(self, node: Any) -> list[str]:
        """The tables of the SELECT, INSERT … that a node is in."""
        return self.sources.get(id(node.find_ancestor(*_OWNERS)), [])

    def _join(self, join: Any) -> Iterator[SqlUse]:
        if str(join.args.get("method") or "").upper() == "NATURAL":
            for table in self._around(join):
                yield from self._all(table)
        for identifier in join.args.get("using") or ():
            for table in self._around(join):
                if _lower(identifier.name) in (self.columns(table) or ()):
                    yield SqlUse(table, _lower(identifier.name))

    def _all(self, table: str, action: str = "") -> Iterator[SqlUse]:
        """Every column of a table; of one that nobody knows: everything that it shows."""
        columns = self.columns(table)
        names = [UNKNOWN] if columns is None else sorted(columns)
        return (SqlUse(table, name, action) for name in names)

    # -- what is written --------------------------------------------------------------------------

    def _written(self, node: Any, seen: set[int]) -> Iterator[SqlUse]:
        """The columns that a node writes; ``seen`` are the nodes of columns that are not read there."""
        action = {exp.Insert: "insert", exp.Update: "update"}.get(type(node), "delete")
        conflict = node.args.get("conflict")
        replaces = node.args.get("alternative") or (conflict is not None and conflict.expressions)
        names = list(_assigned(node.expressions, seen)) if action == "update" else []
        if conflict is not None:
            names += _assigned(conflict.expressions, seen)
        if action == "insert":
            given = node.this.expressions if isinstance(node.this, exp.Schema | exp.Tuple) else ()
            seen.update(id(column) for column in given)
            names += [_lower(column.name) for column in given]
            action = "upsert" if replaces else action
        for target in _targets_of(node):
            table = _table_name(target)
            yield SqlUse(table, "", action)
            yield from (SqlUse(table, name, action) for name in names)
            if action in ("insert", "upsert") and isinstance(node.this, exp.Table):
                yield from self._all(table, action)  # without a list of columns


def _is_cte(table: Any, name: str) -> bool:
    """The name means a CTE there; in a CTE, its own name and those of later ones mean tables unless it is recursive."""
    if table.db:
        return False
    around = {id(node) for node in _ancestors(table, None)}
    for clause in table.root().find_all(exp.With):
        if id(clause.parent) not in around:
            continue
        ctes = clause.expressions
        own = next((place for place, cte in enumerate(ctes) if id(cte) in around), len(ctes))
        visible = ctes if clause.args.get("recursive") else ctes[:own]
        if any(_lower(cte.alias_or_name) == name for cte in visible):
            return True
    return False


def _is_around(select: Any, node: Any) -> bool:
    return any(each is select for each in _ancestors(node, None))


def _is_source(node: Any, owner: Any) -> bool:
    """A node of the rows that an INSERT takes, which do not see the table that they go into."""
    return isinstance(owner, exp.Insert) and any(each is owner.expression for each in _ancestors(node, owner))


def _ancestors(node: Any, last: Any) -> Iterator[Any]:
    while node is not last:
        yield node
        node = node.parent


def _targets_of(node: Any) -> Iterator[Any]:
    if isinstance(node, exp.TruncateTable):
        yield from node.find_all(exp.Table)
        return
    target = node.this.this if isinstance(node.this, exp.Schema) else node.this
    if not isinstance(target, exp.Table):
        merge = node.find_ancestor(exp.Merge)
        target = None if merge is None else merge.this
    if isinstance(target, exp.Table):
        yield target


def _deleted(merge: Any) -> SqlUse:
    """``WHEN MATCHED THEN DELETE``; a merge that deletes nothing reads the table anyway."""
    deletes = any(
        getattr(when.args.get("then"), "name", "").upper() == "DELETE" for when in merge.find_all(exp.When)
    )
    return SqlUse(_table_name(merge.this), "", "delete" if deletes else "")


def _assigned(assignments: Any, seen: set[int]) -> Iterator[str]:
    for assignment in assignments:
        target = assignment.this if isinstance(assignment, exp.EQ) else assignment
        for column in target.find_all(exp.Column, exp.Literal):  # some servers take a text for a name
            seen.add(id(column))
            yield _lower(column.name)


def _table_name(node: Any) -> str:
    """The name of a table, with its schema where that is not the usual one; empty for a function's rows."""
    if not isinstance(node.this, exp.Identifier):
        return ""
    schema = _lower(node.db)
    return _lower(node.name) if schema in ("", "public", "main") else f"{schema}.{_lower(node.name)}"


def _is_readable(table: Any) -> bool:
    """It has a name, or is the rows of functions."""
    return table.this is None or isinstance(table.this, exp.Identifier | exp.Func)


def _is_harmless(node: Any) -> bool:
    """A function that reads no table by itself."""
    around = node.parent
    if isinstance(around, exp.Dot) and around.this is not node and around.this.name != "pg_catalog":
        return False
    return str(node.name or node.this).lower() in HARMLESS_FUNCTIONS


def _lower(name: object) -> str:
    """Upper and lower case are the same: a name that could mean a column counts as it."""
    return str(name or "").lower()
