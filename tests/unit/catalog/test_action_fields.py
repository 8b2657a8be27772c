"""Which callables are root fields, and which names they may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest

from django_graphgate.actions import ActionContext, Key, action
from django_graphgate.actions.registry import scope
from django_graphgate.catalog import get_built
from django_graphgate.catalog.actions import action_fields
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition, ObjectReturn, RowReturn
from tests.support.shop.models import CheapProduct, Product, Tag


@pytest.fixture(autouse=True)
def own_actions() -> Iterator[None]:
    with scope():
        yield


def registered(function: Callable[..., Any], **options: Any) -> Any:
    """The actions that the catalogue has once the function is declared."""
    action(**{"name": "shout", "public": True, **options})(function)
    built = get_built()
    return action_fields(built.catalog, built.taken)


def one(context: ActionContext) -> Product:
    raise NotImplementedError


def by_key(context: ActionContext) -> list[Annotated[int, Key("tags")]]:
    raise NotImplementedError


@dataclass
class Both:
    product: Product
    tag: Tag | None


def both(context: ActionContext) -> Both:
    raise NotImplementedError


def number(context: ActionContext, size: Literal["small", "large"] = "small") -> int:
    raise NotImplementedError


def nothing(context: ActionContext) -> None:
    raise NotImplementedError


def cheap(context: ActionContext) -> CheapProduct:
    raise NotImplementedError


def unknown(context: ActionContext) -> list[Annotated[int, Key("nowhere")]]:
    raise NotImplementedError


def test_returned_rows_have_their_tables() -> None:
    actions: dict[str, ActionDefinition] = registered(one)
    product = RowReturn(table="products", model="shop.Product", nullable=False)
    assert actions["shout"].returns == product
    assert registered(by_key, name="keys")["keys"].returns == RowReturn(
        table="tags", model="shop.Tag", many=True, nullable=False
    )
    assert registered(cheap, name="cheap")["cheap"].returns == product
    returned = registered(both, name="both")["both"].returns
    assert isinstance(returned, ObjectReturn)
    assert dict(returned.fields) == {"product": product, "tag": RowReturn(table="tags", model="shop.Tag")}


@pytest.mark.parametrize(
    "options",
    [
        {"field": None},
        {"auth": "cron", "public": False},
        {"auth": "cron", "roles": ["user"]},
        {"background": True},
        {"transaction": False},
        {"database": "sqlite"},
        {"public": False},
    ],
)
def test_action_has_no_field(options: dict[str, Any]) -> None:
    assert "shout" not in registered(number, **options)


def test_action_that_returns_nothing_has_no_field() -> None:
    assert "shout" not in registered(nothing)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("products", "the name in the schema is that of shop.Product"),
        ("product", "the name in the schema is that of shop.Product"),
        ("products_cursor", "the name in the schema is that of products"),
        ("products_connection", "the name in the schema is that of products"),
        ("__shout", "names with two underscores in front belong to introspection"),
    ],
)
def test_name_of_a_field_is_taken(name: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        registered(number, name=name)


def test_name_of_an_enum_is_taken() -> None:
    def product(filter: Literal["a", "b"]) -> int:
        raise NotImplementedError

    with pytest.raises(ConfigurationError, match="'ProductFilter' of a type is taken"):
        registered(product, name="Product_")


def test_name_of_an_object_is_taken() -> None:
    @dataclass
    class Tag:
        """Another one than the table's."""

        label: str

    def labelled(context: ActionContext) -> Any:
        raise NotImplementedError

    labelled.__annotations__["return"] = Tag
    with pytest.raises(ConfigurationError, match="'Tag' of a type is taken"):
        registered(labelled)


def test_two_objects_with_one_name_have_the_same_members() -> None:
    registered(both)

    @dataclass
    class Both:
        product: str

    def other(context: ActionContext) -> Any:
        raise NotImplementedError

    other.__annotations__["return"] = Both
    with pytest.raises(ConfigurationError, match="'Both' of a type is taken"):
        registered(other, name="other")


def test_rows_that_the_api_does_not_have() -> None:
    with pytest.raises(ConfigurationError, match="rows of nowhere, which the API does not have"):
        registered(unknown)


def test_field_of_queries_takes_no_lock() -> None:
    with pytest.raises(ConfigurationError, match="takes no lock"):
        registered(number, field="query", lock="fail")
