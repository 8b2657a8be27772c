"""Fill the atlas."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandParser
from django.db import models, transaction
from tqdm import tqdm

from example_project.atlas import invention, sources
from example_project.atlas.models import Airport, City, Country, Review, Traveller, Trip

M = TypeVar("M", bound=models.Model)
BATCH = 1_000
BUSIEST = 400
"""Trips go between so many airports: those of the largest cities."""
DEMO_PASSWORD = "atlas"


class Command(BaseCommand):
    help = (
        "Fills the atlas with the countries, cities and airports of the world, and with invented travellers, "
        "trips and reviews. What is there already stays as it is, so a second run changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password",
            help=f"Password of the travellers and of the superuser 'admin'. With DEBUG: {DEMO_PASSWORD!r}; "
            "otherwise, without this option, nobody can sign in and there is no 'admin'.",
        )
        parser.add_argument("--no-progress", action="store_true", help="Show no progress bar.")

    def handle(self, *, password: str | None, no_progress: bool, verbosity: int, **options: Any) -> None:
        started = time.monotonic()
        if password is None and settings.DEBUG:
            password = DEMO_PASSWORD
        # disable=None shows the bar on terminals only.
        hidden = True if no_progress or verbosity == 0 else None
        with tqdm(desc="Loading the atlas", unit=" rows", disable=hidden) as bar, transaction.atomic():
            loader = Loader(bar.update)
            loader.load_world()
            loader.load_travellers(password)
        self._report(loader.added, time.monotonic() - started, verbosity)

    def _report(self, added: Mapping[str, int], seconds: float, verbosity: int) -> None:
        if verbosity == 0:
            return
        if not any(added.values()):
            self.stdout.write("The atlas is already loaded; nothing changed.")
            return
        for name, count in added.items():
            self.stdout.write(f"{count:>8,} {name}")
        self.stdout.write(self.style.SUCCESS(f"Loaded in {seconds:.1f} s."))


class Loader:
    """Adds the rows that are missing; ``added`` counts them by the plural of their name."""

    def __init__(self, progress: Callable[[int], object]) -> None:
        self.progress = progress
        self.added: dict[str, int] = {}

    def load_world(self) -> None:
        """Countries, borders, cities and airports."""
        country_rows = sources.country_rows()
        self.add(Country, sources.countries(missing(country_rows, Country, "iso2")))
        self._add_borders(country_rows)
        country_ids = dict(Country.objects.values_list("iso2", "pk"))
        city_rows = sources.city_rows()
        self.add(City, sources.cities(missing(city_rows, City, "pk"), country_ids))
        if airport_rows := missing(sources.airport_rows(), Airport, "icao"):
            finder = sources.finder(city_rows)
            self.add(Airport, sources.airports(airport_rows, country_ids, finder))

    def load_travellers(self, password: str | None) -> None:
        """Travellers with their trips and reviews; with ``None`` for a password nobody can sign in."""
        busiest = list(
            Airport.objects.filter(iata__isnull=False, city__isnull=False)
            .select_related("city")
            .order_by("-city__population", "icao")[:BUSIEST]
        )
        # One hash for all: sixty slow hashes of one public password would protect nobody.
        hashed = make_password(password)
        known = set(Traveller.objects.values_list("username", flat=True))
        everybody = invention.travellers(busiest, hashed)
        self.add(Traveller, (person for person in everybody if person.username not in known))
        if password is not None and "admin" not in known:
            admin = Traveller(username="admin", password=hashed, is_staff=True, is_superuser=True)
            self.add(Traveller, [admin], "superuser")
        people = list(Traveller.objects.filter(username__in=invention.USERNAMES).order_by("username"))
        if not Trip.objects.exists():
            self._add_trips(people, busiest)
        if not Review.objects.exists():
            self.add(Review, invention.reviews(people, busiest))

    def add(self, model: type[M], objects: Iterable[M], name: str = "") -> None:
        count = 0
        remaining = iter(objects)
        while batch := list(islice(remaining, BATCH)):
            model._default_manager.bulk_create(batch)
            count += len(batch)
            self.progress(len(batch))
        self.added[name or str(model._meta.verbose_name_plural)] = count

    def _add_borders(self, rows: sources.Rows) -> None:
        border = Country.neighbours.through
        known = set(border._default_manager.values_list("from_country_id", "to_country_id"))
        both_ways = ((a, b) for low, high in sources.borders(rows) for a, b in ((low, high), (high, low)))
        new = (border(from_country_id=a, to_country_id=b) for a, b in both_ways if (a, b) not in known)
        self.add(border, new, "land borders, each from both sides")

    def _add_trips(self, people: Sequence[Traveller], airports: Sequence[Airport]) -> None:
        planned = list(invention.trips(people, airports))
        self.add(Trip, (trip for trip, _ in planned))
        seat = Trip.companions.through
        seats = (seat(trip=trip, traveller=person) for trip, people in planned for person in people)
        self.add(seat, seats, "companions on trips")


def missing(rows: Mapping[Any, Mapping[str, Any]], model: type[models.Model], key: str) -> sources.Rows:
    """The rows whose key no row of ``model`` has in the field ``key``."""
    known = set(model._default_manager.values_list(key, flat=True))
    return {name: row for name, row in rows.items() if name not in known}
