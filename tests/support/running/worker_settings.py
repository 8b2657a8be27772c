"""The settings of a worker of Django's Tasks: those of the tests, with the project of one test in development."""

from __future__ import annotations

from typing import Any

from tests.support.gate.worker_settings import *  # noqa: F403
from tests.support.gate.worker_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.support.running.jobs"]
TASKS: dict[str, Any] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
