"""A project around the gate, in this process: the shop, three roles, a few frozen operations."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.core.management import call_command

from django_graphgate.access import load_roles
from django_graphgate.allowlist.file import render_allow_list
from django_graphgate.allowlist.listed import AllowList, list_operation
from django_graphgate.gate import Gate, Result, get_gate
from django_graphgate.ir.identity import Identity

MODELS = ("shop.Category", "shop.Tag", "shop.Customer", "shop.Profile", "shop.Product", "shop.Purchase")
PROJECT: dict[str, Any] = {"MODELS": MODELS, "PRODUCTION": True, "USAGE_INTERVAL": None}
ANON = Identity.anonymous()
EDITOR = Identity(user_id="1", role="editor", authenticator="test")


def caller(user_id: int | str, role: str | None = None) -> Identity:
    return Identity(user_id=str(user_id), role=role, authenticator="test")


def known(user: Any) -> Identity:
    """A user of Django's as one who has signed in."""
    return caller(user.pk)


def _role(name: str, **tables: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "tables": [{"name": table, "query": rule} for table, rule in tables.items()]}


ROLES: dict[str, Any] = {
    "roles": [
        _role(
            "anon",
            products={"columns": ["id", "name", "price"], "filters": ["{ is_public: { eq: true } }"]},
            categories={"columns": ["id", "name"]},
        ),
        _role(
            "editor",
            products={},
            categories={},
            customers={"columns": ["id", "name", "email"]},
            purchases={},
            tags={},
        ),
        _role(
            "user",
            products={},
            categories={},
            customers={"columns": ["id", "name"], "filters": ["{ is_active: { eq: true } }"]},
            purchases={"filters": ["{ customer_id: { eq: $user_id } }"]},
            tags={},
        ),
    ]
}

OPERATIONS: Mapping[str, str] = {
    "Categories": "query Categories @skipAuth { categories { id name } }",
    "Deep": """query Deep($name: String) {
      categories(where: { name: { neq: $name } }, limit: 5) {
        name
        products(limit: 5) {
          name
          owner { name }
          tags(limit: 3) { slug }
          purchases(limit: 3) { id quantity customer { name } }
        }
      }
    }""",
    "Mails": "query Mails { customers { id email } }",
    "MyPurchases": "query MyPurchases { purchases { id customer_id } }",
    "ProductById": "query ProductById($id: BigInt!) @skipAuth { product(id: $id) { id name } }",
    "Products": "query Products @skipAuth { products(limit: 50) { id name } }",
    "ForEditors": 'query ForEditors @requireAuth(roles: ["editor"]) { products { id stock } }',
}


def roles() -> dict[str, Any]:
    """The roles as a copy to change."""
    return deepcopy(ROLES)


def rule(content: Mapping[str, Any], role: str, table: str) -> dict[str, Any]:
    """The rule of a role for a table, to change."""
    (role_data,) = (item for item in content["roles"] if item["name"] == role)
    (entry,) = (item for item in role_data["tables"] if item["name"] == table)
    query: dict[str, Any] = entry["query"]
    return query


def settings_of(folder: Path, **changes: Any) -> dict[str, Any]:
    """``GRAPHGATE`` of the project, in production."""
    return {**PROJECT, "CONFIG_DIR": folder, **changes}


def write_config(
    folder: Path, operations: Mapping[str, str] = OPERATIONS, content: Mapping[str, Any] = ROLES
) -> None:
    """``allow.list`` and ``roles.json``, not yet frozen."""
    folder.mkdir(exist_ok=True)
    listed = [list_operation(text, comment="") for text in operations.values()]
    (folder / "allow.list").write_text(render_allow_list(AllowList(operations=tuple(listed))))
    (folder / "roles.json").write_text(json.dumps(content))


def freeze(*arguments: str) -> str:
    """``manage.py graphgate_freeze``; what it prints."""
    out = io.StringIO()
    call_command("graphgate_freeze", *arguments, stdout=out)
    return out.getvalue()


@functools.cache
def _frozen_files() -> dict[str, str]:
    """What the freeze writes for the plain project: the same for all tests of a process."""
    import tempfile

    from django.test import override_settings

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_config(folder)
        with override_settings(GRAPHGATE=settings_of(folder)):
            freeze()
        return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def copy_frozen(folder: Path) -> Path:
    """A folder with the frozen project, for the test to change."""
    folder.mkdir(exist_ok=True)
    for name, text in _frozen_files().items():
        (folder / name).write_text(text)
    return folder


class House:
    """A gate in production over the rows of the shop; ``settings`` is pytest-django's."""

    def __init__(self, settings: Any, folder: Path) -> None:
        self.settings = settings
        self.folder = folder

    def open(self, **changes: Any) -> Gate:
        """A new gate with these settings changed, as after a restart."""
        self.settings.GRAPHGATE = settings_of(self.folder, **changes)
        return get_gate()

    @property
    def gate(self) -> Gate:
        return get_gate()

    def ask(self, name: str, identity: Identity = ANON, /, **variables: Any) -> Result:
        return get_gate().execute(name=name, variables=variables, identity=identity)

    def code(self, name: str, identity: Identity = ANON, /, **variables: Any) -> str:
        """The code of the only error; asserts that there are no data."""
        return only_code(self.ask(name, identity, **variables))

    def rows(self, name: str, identity: Identity = ANON, /, **variables: Any) -> Any:
        """The value of the only root field; asserts that there is no error."""
        result = self.ask(name, identity, **variables)
        assert not result.errors, result.errors
        ((_, value),) = result.json()["data"].items()
        return value

    @staticmethod
    def load(content: Mapping[str, Any]) -> None:
        load_roles(content)


def only_code(result: Result) -> str:
    assert result.data is None
    (error,) = result.errors
    return str(error["extensions"]["code"])
