"""Mutations through Django's models: what every mutation means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.transaction import get_rollback

from django_graphgate.errors import ValidationFailed
from django_graphgate.execution.writes.budget import Budget
from django_graphgate.execution.writes.context import Context, key_of
from django_graphgate.execution.writes.errors import failed
from django_graphgate.execution.writes.journal import Written
from django_graphgate.execution.writes.named import check_references
from django_graphgate.execution.writes.problems import MAX_PROBLEMS
from django_graphgate.execution.writes.removing import delete_rows
from django_graphgate.execution.writes.rows import Rows
from django_graphgate.execution.writes.upserting import Upsert
from django_graphgate.ir.input_rows import InputRow, Key
from django_graphgate.ir.write import WritePlan


class OrmWriter:
    """Writes the root fields of one mutation, in order, inside the caller's transaction.

    ``passes`` is asked by the name of a probe (``"products:update"``) which of the keys pass, and returns them as it
    was given them.  ``full_clean`` says of a table (API name) whether its models are validated as a whole.
    ``put_presets`` puts into rows what the rules give: into those that the writer makes itself, for a join table.

    All methods raise ``ValidationFailed``, ``Forbidden`` and ``TooManyAffected``; errors of a lost connection or a
    conflict, and whatever code of the project raises, leave as they are.  After an error the transaction is of no use.
    """

    def __init__(
        self,
        plan: WritePlan,
        alias: str,
        passes: Callable[[str, Sequence[Key]], list[Key]],
        budget: Budget,
        full_clean: Callable[[str], bool],
        put_presets: Callable[[list[InputRow]], None],
    ) -> None:
        self._context = Context(
            plan=plan,
            alias=alias,
            passes=passes,
            budget=budget,
            full_clean=full_clean,
            put_presets=put_presets,
        )
        self._rows = Rows(self._context)

    @property
    def context(self) -> Context:
        """What another way of writing shares with this one."""
        return self._context

    def insert(self, rows: list[InputRow]) -> Written:
        """All rows of one table, in order, with what is nested in them."""
        check_references(self._context, rows)
        keys: list[Key] = []
        problems: list[Any] = []
        for row in rows:
            try:
                instance = self._rows.insert(row)
            except ValidationFailed as error:
                problems += error.extensions["fields"]
                if get_rollback(using=self._context.alias):  # the database takes no more statements
                    break
            else:
                keys += () if instance is None else (key_of(instance),)
        if problems:
            raise failed(problems[:MAX_PROBLEMS])
        return self._context.journal.close_part(rows[0].shape.table, keys) if rows else Written(keys=keys)

    def update(self, row: InputRow, keys: list[Key]) -> Written:
        """The same data into each of the rows; those that are no longer meant are left out."""
        check_references(self._context, [row])
        written = self._rows.update(row, keys)
        return self._context.journal.close_part(row.shape.table, written)

    def upsert(self, rows: list[InputRow], on: tuple[str, ...]) -> Written:
        """Update the rows that are there by ``on`` (empty for the primary key), insert the others."""
        check_references(self._context, rows)
        if not rows:
            return Written(keys=[])
        keys = Upsert(self._context, self._rows, rows[0].shape, on).write(rows)
        return self._context.journal.close_part(rows[0].shape.table, keys)

    def delete(self, table: str, keys: list[Key]) -> Written:
        """The rows, with what Django's ``on_delete`` takes along; no rule is asked about the latter."""
        return self._context.journal.close_part(table, delete_rows(self._context, table, keys))

    def finish(self) -> None:
        """Check what waits for the end: rows of an earlier root field still fit their rules."""
        self._context.journal.finish()
