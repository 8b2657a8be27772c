"""A mutation as one role may run it, not yet in any database's words: what becomes a ``WritePlan``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django_graphgate.ir.plan import Query, Select
from django_graphgate.ir.visit import Use, uses_of
from django_graphgate.ir.write import Isolation, WriteRoot, WriteShape, WriteTable


@dataclass(frozen=True, kw_only=True)
class MutationRoot:
    """A root field, and the selectors of the rows that it means and of those that are about to be deleted."""

    root: WriteRoot
    find: Select | None = None
    read: Select | None = None

    @property
    def selects(self) -> tuple[Select, ...]:
        return tuple(select for select in (self.find, self.read) if select is not None)


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """The fields are those of :class:`~django_graphgate.ir.write.WritePlan`, with selectors instead of texts."""

    roots: tuple[MutationRoot, ...]
    tables: Mapping[str, WriteTable] = field(default_factory=dict[str, WriteTable])
    shapes: Mapping[str, WriteShape] = field(default_factory=dict[str, WriteShape])
    probes: Mapping[str, Select | None] = field(default_factory=dict[str, "Select | None"])
    reads: bool = False
    written: frozenset[Use] = frozenset()
    """The columns that its data may give and that presets give, by table and action."""
    isolation: Isolation = ""
    max_affected: int | None = None

    @property
    def selects(self) -> tuple[Select, ...]:
        """All rows that the mutation asks the database for."""
        probes = (select for select in self.probes.values() if select is not None)
        return (*(select for root in self.roots for select in root.selects), *probes)

    def uses(self) -> Iterator[Use]:
        """What the mutation writes, and what it looks at to know which rows it means."""
        for root in self.roots:
            yield from uses_of(Query(fields=root.selects))
        yield from self.written
