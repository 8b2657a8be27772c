"""Packages of npm that tests ask, as a ``package-lock.json`` pins them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock


def installed(folder: Path, name: str, config: pytest.Config, otherwise: Path) -> Path:
    """A folder with the packages of ``folder``'s lock, installed once and kept in pytest's cache as ``name``.

    Without a cache it is in the folder ``otherwise``.
    """
    digest = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache: Any = getattr(config, "cache", None)  # which can be switched off
    target = (Path(cache.mkdir(name)) if cache else otherwise) / digest
    with FileLock(f"{target}.lock"):
        if not (target / "installed").exists():
            target.mkdir(exist_ok=True)
            for file in ("package.json", "package-lock.json"):
                shutil.copy(folder / file, target)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=target, check=True)
            (target / "installed").touch()
    return target
