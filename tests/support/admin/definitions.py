"""An ``actions.json`` for the admin's tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django_graphgate.allowlist.file import render_allow_list
from django_graphgate.allowlist.listed import AllowList, list_operation

ACTIONS: list[dict[str, Any]] = [
    {
        "name": "close_day",
        "sql": "UPDATE shop_product SET stock = 0 WHERE id < $before",
        "roles": ["editor"],
        "parameters": [
            {"name": "before", "type": "Int!", "min": 1, "max": 1000},
        ],
        "max_affected": 500,
        "lock": "skip",
    },
    {"name": "publish", "operation": "PublishReviews", "auth_name": "cron"},
]
WEBHOOKS: list[dict[str, Any]] = [
    {
        "name": "payments",
        "verifier": "sha256Verifier",
        "secrets": ["PAYMENTS_SECRET", "PAYMENTS_SECRET_OLD"],
        "action": "close_day",
        "role": "editor",
        "variables": {"before": "data.object.id"},
    }
]


OPERATION = "mutation PublishReviews($slug: String!) { tag(insert: { slug: $slug }) { slug } }"


def write_operation(folder: Path) -> None:
    """The operation that an action runs, in the allow list."""
    listed = list_operation(OPERATION, namespace="", comment="")
    (folder / "allow.list").write_text(render_allow_list(AllowList(operations=(listed,))), "utf-8")


def write_file(folder: Path, **parts: Any) -> Path:
    """The file with these lists, as somebody writes it by hand."""
    path = folder / "actions.json"
    path.write_text(json.dumps({"actions": ACTIONS, "webhooks": WEBHOOKS, **parts}), "utf-8")
    return path


def read_entry(folder: Path, name: str, part: str = "actions") -> dict[str, Any] | None:
    """An entry as the file has it."""
    entries = json.loads((folder / "actions.json").read_text("utf-8")).get(part, [])
    return next((entry for entry in entries if entry["name"] == name), None)
