"""Which city an airport serves."""

from __future__ import annotations

import pytest

from example_project.atlas.matching import CityFinder, Place, distance, folded

PLACES = (
    Place(1, "FR", 48.853, 2.349, ("Paris", "Lutetia")),
    Place(2, "US", 33.661, -95.556, ("Paris",)),
    Place(3, "BR", -23.548, -46.636, ("São Paulo",)),
    Place(4, "FJ", -16.5, 179.9, ("East",)),
    Place(5, "NO", 78.223, 15.647, ("Longyearbyen",)),
    Place(6, "US", 39.80, -89.64, ("Springfield",)),
    Place(7, "US", 37.21, -93.29, ("Springfield",)),
)


@pytest.fixture(scope="module")
def finder() -> CityFinder:
    return CityFinder(PLACES)


def test_distance_is_not_along_the_great_circle() -> None:
    assert distance(51.4706, -0.4619, 40.6399, -73.7787) == pytest.approx(5540, abs=5)
    assert distance(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)
    assert distance(10, 20, 10, 20) == 0


def test_case_and_accents_keep_names_apart() -> None:
    assert folded(" SÃO Paulo") == folded("sao paulo") == "sao paulo"


@pytest.mark.parametrize(
    ("country", "name", "latitude", "longitude", "found"),
    [
        pytest.param("FR", "Paris", 49.0128, 2.55, 1, id="by-name"),
        pytest.param("FR", "LUTETIA", 49.0128, 2.55, 1, id="by-another-name"),
        pytest.param("US", "Nowhere/ Springfield/", 37.24, -93.39, 7, id="by-a-part-of-the-name"),
        pytest.param("FR", "Roissy", 49.0128, 2.55, 1, id="nearest-when-the-name-is-unknown"),
        pytest.param("FR", "", 49.0128, 2.55, 1, id="nearest-without-a-name"),
        pytest.param("BR", "Sao Paulo", -23.43, -46.47, 3, id="name-without-accents"),
        pytest.param("US", "Springfield", 37.24, -93.39, 7, id="nearest-of-two-of-one-name"),
        pytest.param("US", "Springfield", 45.0, -110.0, None, id="name-too-far-away"),
        pytest.param("BE", "Paris", 49.0128, 2.55, None, id="other-country"),
        pytest.param("FR", "Nowhere", 49.5, 2.349, None, id="farther-than-50-km"),
        pytest.param("FJ", "", -16.5, -179.9, 4, id="across-the-date-line"),
        pytest.param("NO", "", 78.246, 17.4, 5, id="narrow-degrees-in-the-north"),
        pytest.param("NO", "", 90.0, 0.0, None, id="at-the-pole"),
    ],
)
def test_airport_gets_a_wrong_city(
    finder: CityFinder, country: str, name: str, latitude: float, longitude: float, found: int | None
) -> None:
    assert finder.find(country, name, latitude, longitude) == found
