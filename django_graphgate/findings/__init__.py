"""What makes a project weaker than it could be: each finding says what it is, where it is set, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_graphgate.findings.finding import Finding


def findings(*, database: bool = True) -> list[Finding]:
    """All findings of the project, errors first, then warnings, each sorted by id and place.

    Roles and rules are those of the database, or with ``database=False`` those of ``roles.json``.  What
    ``SILENCED_SYSTEM_CHECKS`` names is left out.  Raises ``ConfigurationError`` for settings or files that cannot
    be read, and ``DatabaseUnavailable``.
    """
    from django_graphgate.findings.collect import collect  # with the compiler, which a server does not load

    return collect(database=database)
