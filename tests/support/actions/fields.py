"""Functions of a project that are root fields of the schema, over the shop."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from django_graphgate.actions import ActionContext, ActionRefused, Key, action
from django_graphgate.actions.registry import scope
from tests.support.routers import routed_to
from tests.support.shop.models import Customer, Product

CALLS: list[tuple[str, Any]] = []
"""What was called, in order; the tests empty it."""


@dataclass
class Checkout:
    """What a checkout gives."""

    order: Annotated[int, Key("products")] | None
    others: list[Product]
    warnings: list[str]
    total: Decimal
    customer: Customer | None = None


class Step(TypedDict):
    product: Product | None
    note: str | None


@dataclass
class Report:
    steps: list[Step]
    best: Step | None


class Forms(TypedDict):
    whole: int
    number: float
    exact: Decimal
    yes: bool
    text: str
    key: uuid.UUID
    day: dt.date
    clock: dt.time
    moment: dt.datetime
    length: dt.timedelta
    anything: Any
    several: list[Decimal]


def rename(
    context: ActionContext, product: int, name: Annotated[str, MaxLengthValidator(20)] = "Renamed"
) -> Product:
    """Rename a product."""
    CALLS.append(("rename", (context.role, context.via, product, name)))
    row = Product.objects.get(pk=product)
    row.name = name
    row.save()
    return row


def newest(context: ActionContext, limit: Annotated[int, MaxValueValidator(50)] = 3) -> list[Product]:
    CALLS.append(("newest", limit))
    return list(Product.objects.order_by("-pk")[:limit])


def checkout(
    context: ActionContext, cart: list[int], mode: Literal["fast", "slow"] = "fast"
) -> Checkout | None:
    CALLS.append(("checkout", (cart, mode)))
    if not cart:
        return None
    others = list(Product.objects.filter(pk__in=cart[1:]).order_by("pk"))
    customer = Product.objects.get(pk=cart[0]).owner
    return Checkout(cart[0], others, [f'{mode} \u2603 "quoted"\x1an'], Decimal("12.50"), customer)


def report(context: ActionContext, products: list[int]) -> Report:
    steps: list[Step] = [{"product": Product.objects.get(pk=key), "note": f"n{key}"} for key in products]
    return Report([*steps, {"product": None, "note": None}], steps[0] if steps else None)


def forms(context: ActionContext) -> Forms:
    moment = dt.datetime(2026, 1, 2, 3, 4, 5, 600_000, tzinfo=dt.UTC)
    return {
        "whole": 2**31 - 1,
        "number": 1e20,
        "exact": Decimal("1.10"),
        "yes": True,
        "text": "ü\n\u2028",
        "key": uuid.UUID(int=7),
        "day": dt.date(2026, 1, 2),
        "clock": dt.time(3, 4, 5, 600_000),
        "moment": moment,
        "length": dt.timedelta(days=1, seconds=3, microseconds=500_000),
        "anything": {"b": [1, None], "a": "\x1an"},
        "several": [Decimal(1), Decimal("2.5")],
    }


def take_long(context: ActionContext, *, in_database: bool) -> None:
    """Longer than the action may."""
    if in_database:
        with connections[Product.objects.db].cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
            )
    assert context.deadline is not None
    while timezone.now() <= context.deadline + dt.timedelta(milliseconds=5):
        pass


def fail(
    context: ActionContext,
    way: Literal[
        "refused",
        "invalid",
        "denied",
        "missing",
        "broken",
        "rolled_back",
        "other",
        "none",
        "twice",
        "slow",
        "late",
        "aborted",
        "sql",
    ],
) -> int:
    """Write, and then fail."""
    CALLS.append(("fail", way))
    Product.objects.filter(pk=1).update(name="never")
    if way == "refused":
        raise ActionRefused("The shop is closed.", extensions={"until": "Monday"})
    if way == "invalid":
        raise ValidationError({"way": ["That way is closed."]})
    if way == "denied":
        raise PermissionDenied("secret reason")
    if way == "missing":
        Product.objects.get(pk=-1)
    if way == "twice":
        Product.objects.create(pk=1, owner_id=1, price=1, created_at=timezone.now())
    if way in ("slow", "late"):
        take_long(context, in_database=way == "slow")
    if way in ("aborted", "sql"):
        with (
            connections[Product.objects.db].cursor() as cursor,
            suppress(DatabaseError if way == "aborted" else ()),
        ):
            cursor.execute("SELECT secret FROM nowhere")
        raise RuntimeError("secret text")
    if way == "broken":
        raise RuntimeError("secret text")
    if way == "rolled_back":
        transaction.set_rollback(True, using=Product.objects.db)
    return "text" if way == "other" else None if way == "none" else 1  # type: ignore[return-value]


def mine(context: ActionContext) -> str | None:
    """Who calls."""
    CALLS.append(("mine", context.identity.user_id))
    return context.identity.user_id


def not_finite(context: ActionContext) -> list[float]:
    return [1.5, float("nan"), float("inf")]


def alone(context: ActionContext) -> str | None:
    """One run at a time."""
    CALLS.append(("alone", None))
    return None if context.request is None else context.request.path


def rename_all(context: ActionContext, first: int) -> int:
    """Write as many rows as there are before a key."""
    return Product.objects.filter(pk__lte=first).update(name="never")


def writes(context: ActionContext) -> int:
    """A field of queries that writes all the same."""
    return Product.objects.filter(pk=1).update(name="never")


async def later(
    context: ActionContext, day: dt.date, tags: list[str] | None = None, data: dict[str, Any] | None = None
) -> str:
    CALLS.append(("later", (day, tags, data)))
    return day.isoformat()


@contextmanager
def action_fields(database: str) -> Iterator[None]:
    """The functions as actions, which use that database."""
    CALLS.clear()
    with scope(), routed_to(database):
        action(roles=["user"])(rename)
        action(roles=["user"], field="query")(newest)
        action(roles=["user"])(checkout)
        action(roles=["user"], field="query")(report)
        action(public=True, field="query")(forms)
        action(roles=["user"], timeout=200)(fail)
        action(public=True)(mine)
        action(roles=["user"], field="query")(writes)
        action(roles=["user"])(later)
        action(roles=["user"], field="query")(not_finite)
        action(roles=["user"], lock="skip")(alone)
        action(roles=["user"], max_affected=3)(rename_all)
        action(roles=["editor"], name="close_day")(mine_too)
        action(auth="cron", name="by_cron")(by_cron)
        yield


def mine_too(context: ActionContext) -> int:
    CALLS.append(("close_day", None))
    return 7


def by_cron(context: ActionContext) -> int:
    return 8
