"""A project over the models of the shop, whose files a test writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.conf import get_settings
from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.matrix import exposure_of_files
from tests.support.gate.house import ROLES, settings_of, write_config

Expose = Callable[..., list[Exposed]]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the files are; nothing is there yet."""
    settings.GRAPHGATE = settings_of(tmp_path)
    return tmp_path


@pytest.fixture
def expose(folder: Path) -> Expose:
    """What some operations, roles and actions expose."""

    def of(
        operations: dict[str, str], roles: Any = ROLES, *, actions: Any = None, **selected: str
    ) -> list[Exposed]:
        write_config(folder, operations, roles)
        if actions is not None:
            (folder / "actions.json").write_text(json.dumps(actions))
        entries = exposure_of_files(get_settings(), folder)
        return [
            each for each in entries if all(getattr(each, name) == value for name, value in selected.items())
        ]

    return of


def lines(entries: list[Exposed]) -> set[str]:
    """``table.column how path``, of operations' columns."""
    return {f"{each.table}.{each.column} {each.how} {each.path}" for each in entries if each.column}
