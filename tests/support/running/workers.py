"""Starts ``db_worker`` on the database and the files of a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

ROOT = Path(__file__).parents[3]


@contextmanager
def db_worker(alias: str, settings: dict[str, Any], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The process for the time of the block; it is killed at the end unless it has ended."""
    given = {
        "alias": alias,
        "databases": {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "sqlite")},
        "folder": str(settings["CONFIG_DIR"]),
        "settings": {key: value for key, value in settings.items() if key != "CONFIG_DIR"},
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "db_worker", "--no-startup-delay", "--interval", "0.05", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "GRAPHGATE_WORKER": json.dumps(given),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.support.running.worker_settings",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
