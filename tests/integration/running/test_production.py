"""Actions of a release, over HTTP and from the shell: what is frozen runs, and what is not does not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.actions.registry import action
from tests.support.gate.house import freeze, write_config
from tests.support.running.project import CRON_HEADERS, OURS, ROLES, run, signed_in
from tests.support.views.calling import Caller, data_of, error_of

NAMES = "query Names @skipAuth { products { name } }"


@pytest.fixture
def release(caller: Caller, settings: Any, project: dict[str, Any]) -> Path:
    """The project in production, all of it frozen."""
    folder: Path = project["CONFIG_DIR"]
    write_config(folder, {"Names": NAMES}, {"roles": ROLES})
    freeze()
    settings.GRAPHGATE = {**project, "PRODUCTION": True}
    return folder


def test_what_is_frozen_runs(
    caller: Caller, release: Path, django_capture_on_commit_callbacks: Any, database: str
) -> None:
    assert data_of(run(caller, "restock", **CRON_HEADERS))["status"] == "done"
    signed_in(caller, is_staff=True)
    assert data_of(run(caller, "greet", {"name": "Eve"}))["value"] == "Hello Eve"
    with django_capture_on_commit_callbacks(using=database, execute=True):
        accepted = run(caller, "add", {"prices": [1]})
    assert data_of(caller.get(accepted["Location"], headers=OURS))["value"]["sum"] == 1
    output = io.StringIO()
    call_command("graphgate_action", "restock", stdout=output)
    assert output.getvalue().startswith("restock is done")


def test_file_that_was_changed_runs_nothing(caller: Caller, release: Path, settings: Any) -> None:
    path = release / "actions.json"
    path.write_text(path.read_text("utf-8").replace('"cron"', '"partner"'), "utf-8")
    settings.GRAPHGATE = {**settings.GRAPHGATE}  # another process
    for name in ("restock", "count", "nothing"):
        assert error_of(run(caller, name, **CRON_HEADERS)) == (500, "GATE_MISCONFIGURED")
    with pytest.raises(CommandError, match="not the one that was frozen"):
        call_command("graphgate_action", "restock")


def test_callable_that_is_not_frozen_runs_nothing(caller: Caller, release: Path, settings: Any) -> None:
    @action(public=True)
    def open_door() -> str:
        return "open"

    settings.GRAPHGATE = {**settings.GRAPHGATE}
    for name in ("open_door", "count", "nothing"):
        assert error_of(run(caller, name)) == (500, "GATE_MISCONFIGURED")
