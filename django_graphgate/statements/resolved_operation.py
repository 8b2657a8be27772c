"""The operation that a request means, in either mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django_graphgate.allowlist.lockfile.values import LockedVersion
from django_graphgate.ir.operation import Access, Kind
from django_graphgate.ir.result_shape import ObjectShape
from django_graphgate.ir.statement import VariableSpec

if TYPE_CHECKING:  # a process that runs frozen operations only never imports the compiler
    from django_graphgate.compiler.compile import Operation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResolvedOperation:
    """One version of an operation; ``digest`` is the sha256 of the lexical form of its canonical text."""

    namespace: str
    name: str
    kind: Kind
    digest: str
    access: Access
    text: str = ""
    """Its canonical text; empty where that is in the lock."""
    locked: LockedVersion | None = None
    """What the freeze has compiled; ``None`` in development."""
    typename_variant_of: str = ""
    """The digest of the version that this is with ``__typename`` in every selection set; empty for any other."""
    parsed: Operation | None = field(default=None, repr=False)
    """The compiler's form, where the text was parsed."""
    text_digests: tuple[str, ...] = ()
    """sha256 of the text that was parsed: of its bytes, and of its lexical form; without ``digest``."""
    introspects: bool = False
    """It asks for the schema, which only development answers."""
    undirected: str = ""
    """The digest of its text as it was sent, to which the gate has added ``@requireAuth``; else empty."""
    open_shape: bool = False
    """A variable decides what the statement looks like, which only development allows."""

    @property
    def document(self) -> str:
        """Its canonical text, read from the lock where it was frozen."""
        return self.text if self.locked is None else self.locked.body.document

    @property
    def variables(self) -> tuple[VariableSpec, ...]:
        """Its variables, read from the lock; none where it was not frozen."""
        return (
            () if self.locked is None else tuple(VariableSpec(**spec) for spec in self.locked.body.variables)
        )

    def result_shape(self, role: str) -> ObjectShape | None:
        """What a role is answered, read from the lock; ``None`` where it was not frozen for the role."""
        for statement in () if self.locked is None else self.locked.body.statements:
            if role in statement.roles:
                return ObjectShape.from_json(statement.shape)
        return None
