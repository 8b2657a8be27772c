"""System checks of actions and webhooks; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  Django's own names
from django.db import connections

from django_graphgate.access.live import load_access, state_alias
from django_graphgate.access.roles import ANON, USER
from django_graphgate.access.triggers import STATE, TABLES
from django_graphgate.actions.definitions import current_definitions
from django_graphgate.actions.problems import current_surroundings, problems
from django_graphgate.allowlist.lockfile.read import read_fingerprint
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError

_LEVELS = {"error": Error, "warning": Warning}


def check_actions(**_: Any) -> Iterator[CheckMessage]:
    """``actions.json`` and the project's callables, as the gate takes them when it loads."""
    from django_graphgate.publishing.sync_roles import read_roles_file

    settings = get_settings()
    folder = settings.config_dir()
    if settings.production():
        read_fingerprint(folder / "allow.lock")  # another check reports what is wrong with it
    try:
        definitions = current_definitions()
        for problem in problems(definitions, current_surroundings()):
            yield _LEVELS[problem.level](problem.message, hint=problem.hint or None, id=problem.check)
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint or None, id="graphgate.E020")
        return
    yield from _workers([each.name for each in definitions.actions.values() if each.background])
    content = read_roles_file(folder)
    if content is not None:
        yield from _unknown_roles({role["name"] for role in content["roles"]}, "roles.json")


def _workers(names: Sequence[str]) -> Iterator[CheckMessage]:
    """Actions in the background, where no worker will run them."""
    if not names:
        return
    try:
        from django_graphgate.running.tasks import run_queued_action
    except ConfigurationError:  # without tasks the gate does not load
        return
    backend = type(run_queued_action.get_backend()).__module__.rpartition(".")[2]
    if backend == "dummy" or (backend == "immediate" and get_settings().production()):
        within = "never" if backend == "dummy" else "within the request"
        yield Warning(
            f"{', '.join(names)}: to be run in the background, and the backend of TASKS runs tasks {within}.",
            hint="Set TASKS to a backend with workers, such as django_tasks_db.DatabaseBackend.",
            id="graphgate.W073",
        )


def check_action_roles(databases: Sequence[str] | None = None, **_: Any) -> Iterator[CheckMessage]:
    """Roles that the database does not have, if the database that holds them is checked."""
    alias = state_alias()
    if alias in (databases or ()) and {STATE, *TABLES} <= set(connections[alias].introspection.table_names()):
        yield from _unknown_roles(load_access(alias).roles, "the database")


def _unknown_roles(known: Container[str], where: str) -> Iterator[CheckMessage]:
    """Roles of actions and webhooks that are not among the known ones; they are asked at each run."""
    definitions = current_definitions()
    named = [
        *((f"The action {each.name}", role) for each in definitions.actions.values() for role in each.roles),
        *((f"The webhook {each.name}", each.role) for each in definitions.webhooks.values() if each.role),
    ]
    for subject, role in named:
        if role not in (ANON, USER) and role not in known:
            yield Warning(
                f"{subject} names the role {role}, which {where} does not have.",
                hint="Correct the name, or add the role.",
                id="graphgate.W070",
            )
