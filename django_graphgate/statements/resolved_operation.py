"""The operation that a request means, in either mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django_graphgate.allowlist.lockfile import LockedVersion
from django_graphgate.ir.operation import Access, Kind

if TYPE_CHECKING:  # a process that runs frozen operations only never imports the compiler
    from django_graphgate.compiler.compile import Operation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResolvedOperation:
    """One version of an operation.

    ``text`` is its canonical text and ``digest`` the sha256 of that text's lexical form.
    """

    namespace: str
    name: str
    kind: Kind
    digest: str
    text: str
    access: Access
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
    open_shape: bool = False
    """A variable decides what the statement looks like, which only development allows."""
