"""What all tests of the views share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def development(settings: Any, tmp_path: Path) -> dict[str, Any]:
    """The settings of a project in development; under ASGI requests see the test's transaction."""
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.GRAPHGATE = {
        "NAMESPACES": {"mobile": {}},
        "MODELS": ["shop"],
        "CONFIG_DIR": tmp_path / "config",
        "PRODUCTION": False,
        "REQUIRE_AUTH": False,
        "ASGI_THREADS": 0,
        "USAGE_INTERVAL": None,
    }
    return dict(settings.GRAPHGATE)
