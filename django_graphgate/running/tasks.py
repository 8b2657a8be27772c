"""The task that workers run.  Django 6 has tasks; for 5.2 they are the package ``django-tasks``.

Import it where a task is queued: without either there is nothing to import.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from django_graphgate.errors import ConfigurationError
from django_graphgate.running.worker import run_queued

PACKAGE = "django.tasks" if importlib.util.find_spec("django.tasks") is not None else "django_tasks"
"""``django-tasks-db`` chooses in the same way."""

try:
    _tasks: Any = importlib.import_module(PACKAGE)
except ImportError as error:
    raise ConfigurationError(
        "Actions in the background need Django's tasks, which are not installed.",
        hint="Install django-graphgate[tasks], and set TASKS to a backend with workers.",
    ) from error


@_tasks.task()  # type: ignore[untyped-decorator]
def run_queued_action(run_id: str) -> None:
    """Run what was queued; what becomes of it is in its ``ActionRun``."""
    run_queued(run_id)
