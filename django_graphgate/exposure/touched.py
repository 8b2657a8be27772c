"""What a line of the exposure really touches: stored columns and tables, whatever they are called there."""

from __future__ import annotations

from dataclasses import dataclass

from django_graphgate.exposure.entry import UNKNOWN, Exposed
from django_graphgate.exposure.policy_values import READS, Policy
from django_graphgate.exposure.stored import (
    Model,
    Stored,
    emptied_by_delete,
    field_called,
    installed,
    maybe_view,
    models_by_label,
    revealed_by,
    stored_in,
    tables_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Columns and tables of the database."""

    columns: frozenset[Stored] = frozenset()
    tables: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    """Tables of which every column may be meant."""
    unknown: str = ""
    """What nobody can tell, as a subject of a sentence; empty where all is known."""

    def of(self, columns: frozenset[Stored]) -> set[Stored]:
        """Those of some columns that are touched."""
        return {column for column in columns if column in self.columns or column[0] in self.whole}


def touched(entry: Exposed, policy: Policy) -> Touched:
    """What the entry touches, under the views and permissions of the policy."""
    if entry.table == UNKNOWN:
        allowed = _is_allowed(entry, policy)
        return Touched(unknown="" if allowed else f"what {entry.place} uses")
    model = installed(entry.model) if entry.model else None
    if model is None:
        return _by_name(entry, policy)
    if maybe_view(model) and entry.model not in policy.allow_unknown:
        return _of_view(entry, model, policy)
    return _of_model(entry, model)


def _is_allowed(entry: Exposed, policy: Policy) -> bool:
    return not policy.allow_unknown.isdisjoint(entry.names)


def _by_name(entry: Exposed, policy: Policy) -> Touched:
    """A table of no model may be a view of any others."""
    tables = frozenset({entry.table})
    unknown = f"what {entry.table} shows" if entry.how in READS and not _is_known(entry.table, policy) else ""
    if entry.column == UNKNOWN:
        return Touched(tables=tables, whole=tables, unknown=unknown)
    columns = frozenset({(entry.table, entry.column)} if entry.column else ())
    return Touched(columns=columns, tables=tables, unknown=unknown)


def _is_known(table: str, policy: Policy) -> bool:
    return table in policy.allow_unknown or any(
        table == model._meta.db_table for model in models_by_label().values()
    )


def _of_model(entry: Exposed, model: Model) -> Touched:
    if entry.column == UNKNOWN:
        tables = tables_of(model)
        return Touched(tables=tables, whole=tables)
    field = field_called(model, entry.field) if entry.field else None
    if field is not None:
        own = stored_in(field)
        return Touched(
            columns=revealed_by(field) if entry.how in READS - {"joined"} else own,
            tables=frozenset(table for table, _ in own),
        )
    tables = emptied_by_delete(model) if entry.action.startswith("delete") else tables_of(model)
    named = frozenset({(model._meta.db_table, entry.column)} if entry.column else ())
    return Touched(columns=named, tables=tables)


def _of_view(entry: Exposed, model: Model, policy: Policy) -> Touched:
    """A model that Django does not manage shows what the policy says; what it does not say is unknown."""
    own, view = _of_model(entry, model), policy.views.get(entry.model)
    field = field_called(model, entry.field) if entry.field else None
    if field is None:
        shown = frozenset[Stored]().union(*view.columns.values()) if view else frozenset()
        if view is None or entry.column:
            return Touched(tables=own.tables, unknown=f"what {entry.model} shows")
        return Touched(tables=own.tables | {table for table, _ in shown})
    if view is None or field.name not in view.columns:
        return Touched(tables=own.tables, unknown=f"what {entry.model}.{field.name} shows")
    columns = view.columns[field.name]
    return Touched(columns=own.columns | columns, tables=own.tables | {table for table, _ in columns})
