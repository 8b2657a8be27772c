"""Data from another database than the one that is written: rules and users are those of the latter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from django_graphgate.access import dump_roles, load_roles
from django_graphgate.access.live import state_alias
from django_graphgate.auth.jwt.simplejwt import SimpleJwtVerifier
from django_graphgate.decorators import require_auth
from django_graphgate.gate import get_gate
from django_graphgate.ir.codec import INT
from django_graphgate.ir.identity import CallerCheck, Identity
from django_graphgate.models import Role, TableRule
from django_graphgate.publishing.sync import stored_operations
from tests.support.gate.house import PROJECT
from tests.support.shop.fixture import load

pytestmark = pytest.mark.django_db(databases=["default", "sqlite"])
PRODUCTS = "{ products { id } }"
USER = Identity(user_id="1", authenticator="test")


class Split:
    """Reads from the second database, writes to the first, as routers for replicas do."""

    def db_for_read(self, _: Any, **__: Any) -> str:
        return "sqlite"

    def db_for_write(self, _: Any, **__: Any) -> str:
        return "default"

    def allow_migrate(self, *_: Any, **__: Any) -> bool:
        return True

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
        key_codec=INT,
        key=str(user.pk),
        active_column="is_active",
    )
    caller = Identity(user_id=str(user.pk), authenticator="test", check=check)
    assert products(caller).json()["data"]["products"]
    django_user_model.objects.using("default").update(is_active=False)
    assert products(caller).status == 401


@pytest.mark.parametrize("verify", ["auto", "separately"])
@pytest.mark.parametrize("change", ["inactive", "password", "signed out", "gone"])
def test_what_the_replica_still_knows_of_a_user_does_not_matter(
    django_user_model: Any, settings: Any, verify: str, change: str
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": [{"type": "django_session", "verify": verify}]}
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    client = signed_in_everywhere(django_user_model)
    assert status(client) == (200, 204)
    users = django_user_model.objects.using("default")
    if change == "inactive":
        users.update(is_active=False)
    elif change == "password":
        users.update(password="another")
    elif change == "signed out":
        Session.objects.using("default").all().delete()
    else:
        users.all()._raw_delete("default")
    assert status(client) == (401, 401)


def signed_in_everywhere(model: Any) -> Client:
    """Somebody whose user and session have reached the replica, too."""
    user = model(username="ada")
    user.set_password("x")
    user.save()
    client = Client()
    client.force_login(user)
    for row in (user, *Session.objects.using("default").all()):
        row.save(using="sqlite", force_insert=True)
    return client


def status(client: Client) -> tuple[int, int]:
    """What the API answers, and a view of the project's own, with the cookie that an answer of 401 takes away."""
    request = RequestFactory().get("/")
    request.COOKIES.update({name: morsel.value for name, morsel in client.cookies.items()})
    view = require_auth()(lambda _: HttpResponse(status=204))
    own = view(request).status_code
    answer = client.post("/api/graphql", json.dumps({"query": PRODUCTS}), content_type="application/json")
    return answer.status_code, own


def test_view_asks_for_a_role_where_roles_are_written(settings: Any) -> None:
    key = {"type": "header", "name": "X-Key", "value": "the-secret-of-the-tests", "role": "worker"}
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": [key]}
    view = require_auth()(lambda _: HttpResponse(status=204))
    Role.objects.using("sqlite").create(name="worker")
    asked = RequestFactory().get("/", headers={"X-Key": "the-secret-of-the-tests"})
    assert view(asked).status_code == 403, "only the replica has it"
    Role.objects.using("default").create(name="worker")
    assert view(asked).status_code == 204


def test_token_on_the_blacklist_of_the_database_that_is_written(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("ada")
    assert not SimpleJwtVerifier._is_listed({"jti": "listed"})
    outstanding = OutstandingToken.objects.using("default").create(
        user=user, jti="listed", token="x", expires_at=timezone.now()
    )
    BlacklistedToken.objects.using("default").create(token=outstanding)
    assert SimpleJwtVerifier._is_listed({"jti": "listed"})


def test_dump_and_synchronisation_read_what_is_written() -> None:
    (role,) = dump_roles()["roles"]
    assert role["name"] == "user"
    get_gate().execute("query Kept { products { id } }", identity=USER)
    assert [row.name for row in stored_operations()] == ["Kept"], "the replica has none"
    assert get_gate().execute(name="Kept", identity=USER).json()["data"]["products"]
