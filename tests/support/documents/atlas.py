"""Random documents over the models of the example project, in a process with its settings.

``python -m tests.support.documents.atlas COUNT`` fills the empty database that the environment names with a few
rows and prints, as JSON, what the documents reached.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import django
from django.db import connection, models

ROOT = Path(__file__).parents[3]
NAMES = {
    "Country": ("countries", "country"),
    "City": ("cities", "city"),
    "Airport": ("airports", "airport"),
    "Traveller": ("travellers", "traveller"),
    "Trip": ("trips", "trip"),
    "Review": ("reviews", "review"),
}


def rows() -> dict[str, list[dict[str, Any]]]:
    random = Random("atlas")
    continents, codes = ("EU", "EU", "AS", "AF", "SA"), ("FR", "DE", "JP", "KE", "PE")
    countries = [
        {
            "id": 10 + n,
            "iso2": code,
            "name": f"Land {n % 3}",
            "continent": continents[n],
            "population": n * 10**9,
        }
        for n, code in enumerate(codes)
    ]
    cities = [
        {
            "id": 100 + n,
            "name": ("Ürüm", "Lima", "", "Nice")[n % 4],
            "country_id": 10 + n % 5,
            "latitude": random.choice((-12.05, 0.0, 89.9)),
            "longitude": random.uniform(-180, 180),
            "population": n % 3,
            "timezone": "Europe/Paris",
        }
        for n in range(8)
    ]
    airports = [
        {
            "id": n,
            "icao": f"X{n:03}",
            "iata": None if n % 3 == 0 else f"{n:03}",
            "name": ("Nord", "Süd", "O'Hare")[n % 3],
            "city_id": random.choice((None, 100, 101, 105)),
            "country_id": 10 + random.randrange(5),
            "latitude": -1.5,
            "longitude": n / 7,
            "elevation": random.choice((-10, 0, 250, 250)),
            "timezone": "UTC",
        }
        for n in range(1, 10)
    ]
    joined = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
    travellers = [
        {
            "id": n,
            "username": f"user{n}",
            "password": f"hash{n}",
            "email": f"{n}@example.com",
            "is_active": n != 3,
            "bio": ("", "flies", "%_")[n % 3],
            "home_airport_id": random.choice((None, 1, 2)),
            "date_joined": joined + dt.timedelta(days=n // 2),
            "last_login": None,
        }
        for n in range(1, 6)
    ]
    trips = [
        {
            "id": n,
            "owner_id": 1 + n % 5,
            "origin_id": 1 + n % 9,
            "destination_id": 1 + (n + 3) % 9,
            "date": dt.date(2024, 2, 1 + n % 4),
            "price": Decimal(n % 3) * Decimal("99.99"),
            "public": n % 2 == 0,
            "notes": "secret" if n % 2 else "",
        }
        for n in range(1, 12)
    ]
    reviews = [
        {
            "id": n,
            "airport_id": 1 + n % 4,
            "author_id": 1 + n // 4,
            "rating": 1 + n % 5,
            "text": "good" * (n % 2),
            "created_at": joined + dt.timedelta(hours=n % 3, microseconds=n % 2),
        }
        for n in range(12)
    ]
    return {
        "Country": countries,
        "City": cities,
        "Airport": airports,
        "Traveller": travellers,
        "Trip": trips,
        "Review": reviews,
    }


def fill(model_of: dict[str, type[models.Model]]) -> None:
    for name, several in rows().items():
        model_of[name]._default_manager.bulk_create([model_of[name](**row) for row in several])
    country, trip = model_of["Country"], model_of["Trip"]
    borders = [(10, 11), (11, 12), (13, 14)]
    _pairs(country, "neighbours", [*borders, *((far, near) for near, far in borders)])
    _pairs(trip, "companions", [(1, 2), (1, 3), (2, 1), (3, 3), (5, 1), (8, 4)])


def _pairs(model: type[models.Model], name: str, pairs: list[tuple[int, int]]) -> None:
    field: Any = model._meta.get_field(name)
    through, near, far = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    through.objects.bulk_create([through(**{near: one, far: other}) for one, other in pairs])


def flattened(shipped: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each role by name with what it inherits by table, in a file that names parents first."""
    flat: dict[str, dict[str, Any]] = {}
    for role in shipped:
        parent = flat.get(role.get("extends", ""), {"tables": []})
        tables = {table["name"]: table for table in (*parent["tables"], *role["tables"])}
        flat[role["name"]] = {"name": role["name"], "tables": [*tables.values()]}
    return flat


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    django.setup()

    from django.apps import apps
    from django.core.management import call_command

    from django_graphgate.catalog import get_catalog
    from tests.support.documents import roles
    from tests.support.documents.comparing import compare
    from tests.support.documents.ground import Ground
    from tests.support.oracle.models import world_of

    call_command("migrate", verbosity=0)
    model_of = {name: apps.get_model("atlas", name) for name in NAMES}
    fill(model_of)
    shipped = json.loads((ROOT / "example_project" / "config" / "roles.json").read_text("utf-8"))["roles"]
    users = {"anon": None, "user": "1", "editor": "2"}
    flat = flattened(shipped)
    everyone = {**roles.ATLAS, **{name: (role, users[name]) for name, role in flat.items()}}
    world = world_of({model: NAMES[name] for name, model in model_of.items()}, "default")
    ground = Ground(get_catalog(), {"default": world}, everyone)
    [tally] = compare(ground, range(count)).values()
    connection.close()
    print(json.dumps({"rows": tally.rows, "roles": tally.roles, "deep": tally.deep}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
