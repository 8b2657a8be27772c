"""Data from another database than the one that is written: rules and users are those of the latter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.access.live import state_alias
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import CallerCheck, Identity
from django_graphgate.models import TableRule
from tests.gate.house import PROJECT
from tests.shop.fixture import load

pytestmark = pytest.mark.django_db(databases=["default", "sqlite"])
PRODUCTS = "{ products { id } }"
USER = Identity(user_id="1", authenticator="test")


class Split:
    """Reads from the second database, writes to the first, as routers for replicas do."""

    def db_for_read(self, _: Any, **__: Any) -> str:
        return "sqlite"

    def db_for_write(self, _: Any, **__: Any) -> str:
        return "default"

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True


@pytest.fixture(autouse=True)
def split(settings: Any, tmp_path: Path) -> None:
    load("sqlite")
    settings.GRAPHGATE = {**PROJECT, "CONFIG_DIR": tmp_path, "PRODUCTION": False}
    settings.DATABASE_ROUTERS = [f"{__name__}.Split"]
    load_roles([{"name": "user", "tables": [{"name": "products", "query": {}}]}])


def products(identity: Identity = USER) -> Any:
    return get_gate().execute(PRODUCTS, identity=identity)


def test_rules_are_those_of_the_database_that_is_written() -> None:
    assert state_alias() == "default"
    assert products().json()["data"]["products"]
    TableRule.objects.using("default").update(filters=["false"])
    assert products().json()["data"]["products"] == [], "at once, though the other database knows no rule"


def test_user_is_that_of_the_database_that_is_written(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("ada")
    check = CallerCheck(
        table="auth_user",
        key_column="id",
        key_codec="int:-2147483648:2147483647",
        key=str(user.pk),
        active_column="is_active",
    )
    caller = Identity(user_id=str(user.pk), authenticator="test", check=check)
    assert products(caller).json()["data"]["products"]
    django_user_model.objects.using("default").update(is_active=False)
    assert products(caller).status == 401
