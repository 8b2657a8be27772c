"""The operation that a request means, in either mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django_graphgate.allowlist.lockfile import LockedVersion
from django_graphgate.ir.operation import Access, Kind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResolvedOperation:
    """One version of an operation.

    ``text`` is its canonical text and ``digest`` the sha256 of that text's lexical form.
    ``operation`` is the compiler's form where it was parsed; typed openly, because a process that
    runs frozen operations only never imports the compiler.
    """

    namespace: str
    name: str
    kind: Kind
    digest: str
    text: str
    access: Access
    locked: LockedVersion | None = None
    twin_of: str = ""
    """The digest of the version whose ``__typename`` twin this is; empty for any other."""
    operation: Any = field(default=None, repr=False)
    introspects: bool = False
    """It asks for the schema, which only development answers."""
    open_shape: bool = False
    """A variable decides what the statement looks like, which only development allows."""
