"""What a mutation costs: ``python -m tests.services python -m benchmarks.mutations [rounds]``.

A nested insert (a product with three purchases) and an update of a single row, on PostgreSQL, as requests in this
process, without a server and without middleware: by the gate as SQL and through the models, by a view written by
hand over the ORM, by Django REST framework, and by Strawberry-Django where it is installed.  Shown are medians of
microseconds, and their ratio to the gate as SQL; then a bulk of 10,000 rows.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.urls import include, path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.views import APIView, Response  # noqa: E402

from django_graphgate.access import load_roles  # noqa: E402
from tests.support.gate.house import freeze, settings_of, write_config  # noqa: E402
from tests.support.shop.fixture import load  # noqa: E402
from tests.support.shop.models import Product, Purchase  # noqa: E402

try:
    import strawberry
    from strawberry.django.views import GraphQLView
except ImportError:
    strawberry = None

PRODUCT = ["name", "price", "owner_id", "created_at"]
PURCHASE = ["customer_id", "quantity", "unit_price", "bought_at"]
ROLES = {
    "roles": [
        {
            "name": "anon",
            "tables": [
                {
                    "name": "products",
                    "query": {},
                    "insert": {"columns": PRODUCT},
                    "update": {"columns": PRODUCT},
                },
                {"name": "purchases", "query": {}, "insert": {"columns": PURCHASE}},
                {"name": "customers", "query": {"columns": ["id", "name"]}},
            ],
        }
    ]
}
OPERATIONS = {
    "Add": "mutation Add($data: [ProductInsert!]!) @skipAuth"
    " { products(insert: $data) { id name purchases(order_by: { id: asc }) { id quantity } } }",
    "Rename": "mutation Rename($id: BigInt!, $name: String!) @skipAuth"
    " { product(id: $id, update: { name: $name }) { id name price } }",
}
MOMENT = "2026-01-02T03:04:05+00:00"
PURCHASES = [
    {"customer_id": 1, "quantity": number, "unit_price": "1.50", "bought_at": MOMENT} for number in (1, 2, 3)
]
NEW: dict[str, Any] = {
    "name": "Lamp",
    "price": "12.50",
    "owner_id": 1,
    "created_at": MOMENT,
    "purchases": PURCHASES,
}
CHANGE = {"id": 1, "name": "Lantern"}


# -- a view written by hand -----------------------------------------------------------------------


def as_json(product: Product) -> dict[str, Any]:
    purchases = [{"id": each.pk, "quantity": each.quantity} for each in product.purchases.order_by("id")]
    return {"id": product.pk, "name": product.name, "purchases": purchases}


def create(data: dict[str, Any]) -> Product:
    values = dict(data)
    purchases = values.pop("purchases")
    with transaction.atomic():
        product = Product.objects.create(**values)
        for each in purchases:
            Purchase.objects.create(product=product, **each)
    return product


def rename(data: dict[str, Any]) -> Product:
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=data["id"])
        product.name = data["name"]
        product.save(update_fields=["name"])
    return product


def insert_by_hand(request: HttpRequest) -> JsonResponse:
    return JsonResponse(as_json(create(json.loads(request.body))))


def update_by_hand(request: HttpRequest) -> JsonResponse:
    product = rename(json.loads(request.body))
    return JsonResponse({"id": product.pk, "name": product.name, "price": product.price})


# -- Django REST framework ------------------------------------------------------------------------


class PurchaseSerializer(serializers.ModelSerializer):
    customer_id = serializers.IntegerField(write_only=True)

    class Meta:
        model = Purchase
        fields = ["id", *PURCHASE]


class ProductSerializer(serializers.ModelSerializer):
    owner_id = serializers.IntegerField(write_only=True)
    purchases = PurchaseSerializer(many=True)

    class Meta:
        model = Product
        fields = ["id", *PRODUCT, "purchases"]

    def create(self, validated_data: dict[str, Any]) -> Product:
        return create(validated_data)


class RenameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ["id", "name", "price"]


class Insert(APIView):
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Any) -> Response:
        serializer = ProductSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data)


class Update(APIView):
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Any) -> Response:
        with transaction.atomic():
            product = Product.objects.select_for_update().get(pk=request.data["id"])
            serializer = RenameSerializer(product, data=request.data, partial=True)
            serializer.is_valid(raise_exception=True)
            serializer.save()
        return Response(serializer.data)


# -- Strawberry-Django ----------------------------------------------------------------------------


if strawberry is not None:
    import strawberry_django
    from strawberry.schema.config import StrawberryConfig
    from strawberry_django.optimizer import DjangoOptimizerExtension

    @strawberry_django.type(Purchase)
    class PurchaseType:
        id: strawberry.auto
        quantity: strawberry.auto

    @strawberry_django.type(Product)
    class ProductType:
        id: strawberry.auto
        name: strawberry.auto
        price: strawberry.auto
        purchases: list[PurchaseType]

    @strawberry.input
    class PurchaseInput:
        customer_id: int
        quantity: int
        unit_price: str
        bought_at: str

    @strawberry.input
    class ProductInput:
        name: str
        price: str
        owner_id: int
        created_at: str
        purchases: list[PurchaseInput]

    @strawberry.type
    class Query:
        nothing: int = 0

    @strawberry.type
    class Mutation:
        @strawberry.mutation
        def add_product(self, data: ProductInput) -> ProductType:
            return create(strawberry.asdict(data))

        @strawberry.mutation
        def rename_product(self, id: int, name: str) -> ProductType:
            return rename({"id": id, "name": name})


def strawberry_view() -> Any:
    """A schema with the same two mutations."""
    config = StrawberryConfig(auto_camel_case=False)
    schema = strawberry.Schema(Query, Mutation, config=config, extensions=[DjangoOptimizerExtension])
    return GraphQLView.as_view(schema=schema)


ADD = "mutation A($d: ProductInput!) { add_product(data: $d) { id name purchases { id quantity } } }"
RENAME = "mutation R($id: Int!, $name: String!) { rename_product(id: $id, name: $name) { id name price } }"

urlpatterns = [
    path("api/", include("django_graphgate.urls")),
    path("hand/insert", insert_by_hand),
    path("hand/update", update_by_hand),
    path("drf/insert", Insert.as_view()),
    path("drf/update", Update.as_view()),
]

if strawberry is not None:
    urlpatterns.append(path("strawberry", strawberry_view()))

Request = Callable[[], Any]


def requests() -> Iterator[tuple[str, str, Request]]:
    """Name, what it does, and how it is sent."""
    for way in ("gate, SQL", "gate, models"):
        yield way, "insert", posted("/api/graphql", {"operationName": "Add", "variables": {"data": [NEW]}})
        yield way, "update", posted("/api/graphql", {"operationName": "Rename", "variables": CHANGE})
    for name, prefix in (("by hand", "/hand"), ("DRF", "/drf")):
        yield name, "insert", posted(f"{prefix}/insert", NEW)
        yield name, "update", posted(f"{prefix}/update", CHANGE)
    if strawberry is not None:
        yield "Strawberry", "insert", posted("/strawberry", {"query": ADD, "variables": {"d": NEW}})
        yield "Strawberry", "update", posted("/strawberry", {"query": RENAME, "variables": CHANGE})


def posted(url: str, body: Any) -> Request:
    content = json.dumps(body).encode()
    environ = RequestFactory().post(url, content, content_type="application/json").environ
    handler: list[Any] = []

    def send() -> Any:
        if not handler:
            handler.append(WSGIHandler())
        response = handler[0].get_response(WSGIRequest({**environ, "wsgi.input": io.BytesIO(content)}))
        if response.status_code != 200 or b'"errors"' in response.content:
            raise RuntimeError(f"{url}: {response.content[:500]!r}")
        return response

    return send


def measured(sends: dict[tuple[str, str], Request], rounds: int) -> dict[tuple[str, str], float]:
    """Medians of microseconds; each takes its turn, so that a busy machine is so for all of them."""
    times: dict[tuple[str, str], list[float]] = {key: [] for key in sends}
    for number in range(rounds + 20):
        for key, send in sends.items():
            start = time.perf_counter()
            send()
            if number >= 20:
                times[key].append(time.perf_counter() - start)
    return {key: statistics.median(taken) * 1e6 for key, taken in times.items()}


def main(rounds: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "config"
        runner = DiscoverRunner(verbosity=0, interactive=False)
        databases = runner.setup_databases(aliases={"default"})
        stack.callback(runner.teardown_databases, databases)
        load("default")
        write_config(folder, OPERATIONS, ROLES)
        usual = settings_of(folder, MAX_BODY_BYTES=10_000_000, MAX_LIST=20_000)
        models = {**usual, "TABLES": [{"name": name, "write": "orm"} for name in ("products", "purchases")]}
        stack.enter_context(
            override_settings(ROOT_URLCONF="benchmarks.mutations", MIDDLEWARE=[], DEBUG=False)
        )
        with override_settings(GRAPHGATE=usual):
            freeze()
            load_roles(ROLES)
        medians: dict[tuple[str, str], float] = {}
        sends = {(name, what): send for name, what, send in requests()}
        others = {key: send for key, send in sends.items() if key[0] != "gate, models"}
        with override_settings(GRAPHGATE=usual):
            medians |= measured(others, rounds)
        with override_settings(GRAPHGATE=models):
            medians |= measured({key: send for key, send in sends.items() if key not in others}, rounds)
        for (name, what), taken in medians.items():
            print(f"{name:14}{what:8}{taken:10.0f} µs {taken / medians['gate, SQL', what]:6.2f}")
        rows = [{**NEW, "name": f"n{number}", "purchases": []} for number in range(10_000)]
        with override_settings(GRAPHGATE=usual):
            send = posted("/api/graphql", {"operationName": "Add", "variables": {"data": rows}})
            for _ in range(3):
                start = time.perf_counter()
                send()
                print(f"10,000 rows: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 300)
