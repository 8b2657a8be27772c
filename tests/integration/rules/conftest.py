"""The gate in development over the shop, with some tables that the role ``user`` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, get_gate
from tests.support.gate.house import settings_of
from tests.support.rules.gated import GOODS
from tests.support.shop.fixture import load


@pytest.fixture
def project(database: str, settings: Any, tmp_path: Path) -> Any:
    """The gate in development, once the role ``user`` has some tables beside those it reads."""
    load(database)

    def follow(*tables: dict[str, Any], anon: Any = (), **gate: Any) -> Gate:
        named = {table["name"] for table in tables}
        read = [{"name": name, "query": {}} for name in ("customers", "products", "categories")]
        load_roles(
            [
                {"name": "anon", "tables": list(anon)},
                {"name": "user", "tables": [*(each for each in read if each["name"] not in named), *tables]},
            ]
        )
        settings.GRAPHGATE = settings_of(
            tmp_path / "config", MODELS=["shop"], TABLES=[GOODS], PRODUCTION=False, **gate
        )
        return get_gate()

    return follow
