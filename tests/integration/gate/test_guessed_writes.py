"""Data are held against the role that the caller has, not against the one that the process assumes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from tests.support.gate.house import freeze, known, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.shop.models import Category

TEXT = "mutation Add($data: CategoryInsert!) { category(insert: $data) { name parent_id } }"
DATA = {"name": "Lamps", "parent_id": 1}


def tables(*columns: str) -> list[dict[str, Any]]:
    return [{"name": "categories", "query": {}, "insert": {"columns": list(columns)}}]


ROLES = {
    "roles": [
        {"name": "editor", "match": "is_staff", "tables": tables("name", "parent_id")},
        {"name": "user", "tables": tables("name")},
    ]
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["orm", "sql"])
def test_data_are_refused_under_a_role_that_the_caller_has_no_more(
    settings: Any, tmp_path: Path, way: str
) -> None:
    load("default")
    write_config(tmp_path / "config", {"Add": TEXT}, ROLES)
    entries = [{"name": "categories", "write": way}]
    settings.GRAPHGATE = settings_of(tmp_path / "config", TABLES=entries)
    freeze()
    load_roles(ROLES)
    ada = get_user_model().objects.create_user("ada")
    gate, identity = get_gate(), known(ada)
    for is_staff in (False, True, False, True):
        get_user_model().objects.update(is_staff=is_staff)
        before = Category.objects.count()
        result = gate.execute(name="Add", variables={"data": DATA}, identity=identity)
        if is_staff:
            assert result.errors == []
        else:
            assert result.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert Category.objects.count() == before + is_staff
