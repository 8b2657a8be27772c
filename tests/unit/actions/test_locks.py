"""The numbers of advisory locks."""

from __future__ import annotations

from django_graphgate.actions.locks import lock_number


def test_number_is_the_same_in_every_release() -> None:
    """Two releases that run side by side have to mean one lock."""
    assert lock_number("refresh") == 1411751847501216341


def test_number_fits_in_64_bits() -> None:
    numbers = {lock_number(f"action_{number}") for number in range(1_000)}
    assert len(numbers) == 1_000
    assert all(-(2**63) <= number < 2**63 for number in numbers)
