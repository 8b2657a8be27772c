"""A deployment's sync: the database learns the release, and the release stays what was frozen."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from django_graphgate import get_gate
from django_graphgate.models import AllowedOperation

pytestmark = pytest.mark.django_db

KEPT, DROPPED = "query Kept { tags { id } }", "query Dropped { tags { slug } }"


@pytest.fixture
def release(tmp_path: Path, settings: Any) -> Path:
    """A second release, without an operation that the first one had."""
    settings.GRAPHGATE = {"MODELS": ["shop.Tag"], "CONFIG_DIR": tmp_path, "PRODUCTION": True, "AUTH": []}
    (tmp_path / "roles.json").write_text(
        '{"roles": [{"name": "user", "tables": [{"name": "tags", "query": {}}]}]}'
    )
    (tmp_path / "allow.list").write_text(f"{KEPT}\n{DROPPED}")
    call_command("graphgate_freeze", stdout=io.StringIO())
    call_command("graphgate_sync", stdout=io.StringIO())
    (tmp_path / "allow.list").write_text(KEPT)
    call_command("graphgate_freeze", stdout=io.StringIO())
    return tmp_path


def sync(**options: Any) -> str:
    said = io.StringIO()
    call_command("graphgate_sync", stdout=said, **options)
    return said.getvalue()


def test_dropped_operation_does_not_come_back(release: Path) -> None:
    before = {path.name: path.read_bytes() for path in release.glob("*.*") if path.is_file()}
    assert "Dropped" not in sync()
    assert {path.name: path.read_bytes() for path in release.glob("*.*") if path.is_file()} == before
    assert [one.name for one in get_gate().operations] == ["Kept"]


def test_row_of_a_dropped_operation_is_no_difference(release: Path) -> None:
    assert AllowedOperation.objects.filter(name="Dropped").exists()
    assert "hold the same" in sync(check=True)


def test_development_brings_it_back(release: Path, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": False}
    assert "+ Dropped: only in the database, added to the file" in sync()


def test_switch_survives_a_deployment(release: Path) -> None:
    AllowedOperation.objects.filter(name="Kept").update(enabled=False)
    sync()
    assert not AllowedOperation.objects.get(name="Kept").enabled
