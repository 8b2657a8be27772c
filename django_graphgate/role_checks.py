"""System checks of roles and their rules; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

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
            near = difflib.get_close_matches(rule.table, catalog.tables, 1)
            tables = f"The tables are: {', '.join(sorted(catalog.tables)) or 'none'}."
            yield Warning(
                f"Role {role.name} has a rule for {rule.table!r}, which is not a table of the API.",
                hint=f"Did you mean {near[0]!r}? {tables}" if near else tables,
                id="graphgate.W023",
            )
    try:
        build_rules(role, catalog, default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings))
    except (ConfigurationError, RequestRejected) as error:
        hint = getattr(error, "hint", "") or "Correct the rule in the admin."
        yield Warning(f"Role {role.name} can run nothing: {error.message}", hint=hint, id="graphgate.W022")
    else:
        yield from _secrets(without_wildcard(role, catalog))


def together(roles: Mapping[str, StoredRole]) -> Iterator[CheckMessage]:
    """What the roles of a database have or lack beside each other."""
    from django_graphgate.publishing import role_review as review

    settings = get_settings()
    for role, closed in review.closed_by_wildcard(roles):
        yield Warning(
            f"Tables are closed to role {role}, since they have no column of its wildcard rule: {', '.join(closed)}.",
            hint="Name in the role those that it should read, or silence this check.",
            id="graphgate.W049",
        )
    lost = [
        f"{', '.join(right.columns)} of {right.table}" if right.columns else right.table
        for right in review.rights_lost_by_signing_in(roles, settings)
    ]
    if lost:
        yield Warning(
            f"Signing in takes rights away: anon may read {'; '.join(lost)}, and user may not.",
            hint='Let user extend anon ("extends": "anon"), or silence this check.',
            id="graphgate.W050",
        )
    for role in review.unused_roles(roles, settings):
        yield Warning(
            f"No caller can have the role {role}: it has no match, and no credential may name it.",
            hint="Give it a match, name it in AUTH, or remove it.",
            id="graphgate.W051",
        )


def check_roles_file(**_: Any) -> Iterator[CheckMessage]:
    """``roles.json``, without a database: whether each rule and ``match`` can be understood."""
    from django_graphgate.access.reading import stored_roles
    from django_graphgate.publishing.sync_roles import ROLES_FILE, broken_roles, idle_rules, read_roles_file

    try:
        content = read_roles_file(get_settings().config_dir())
        broken = [] if content is None else list(broken_roles(stored_roles(content)))
    except (ConfigurationError, OSError) as error:
        yield Warning(str(error), hint=getattr(error, "hint", None) or None, id="graphgate.W052")
        return
    for each in broken:
        yield Warning(each.sentence(ROLES_FILE), hint=each.hint or None, id="graphgate.W052")
    for sentence in idle_rules(content or {"roles": []}):
        yield Warning(f"{ROLES_FILE}: {sentence}", id="graphgate.W052")


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
