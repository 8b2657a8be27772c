"""A project with actions, called through both of Django's handlers."""

from __future__ import annotations

from tests.support.running.project import caller, project  # noqa: F401
