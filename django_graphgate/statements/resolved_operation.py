"""The operation that a request means, in either mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django_graphgate.allowlist.lockfile.values import LockedVersion
from django_graphgate.ir.operation import Access, Kind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResolvedOperation:
    """One version of an operation.

    ``digest`` is the sha256 of the lexical form of its canonical text.
    ``operation`` is the compiler's form where it was parsed; typed openly, because a process that
    runs frozen operations only never imports the compiler.
    """

    namespace: str
    name: str
    kind: Kind
    digest: str
    access: Access
    text: str = ""
    """Its canonical text; empty where that is in the lock."""
    locked: LockedVersion | None = None
    typename_variant_of: str = ""
    """The digest of the version whose ``__typename`` variant this is; empty for any other."""
    operation: Any = field(default=None, repr=False)
    introspects: bool = False
    """It asks for the schema, which only development answers."""
    open_shape: bool = False
    """A variable decides what the statement looks like, which only development allows."""

    @property
    def document(self) -> str:
        """Its canonical text, read from the lock where it was frozen."""
        return self.text if self.locked is None else self.locked.body.document
