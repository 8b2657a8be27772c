"""The page about webhooks names every scheme and every option."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from django_graphgate.signing import SCHEMES

PAGE = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text("utf-8")
SECTION = PAGE[PAGE.index("## Verifiers") : PAGE.index("## Signing what goes out")]
ROWS = [row.split(" | ") for row in re.findall(r"^\| (`.+) \|$", SECTION, re.MULTILINE)]
NAMES = {name: row for row in ROWS for name in re.findall(r"`(\w+)`", row[0])}


def test_names_of_the_tables() -> None:
    options = {name for scheme in SCHEMES.values() for name in scheme.options} - {"url"}
    assert NAMES.keys() == SCHEMES.keys() | options
    assert "the option `url`" in SECTION


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_id_of_a_scheme(name: str) -> None:
    event_id = SCHEMES[name].event_id.removeprefix("header:")
    assert event_id.lower().rpartition(".")[2] in NAMES[name][-1].lower()
