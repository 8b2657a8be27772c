"""System checks of roles, their rules and their ``match``; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  Django's own names

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.rules.model import StoredRole


def check_roles_query(**_: Any) -> Iterator[CheckMessage]:
    """``ROLES_QUERY``, as far as its text and the models say."""
    from django_graphgate.matching.choice import roles_row
    from django_graphgate.matching.row import DatabaseNeeded

    settings = get_settings()
    if settings.ROLES_QUERY is None:
        return
    try:
        roles_row(settings.ROLES_QUERY, None)
    except DatabaseNeeded:
        return
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint, id="graphgate.E045")


def check_roles_file(**_: Any) -> Iterator[CheckMessage]:
    """``roles.json``, without a database: whether each rule and ``match`` can be understood."""
    from django_graphgate.access.reading import stored_roles
    from django_graphgate.publishing.role_review import idle_rules
    from django_graphgate.publishing.sync_roles import ROLES_FILE, broken_roles, read_roles_file

    try:
        roles = stored_roles(read_roles_file(get_settings().config_dir()) or {"roles": []})
        broken = list(broken_roles(roles))
    except (ConfigurationError, OSError) as error:
        yield Warning(str(error), hint=getattr(error, "hint", None) or None, id="graphgate.W052")
        return
    for each in broken:
        yield Warning(each.sentence(ROLES_FILE), hint=each.hint or None, id="graphgate.W052")
    for rule in idle_rules(roles):
        yield Warning(f"{ROLES_FILE}: {rule.sentence}", hint=rule.hint, id="graphgate.W052")


def roles_of_database(roles: Mapping[str, StoredRole], alias: str) -> Iterator[CheckMessage]:
    """The roles of a database; warnings, since ``migrate`` runs these checks too."""
    from django_graphgate.matching.problems import role_problems

    yield from _idle_rules(roles)
    for role in roles.values():
        yield from _rules(role, roles, alias)
    for problem in role_problems(roles.values(), get_settings(), alias=alias):
        yield Warning(problem.message, hint=problem.hint or None, id=problem.check)
    yield from _together(roles)


def _idle_rules(roles: Mapping[str, StoredRole]) -> Iterator[CheckMessage]:
    from django_graphgate.publishing.role_review import idle_rules

    for rule in idle_rules(roles.values()):
        yield Warning(rule.sentence, hint=rule.hint, id="graphgate.W023")


def _rules(role: StoredRole, roles: Mapping[str, StoredRole], alias: str) -> Iterator[CheckMessage]:
    """The rules of one role over the models."""
    from django_graphgate.publishing.preset_selects import broken_selects
    from django_graphgate.publishing.role_review import rules_over_models

    try:
        rules = rules_over_models(role, get_settings())
    except ConfigurationError as error:
        hint = error.hint or "Correct the rule in the admin."
        yield Warning(f"Role {role.name} can run nothing: {error.message}", hint=hint, id="graphgate.W022")
    else:
        yield from _secrets(role, roles)
        for sentence in broken_selects(role, roles, rules, alias):
            yield Warning(sentence, hint="Correct the SELECT: it has one column.", id="graphgate.W062")


def _secrets(role: StoredRole, roles: Mapping[str, StoredRole]) -> Iterator[CheckMessage]:
    """Columns that look secret and are named by a rule of the role's own."""
    from django_graphgate.publishing.role_review import named_secrets

    for rule, secret in named_secrets(role, roles):
        may = "read" if rule.action == "query" else rule.action
        yield Warning(
            f"Role {role.name} may {may} {', '.join(secret)} of {rule.table}, which looks secret.",
            hint="Remove it from the rule's columns, or silence this check.",
            id="graphgate.W024",
        )


def _together(roles: Mapping[str, StoredRole]) -> Iterator[CheckMessage]:
    """What roles have or lack beside each other."""
    from django_graphgate.publishing import role_review as review

    settings = get_settings()
    for role, closed in review.closed_by_wildcard(roles):
        yield Warning(
            f"Tables are closed to role {role}, since they have no column of its wildcard rule: {', '.join(closed)}.",
            hint="Name in the role those that it should read, or silence this check.",
            id="graphgate.W049",
        )
    lost = [right.names for right in review.rights_lost_by_signing_in(roles, settings)]
    if lost:
        yield Warning(
            f"Signing in takes rights away: anon may read {'; '.join(lost)}, and user may not.",
            hint='Let user extend anon ("extends": "anon"), or silence this check.',
            id="graphgate.W050",
        )
    for role in review.unused_roles(roles, settings, webhooks=_webhooks()):
        yield Warning(
            f"No caller can have the role {role}: it has no match, and no credential may name it.",
            hint="Give it a match, name it in AUTH, or remove it.",
            id="graphgate.W051",
        )


def _webhooks() -> Iterable[WebhookDefinition]:
    try:
        return current_definitions().webhooks.values()
    except ConfigurationError:  # another check reports it
        return ()
