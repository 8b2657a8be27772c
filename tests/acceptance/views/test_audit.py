"""The public audits of GraphQL over HTTP, run by Node against a server with the ``legacy`` profile."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.support.views.serving import Server, serving

pytestmark = pytest.mark.slow

AUDIT = Path(__file__).parent / "audit"


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config) -> Path:
    """A folder with the packages of ``package-lock.json``, installed once and kept in pytest's cache."""
    lock = hashlib.sha256((AUDIT / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache: Any = pytestconfig.cache
    folder = Path(cache.mkdir("graphql-http")) / lock
    with FileLock(f"{folder}.lock"):
        if not (folder / "installed").exists():
            folder.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(AUDIT / name, folder)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True)
            (folder / "installed").touch()
    return folder


def audit(server: Server, packages: Path) -> list[dict[str, Any]]:
    url = f"http://127.0.0.1:{server.port}/api/v1/graphql"
    command = ["node", str(AUDIT / "run.mjs"), url, str(packages)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("kind", ["gunicorn", "uvicorn"])
def test_every_audit_passes(kind: str, packages: Path, transactional_db: None, tmp_path: Path) -> None:
    """All that the server MUST and SHOULD do, and all that it MAY do, too."""
    with serving(kind, tmp_path, {"PRODUCTION": False, "REQUIRE_AUTH": False}) as server:
        results = audit(server, packages)
    levels = Counter(each["name"].split()[0] for each in results)
    assert levels == {"MUST": 13, "SHOULD": 23, "MAY": 25}
    assert [each for each in results if each["status"] != "ok"] == []
