"""The packages of npm that the tests ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.npm import installed

NODE = Path(__file__).parent / "node"


@pytest.fixture(scope="session")
def packages(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of ``package-lock.json``, installed once and kept in pytest's cache."""
    return installed(NODE, "graphql-clients", pytestconfig, tmp_path_factory.getbasetemp())
