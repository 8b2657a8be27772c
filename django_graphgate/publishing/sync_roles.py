"""The roles of ``roles.json`` and of the database brought together, both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django_graphgate.access.data import dump_roles, load_roles
from django_graphgate.access.live import state_alias
from django_graphgate.access.reading import read_roles, stored_roles
from django_graphgate.allowlist.storage import read_text, write_text
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.matching.problems import role_problems
from django_graphgate.publishing.role_differences import RoleDifference, role_differences
from django_graphgate.publishing.role_review import rules_over_models
from django_graphgate.rules.model import StoredRole
from django_graphgate.strict_json import strict_decoder

ROLES_FILE = "roles.json"
_MEND = "Correct it in the admin, or load the file with graphgate_sync --roles file."


@dataclass(frozen=True, slots=True)
class SyncedRoles:
    """What differed between file and database, and what was done about it."""

    done: str = ""
    """``loaded`` (file → database), ``written`` (database → file), or empty."""
    differences: tuple[RoleDifference, ...] = ()
    """Where both sides had roles, or the file alone."""

    @property
    def is_open(self) -> bool:
        """They differ, and nobody said which side wins."""
        return bool(self.differences) and not self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRole:
    """A role that can run nothing, and why; without a role, what leaves all signed-in callers without one."""

    role: str
    message: str
    hint: str = ""
    children: tuple[str, ...] = ()
    """Roles that inherit what is wrong."""

    def sentence(self, where: str) -> str:
        """``where`` names the side that holds the role."""
        if not self.role:
            return self.message
        verb = "inherits" if len(self.children) == 1 else "inherit"
        children = f", nor can {', '.join(self.children)}, which {verb} from it" if self.children else ""
        return f"Role {self.role} of {where} can run nothing{children}: {self.message}"


def read_roles_file(folder: Path) -> Mapping[str, Any] | None:
    """The content of ``roles.json``; ``None`` where there is none; raises ``ConfigurationError``."""
    path = folder / ROLES_FILE
    try:
        content = strict_decoder().decode(read_text(path))
    except FileNotFoundError:
        return None
    except RecursionError as error:
        raise ConfigurationError(f"{path} is nested too deeply.") from error
    except ValueError as error:
        raise ConfigurationError(f"{path} is not JSON: {error}.") from error
    if not isinstance(content, Mapping):
        raise ConfigurationError(f"{path} must hold an object with the entry roles.")
    try:
        read_roles(content)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error.message}", hint=error.hint) from error
    return content


def render_roles(content: Mapping[str, Any]) -> str:
    """The text of ``roles.json``, made for ``git diff``."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def sync_roles(folder: Path, *, prefer: str = "", dry: bool = False) -> SyncedRoles:
    """Bring roles together: an empty side takes the other; where both differ, ``prefer`` decides.

    ``prefer`` is ``"file"``, ``"database"`` or empty, which changes nothing and says what differs.
    Raises ``ConfigurationError``, and changes nothing, where a role of the side that is taken can run nothing.
    """
    path, in_file, in_database = folder / ROLES_FILE, read_roles_file(folder), _database(prefer)
    if in_file is None:
        return _written(path, in_database, (), dry=dry) if in_database["roles"] else SyncedRoles()
    differences = tuple(role_differences(in_file, in_database))
    if differences and prefer == "database":
        return _written(path, in_database, differences, dry=dry)
    refuse_broken(stored_roles(in_file), str(path), alias=state_alias())
    if not differences or (prefer != "file" and in_database["roles"]):
        return SyncedRoles(differences=differences)
    if not dry:
        load_roles(in_file)
    return SyncedRoles(done="loaded", differences=differences)


def _database(prefer: str) -> Mapping[str, Any]:
    """The content of the database; where it is not of the shape, and the file is to replace it, nothing."""
    content = dump_roles()
    try:
        read_roles(content)
    except ConfigurationError as error:
        if prefer == "file":
            return {"roles": []}
        raise ConfigurationError(f"The database: {error.message}", hint=_MEND) from error
    return content


def _written(
    path: Path, content: Mapping[str, Any], differences: tuple[RoleDifference, ...], *, dry: bool
) -> SyncedRoles:
    refuse_broken(stored_roles(content), "the database", alias=state_alias())
    if not dry:
        write_text(path, render_roles(content))
    return SyncedRoles(done="written", differences=differences)


# -- roles that can run nothing -------------------------------------------------------------------


def broken_roles(roles: Sequence[StoredRole], *, alias: str | None = None) -> Iterator[BrokenRole]:
    """Roles, in their order, whose rules or ``match`` cannot be understood over the models.

    ``alias`` is the database that may be asked for what the models do not say.
    """
    settings = get_settings()
    broken: dict[str, BrokenRole] = {}
    for role in roles:
        try:
            rules_over_models(role, settings)
        except ConfigurationError as error:
            broken[role.name] = BrokenRole(role=role.name, message=error.message, hint=error.hint)
    yield from _at_their_origin(broken, {role.name: role.extends for role in roles})
    for problem in role_problems(roles, settings, alias=alias):
        if problem.name == "invalid":
            yield BrokenRole(role=problem.role, message=problem.message, hint=problem.hint)


def _at_their_origin(broken: Mapping[str, BrokenRole], parents: Mapping[str, str]) -> Iterator[BrokenRole]:
    """What is wrong with an inherited rule is said of the role that states it."""
    children: dict[str, list[str]] = {}
    for name in broken:
        origin, met = name, {name}
        while (parent := parents[origin]) not in met and _is_inherited(broken[origin], broken.get(parent)):
            origin = parent
            met.add(parent)
        children.setdefault(name if parent in met else origin, []).append(name)
    for origin, names in children.items():
        yield replace(broken[origin], children=tuple(name for name in names if name != origin))


def _is_inherited(broken: BrokenRole, parent: BrokenRole | None) -> bool:
    if parent is None:
        return False
    return parent.message.replace(parent.role, broken.role) == broken.message.replace(
        parent.role, broken.role
    )


def refuse_broken(roles: Sequence[StoredRole], where: str, *, alias: str | None = None) -> None:
    """Raise ``ConfigurationError`` that lists the roles which can run nothing, if there are any."""
    broken = list(broken_roles(roles, alias=alias))
    if broken:
        raise ConfigurationError("\n".join(f"{each.sentence(where)} {each.hint}".strip() for each in broken))
