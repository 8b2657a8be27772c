"""The packages of npm that the tests ask."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

NODE = Path(__file__).parent / "node"


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of ``package-lock.json``, installed once and kept in pytest's cache."""
    lock = hashlib.sha256((NODE / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache: Any = getattr(pytestconfig, "cache", None)  # which can be switched off
    folder = (Path(cache.mkdir("graphql-clients")) if cache else tmp_path_factory.getbasetemp()) / lock
    with FileLock(f"{folder}.lock"):
        if not (folder / "installed").exists():
            folder.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(NODE / name, folder)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True)
            (folder / "installed").touch()
    return folder
