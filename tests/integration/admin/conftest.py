"""Admin pages of the tests' project, and who looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connections
from django.test import Client

from django_graphgate.models import AllowedOperation, Role
from django_graphgate.testing import graphgate_mode
from tests.support.admin.definitions import write_file, write_operation

SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A client of a member of staff with these permissions, such as ``"view_role"``."""

    def sign_in(*permissions: str) -> Client:
        user = User.objects.create_user(f"staff {User.objects.count()}", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def chief(db: None) -> Client:
    """A client of a superuser."""
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def role(db: None) -> Role:
    """A role that may read the names of public products."""
    role = Role.objects.create(name="user")
    role.rules.create(table="products", columns=["id", "name"], filters=["{ is_public: { eq: true } }"])
    return role


@pytest.fixture
def operation(db: None) -> AllowedOperation:
    """An operation as it is recorded."""
    text = "query Products {\n  products {\n    name\n  }\n}"
    return AllowedOperation.objects.create(name="Products", digest="a" * 64, document=text, roles=["user"])


@pytest.fixture
def atomic_requests(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project that puts a transaction around each view."""
    monkeypatch.setitem(connections[database].settings_dict, "ATOMIC_REQUESTS", True)


@pytest.fixture
def config(tmp_path: Path, db: None) -> Iterator[Path]:
    """The folder of a development server, with an ``actions.json``."""
    named = {"cron": {"type": "header", "name": "X-Cron-Key", "value": "a secret that only cron has"}}
    with graphgate_mode("development", CONFIG_DIR=tmp_path, NAMED_AUTH=named):
        write_operation(tmp_path)
        write_file(tmp_path)
        yield tmp_path
