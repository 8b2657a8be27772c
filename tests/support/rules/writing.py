"""The shop's catalogue, with a second name for its products."""

from __future__ import annotations

from tests.support.catalog.asking import built

GOODS = {"name": "goods", "table": "products"}
WRITABLE = built(["shop"], tables=[GOODS]).catalog
