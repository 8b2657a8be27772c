"""The settings of a worker process: those of the tests, with the databases and files of one test."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

_given: dict[str, Any] = json.loads(os.environ["GRAPHGATE_WORKER"])
for _alias, _name in _given["databases"].items():
    DATABASES[_alias]["NAME"] = _name
    DATABASES[_alias]["CONN_MAX_AGE"] = None
ALIAS = _given["alias"]
DATABASE_ROUTERS = ["tests.support.gate.worker_settings.Router"]
GRAPHGATE = {**_given["settings"], "CONFIG_DIR": Path(_given["folder"])}


class Router:
    """Everything is in the one database of the test."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return str(ALIAS)

    db_for_write = db_for_read
