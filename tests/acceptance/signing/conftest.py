"""The packages of npm that sign and verify webhooks."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.npm import installed

NODE = Path(__file__).parent / "node"
Ask = Callable[[Sequence[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def ask_node(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Jobs of ``run.mjs`` → their results."""
    folder = installed(NODE, "webhook-libraries", pytestconfig, tmp_path_factory.getbasetemp())
    script = shutil.copy(NODE / "run.mjs", folder)  # beside the packages that it imports

    def ask(jobs: Sequence[dict[str, Any]]) -> list[Any]:
        done = subprocess.run(
            ["node", script],
            cwd=folder,
            input=json.dumps(list(jobs)).encode(),
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(done.stdout)

    return ask
