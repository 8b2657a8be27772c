"""A gate over GraphJin's tables, with the roles of its tests: what no rule says is allowed there, here rules say it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models

from django_graphgate.access import load_roles
from django_graphgate.gate import Result, get_gate
from django_graphgate.ir.identity import Identity
from tests.support.apps.bazaar.models import Category, Comment, Product, Purchase, User

MODELS = (User, Category, Product, Purchase, Comment)
TABLES = ("users", "categories", "products", "purchases", "comments")
ACTIONS = ("query", "insert", "update", "upsert", "delete")
CALLER = Identity(user_id="3")
ROWS = 9
"""Users, products, purchases and comments; each product is of the user with its number."""
ARRAYS = ("tags", "category_ids", "categoryIds")


def rule(name: str, **rules: Any) -> dict[str, Any]:
    """A rule that allows everything, except for what is given."""
    return {"name": name, **{action: {} for action in ACTIONS}, **rules}


def roles(**changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The role ``user``, with the rules of some tables changed."""
    return [{"name": "user", "tables": [rule(name, **changed.get(name, {})) for name in TABLES]}]


def fill(alias: str) -> None:
    """The rows of GraphJin's tests, fewer of them."""
    with_arrays = connections[alias].vendor == "postgresql"
    numbers = range(1, ROWS + 1)
    User.objects.using(alias).bulk_create(
        User(id=i, full_name=f"User {i}", email=f"user{i}@test.com") for i in numbers
    )
    Category.objects.using(alias).bulk_create(Category(id=i, name=f"Category {i}") for i in range(1, 6))
    arrays = {"tags": ["Tag 1", "Tag 2"], "category_ids": [1, 2, 3]} if with_arrays else {}
    Product.objects.using(alias).bulk_create(
        Product(id=i, name=f"Product {i}", description=f"About {i}", price=i + 10, owner_id=i, **arrays)
        for i in numbers
    )
    Purchase.objects.using(alias).bulk_create(
        Purchase(id=i, customer_id=i % ROWS + 1, product_id=i, quantity=i * 10) for i in numbers
    )
    Comment.objects.using(alias).bulk_create(
        Comment(id=i, body=f"Comment {i}", product_id=i, commenter_id=i, created_at="2021-01-09T16:37:01Z")
        for i in numbers
    )
    with connections[alias].cursor() as cursor:
        for statement in connections[alias].ops.sequence_reset_sql(no_style(), list(MODELS)):
            cursor.execute(statement)


class Bazaar:
    """A gate in development; ``settings`` is pytest-django's, ``way`` is how every table is written."""

    def __init__(self, database: str, way: str, settings: Any, folder: Path) -> None:
        self.database, self.way, self.settings, self.folder = database, way, settings, folder
        fill(database)
        self.open()

    def open(self, *, rules: list[dict[str, Any]] | None = None, **changed: Any) -> None:
        """Other settings or roles, as after a restart."""
        self.settings.GRAPHGATE = {
            "MODELS": ["bazaar"],
            "TABLES": [{"name": name, "write": self.way} for name in TABLES],
            "CONFIG_DIR": self.folder,
            "PRODUCTION": False,
            "USAGE_INTERVAL": None,
            **changed,
        }
        load_roles(roles() if rules is None else rules)

    def ask(self, document: str, variables: Mapping[str, Any] | None = None) -> Result:
        """The answer for the user 3."""
        given = self.without_arrays(variables or {})
        return get_gate().execute(document, variables=given, identity=CALLER)

    def data(self, document: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data of an answer without errors."""
        result = self.ask(document, variables)
        assert not result.errors, result.errors
        return json.loads(result.data or b"null")

    def without_arrays(self, given: Any) -> Any:
        """What SQLite can store of variables."""
        if connections[self.database].vendor == "postgresql":
            return given
        if isinstance(given, Mapping):
            return {key: self.without_arrays(item) for key, item in given.items() if key not in ARRAYS}
        return [self.without_arrays(item) for item in given] if isinstance(given, list) else given

    def answer(self, expected: Any) -> Any:
        """The answer that is expected of this database, which may have no arrays."""
        return self.without_arrays(expected)

    def freeze(self) -> None:
        """Freeze what was recorded, and start in production."""
        roles_file = self.folder / "roles.json"
        roles_file.write_text(json.dumps({"roles": roles()}))
        call_command("graphgate_freeze", stdout=io.StringIO())
        self.settings.GRAPHGATE = {**self.settings.GRAPHGATE, "PRODUCTION": True}

    def row(self, model: type[models.Model], pk: Any) -> Any:
        return model._default_manager.using(self.database).get(pk=pk)

    def count(self, model: type[models.Model]) -> int:
        return model._default_manager.using(self.database).count()
