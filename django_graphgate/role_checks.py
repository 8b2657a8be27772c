"""System checks of roles and their rules; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage, Warning  # noqa: A004  Django's own name

from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.rules.model import EVERY_TABLE, StoredRole
from django_graphgate.rules.wildcard import without_wildcard
from django_graphgate.statements.limits import limits_of


def rules(role: StoredRole) -> Iterator[CheckMessage]:
    """Rules of one role over the models."""
    from django_graphgate.compiler.plan.role_rules import build_rules

    catalog, settings = get_catalog(), get_settings()
    for rule in role.rules:
        if rule.table not in catalog.tables and rule.table != EVERY_TABLE:
            yield Warning(
                f"Role {role.name} has a rule for {rule.table!r}, which is not a table of the API.",
                hint=f"The tables are: {', '.join(sorted(catalog.tables)) or 'none'}.",
                id="graphgate.W023",
            )
    try:
        build_rules(role, catalog, default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings))
    except (ConfigurationError, RequestRejected) as error:
        hint = getattr(error, "hint", "") or "Correct the rule in the admin."
        yield Warning(f"Role {role.name} can run nothing: {error.message}", hint=hint, id="graphgate.W022")
    else:
        yield from _secrets(without_wildcard(role, catalog))


def _secrets(role: StoredRole) -> Iterator[CheckMessage]:
    """Columns that look secret and are named by a rule."""
    catalog = get_catalog()
    for rule in role.rules:
        table = catalog.tables.get(rule.table)
        columns = {} if table is None or rule.block else table.columns
        secret = [name for name in rule.columns or () if name in columns and columns[name].secret]
        if secret:
            yield Warning(
                f"Role {role.name} may read {', '.join(secret)} of {rule.table}, which looks secret.",
                hint="Remove it from the rule's columns, or silence this check.",
                id="graphgate.W024",
            )
