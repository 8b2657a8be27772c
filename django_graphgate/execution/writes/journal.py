"""What a mutation has written so far, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django_graphgate.errors import Forbidden
from django_graphgate.ir.input_rows import Key, Path

PassingKeys = Callable[[str, str, Sequence[Key]], set[Key]]
"""Of the keys of rows of a table, those for which the filter of a rule holds: ``("products", "update", keys)``."""


@dataclass(slots=True, kw_only=True)
class Written:
    """What one root field has written."""

    keys: list[Key]
    """Its own rows, in input order."""
    related: list[Key] = field(default_factory=list[Key])
    """All rows of the root's table that it has written or connected, at any depth, in order."""


def forbidden(paths: Iterable[Path]) -> Forbidden:
    """The same sentence whatever the rule was."""
    fields = [
        {"path": list(path), "message": Forbidden.sentence, "code": "forbidden"}
        for path in sorted(set(paths), key=str)[:100]
    ]
    return Forbidden(extensions={"fields": fields})


class Journal:
    """Remembers each written row with the rule that it was written under, to ask whether it still fits it.

    A row that several root fields write has to fit, in the end, the rule of the last time; within one root field it
    has to fit every rule that it was written under: data could else connect the row that they insert, and be asked
    for no more than an update.
    """

    def __init__(self, passing: PassingKeys, exists: Callable[[str, Sequence[Key]], set[Key]]) -> None:
        self._passing = passing
        self._exists = exists
        self._rules: dict[tuple[str, Key], tuple[str, Path]] = {}
        self._unchecked: dict[tuple[str, Key], dict[str, Path]] = {}
        self._touched: dict[tuple[str, Key], None] = {}
        self._parts = 0

    def wrote(self, table: str, action: str, key: Key, path: Path) -> None:
        """A row of a table (API name) has been inserted, updated or upserted."""
        self._rules[table, key] = (action, path)
        self._unchecked.setdefault((table, key), {})[action] = path
        self.touched(table, key)

    def touched(self, table: str, key: Key) -> None:
        """A row has been written or connected."""
        self._touched.setdefault((table, key))

    def close_part(self, table: str, keys: list[Key]) -> Written:
        """Check what a root field has written; its rows are ``keys``.

        Raises :class:`Forbidden` with the paths of rows that do not fit their rules.
        """
        self._check((row, *rule) for row, rules in self._unchecked.items() for rule in rules.items())
        related = [key for touched, key in self._touched if touched == table]
        self._unchecked, self._touched = {}, {}
        self._parts += 1
        return Written(keys=keys, related=related)

    def finish(self) -> None:
        """Check everything once more: a later root field may have moved a row of an earlier one."""
        if self._parts > 1:
            self._check((row, *rule) for row, rule in self._rules.items())

    def _check(self, rows: Iterable[tuple[tuple[str, Key], str, Path]]) -> None:
        by_rule: dict[tuple[str, str], dict[Key, Path]] = {}
        for (table, key), action, path in rows:
            by_rule.setdefault((table, action), {})[key] = path
        refused = [
            paths[key]
            for (table, action), paths in by_rule.items()
            for key in self._refused(table, action, list(paths))
        ]
        if refused:
            raise forbidden(refused)

    def _refused(self, table: str, action: str, keys: list[Key]) -> set[Key]:
        """A row that is gone again fits every rule."""
        failing = set(keys) - self._passing(table, action, keys)
        return failing & self._exists(table, list(failing)) if failing else failing
