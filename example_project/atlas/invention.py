"""The invented part: travellers, trips and reviews.  Same airports, same seed, same result."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from example_project.atlas.matching import distance
from example_project.atlas.models import Airport, Review, Traveller, Trip

SEED = 1903
TRIPS = 2_000
REVIEWS = 3_000
FIRST_DAY, DAYS = date(2025, 1, 1), 1_095
FIRST_REVIEW = datetime(2025, 1, 1, tzinfo=UTC)

USERNAMES = (
    "ada", "amelia", "anders", "anouk", "arjun", "astrid", "aylin", "bessie", "bruno", "carmen",
    "chidi", "clara", "dimitri", "edith", "elif", "emeka", "farah", "felix", "freya", "gabriel",
    "grace", "hana", "hiro", "ida", "imani", "ines", "ivan", "jamila", "jonas", "julia",
    "kaito", "kofi", "lars", "leila", "liam", "lucia", "maite", "malik", "mariam", "mateo",
    "mei", "milan", "nadia", "nils", "noor", "olga", "oscar", "paula", "pedro", "priya",
    "rosa", "samir", "sofia", "tariq", "thandi", "tomas", "uma", "viktor", "yuki", "zofia",
)  # fmt: skip

_REASONS = ("a wedding", "work", "the museums", "hiking", "family", "a concert", "the sea", "a conference")
_HABITS = ("window seat", "aisle seat", "hand luggage only", "always early", "always late", "night flights")
_SUBJECTS = (
    "Security",
    "The signs",
    "Coffee",
    "Wi-Fi",
    "The walk to the gate",
    "Baggage claim",
    "The lounge",
)
_VERDICTS = {
    1: ("was a disaster", "made me miss my flight", "could not be worse"),
    2: ("was slow", "needs work", "disappointed me"),
    3: ("was all right", "did the job", "was neither good nor bad"),
    4: ("was good", "pleased me", "was quick"),
    5: ("was excellent", "could not be better", "made my day"),
}


def travellers(homes: Sequence[Airport], password: str) -> Iterator[Traveller]:
    """All travellers; ``password`` is a hash that they share."""
    chance = random.Random(f"{SEED} travellers")
    for username in USERNAMES:
        home = chance.choice(homes)
        yield Traveller(
            username=username,
            first_name=username.capitalize(),
            email=f"{username}@example.com",
            password=password,
            home_airport=home,
            bio=f"From {home.name}; {chance.choice(_HABITS)}. Flies for {chance.choice(_REASONS)}.",
            date_joined=FIRST_REVIEW - timedelta(days=chance.randrange(1, 700)),
        )


def trips(people: Sequence[Traveller], airports: Sequence[Airport]) -> Iterator[tuple[Trip, list[Traveller]]]:
    """Trips with the companions of each."""
    chance = random.Random(f"{SEED} trips")
    homes = {airport.pk: airport for airport in airports}
    weights = _popularity(airports)
    for _ in range(TRIPS):
        owner = chance.choice(people)
        origin = homes.get(owner.home_airport_id or 0) if chance.random() < 0.6 else None
        origin = origin or chance.choices(airports, weights)[0]
        destination = chance.choices(airports, weights)[0]
        while destination == origin:
            destination = chance.choice(airports)
        others = [person for person in people if person != owner]
        companions = chance.sample(others, chance.choices((0, 1, 2, 3), (50, 30, 15, 5))[0])
        yield (
            Trip(
                owner=owner,
                origin=origin,
                destination=destination,
                date=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
                price=_price(origin, destination, 1 + len(companions), chance),
                public=chance.random() < 0.3,
                notes=f"For {chance.choice(_REASONS)}." if chance.random() < 0.5 else "",
            ),
            companions,
        )


def reviews(people: Sequence[Traveller], airports: Sequence[Airport]) -> Iterator[Review]:
    """Reviews, at most one of a traveller for an airport; few airports have many, many have few."""
    chance = random.Random(f"{SEED} reviews")
    wanted = min(REVIEWS, len(people) * len(airports) // 2)
    weights = _popularity(airports)
    seen: set[tuple[int, int]] = set()
    while len(seen) < wanted:
        author, airport = chance.choice(people), chance.choices(airports, weights)[0]
        if (author.pk, airport.pk) in seen:
            # Popular airports run out of authors, so the next try is among all.
            airport = chance.choice(airports)
        if (author.pk, airport.pk) not in seen:
            seen.add((author.pk, airport.pk))
            yield _review(airport, author, chance)


def _popularity(airports: Sequence[Airport]) -> list[float]:
    """Weights that fall slowly along the list: a few hubs, and many airports seen now and then."""
    return [1 / (rank + 20) for rank in range(len(airports))]


def _review(airport: Airport, author: Traveller, chance: random.Random) -> Review:
    rating = chance.choices((1, 2, 3, 4, 5), (6, 12, 25, 35, 22))[0]
    subjects = chance.sample(_SUBJECTS, 2)
    return Review(
        airport=airport,
        author=author,
        rating=rating,
        text=" ".join(f"{subject} {chance.choice(_VERDICTS[rating])}." for subject in subjects),
        created_at=FIRST_REVIEW + timedelta(minutes=chance.randrange(DAYS * 24 * 60)),
    )


def _price(origin: Airport, destination: Airport, seats: int, chance: random.Random) -> Decimal:
    far = distance(origin.latitude, origin.longitude, destination.latitude, destination.longitude)
    return Decimal(round(seats * (40 + 0.08 * far) * chance.uniform(0.6, 1.6) * 100)) / 100
