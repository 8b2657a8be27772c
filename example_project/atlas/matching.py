"""Which city does an airport serve?  Neither source says so by key; name and distance do."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

EARTH_RADIUS = 6371.0
"""Kilometres."""


def distance(latitude: float, longitude: float, latitude2: float, longitude2: float) -> float:
    """Kilometres along the great circle; arguments in degrees."""
    phi, phi2 = math.radians(latitude), math.radians(latitude2)
    a = math.sin((phi2 - phi) / 2) ** 2
    a += math.cos(phi) * math.cos(phi2) * math.sin(math.radians(longitude2 - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, a)))


def folded(name: str) -> str:
    """The name without case and accents: ``São Paulo`` and ``SAO PAULO`` become ``sao paulo``."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return name.casefold().strip()


@dataclass(frozen=True, slots=True)
class Place:
    """A city as a candidate: its key, ISO country code, degrees, and all names it goes by."""

    id: int
    country: str
    latitude: float
    longitude: float
    names: tuple[str, ...]


class CityFinder:
    """Finds the city of an airport among ``places``.

    The nearest city of that name in the country wins if it is within ``name_radius`` kilometres, else one
    of a part of the name (``Toulouse/Blagnac``), else the nearest city of any name within ``radius``, else
    there is none.
    """

    def __init__(self, places: Iterable[Place], *, name_radius: float = 100.0, radius: float = 50.0) -> None:
        self.name_radius = name_radius
        self.radius = radius
        self._named: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        self._cells: defaultdict[tuple[str, int, int], list[Place]] = defaultdict(list)
        for place in places:
            for name in {folded(name) for name in place.names}:
                self._named[place.country, name].append(place)
            cell = math.floor(place.latitude), math.floor(place.longitude)
            self._cells[place.country, *cell].append(place)

    def find(self, country: str, name: str, latitude: float, longitude: float) -> int | None:
        """The key of the city, or ``None``."""
        for one in filter(None, (name, *name.split("/"))):
            named = self._named.get((country, folded(one)), [])
            found = self._nearest(named, latitude, longitude, self.name_radius)
            if found is not None:
                return found.id
        around = self._around(country, latitude, longitude)
        found = self._nearest(around, latitude, longitude, self.radius)
        return None if found is None else found.id

    def _around(self, country: str, latitude: float, longitude: float) -> Iterator[Place]:
        """Places in the cells of one degree that a circle of ``radius`` can touch."""
        degrees = math.degrees(self.radius / EARTH_RADIUS)
        farthest = min(abs(latitude) + degrees, 89.0)
        wide = degrees / math.cos(math.radians(farthest))
        rows = range(math.floor(latitude - degrees), math.floor(latitude + degrees) + 1)
        columns = range(math.floor(longitude - wide), math.floor(longitude + wide) + 1)
        wrapped = {(column + 180) % 360 - 180 for column in columns}
        for row in rows:
            for column in wrapped:
                yield from self._cells.get((country, row, column), ())

    @staticmethod
    def _nearest(places: Iterable[Place], latitude: float, longitude: float, within: float) -> Place | None:
        ranked = (
            (distance(latitude, longitude, place.latitude, place.longitude), place.id, place)
            for place in places
        )
        best = min(ranked, default=None)
        return best[2] if best is not None and best[0] <= within else None
