"""What findings look at: the settings, the catalogue, roles with their rules, and the listed operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django_graphgate.access.live import load_access, state_alias
from django_graphgate.access.reading import stored_roles
from django_graphgate.actions.definitions import Definitions, written_definitions
from django_graphgate.allowlist.listed import ListedOperation
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import Settings, get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog
from django_graphgate.publishing.role_review import rules_over_models
from django_graphgate.publishing.sync import folder_lists
from django_graphgate.publishing.sync_roles import read_roles_file
from django_graphgate.rules.model import QueryRule, RoleRules, StoredRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One state of a project; nothing is read later."""

    settings: Settings
    debug: bool
    catalog: Catalog
    roles: tuple[StoredRole, ...]
    """In the order in which they are configured."""
    alias: str | None
    """The database that holds the roles, where it may be asked."""
    rules: Mapping[str, RoleRules]
    """By role, of the roles that can run anything."""
    broken: Mapping[str, str]
    """Role → why it can run nothing."""
    operations: tuple[ListedOperation, ...]
    definitions: Definitions
    """Actions and webhooks."""

    @property
    def by_name(self) -> dict[str, StoredRole]:
        """The roles by name, in their order."""
        return {role.name: role for role in self.roles}

    @property
    def sound_roles(self) -> Iterator[StoredRole]:
        """The roles that can run anything."""
        return (role for role in self.roles if role.name in self.rules)

    def open_tables(self, role: str) -> dict[str, QueryRule]:
        """The tables of which a role may read rows, sorted by name."""
        if role not in self.rules:
            return {}
        queries = sorted(self.rules[role].queries.items())
        return {name: rule for name, rule in queries if not rule.block and rule.limit}


def read_project(*, database: bool) -> Project:
    """The project as it is now; raises ``ConfigurationError`` and ``DatabaseUnavailable``."""
    from django.conf import settings as django_settings

    settings = get_settings()
    folder = _folder(settings)
    return project_of(
        settings,
        tuple(load_access(state_alias()).roles.values()) if database else _roles_in_file(folder),
        () if folder is None else tuple(each for listed in folder_lists(folder) for each in listed),
        debug=bool(django_settings.DEBUG),
        alias=state_alias() if database else None,
        definitions=None if folder is None else written_definitions(folder),
    )


def project_of(
    settings: Settings,
    roles: tuple[StoredRole, ...],
    operations: tuple[ListedOperation, ...] = (),
    *,
    debug: bool = False,
    alias: str | None = None,
    definitions: Definitions | None = None,
) -> Project:
    """A project with these roles and operations over the models of the settings."""
    rules: dict[str, RoleRules] = {}
    broken: dict[str, str] = {}
    for role in roles:
        try:
            rules[role.name] = rules_over_models(role, settings)
        except ConfigurationError as error:
            broken[role.name] = error.message
    return Project(
        settings=settings,
        debug=debug,
        catalog=get_catalog(),
        roles=roles,
        alias=alias,
        rules=rules,
        broken=broken,
        operations=operations,
        definitions=definitions or Definitions(),
    )


def _folder(settings: Settings) -> Path | None:
    """The folder of the files; ``None`` for a project that has none."""
    try:
        return settings.config_dir()
    except ConfigurationError:
        return None


def _roles_in_file(folder: Path | None) -> tuple[StoredRole, ...]:
    content = None if folder is None else read_roles_file(folder)
    return () if content is None else tuple(stored_roles(content))
