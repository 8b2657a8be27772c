"""Percentiles out of a histogram, against the exact ones."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.telemetry.histogram import LAST, bucket_of, lower_bound, percentile

TIMES = st.lists(st.floats(min_value=2e-6, max_value=3600), min_size=1, max_size=200)
FACTOR = 2**0.25


def exact(times: list[float], share: float) -> float:
    return sorted(times)[max(math.ceil(share * len(times)), 1) - 1] * 1000


@given(times=TIMES, share=st.sampled_from([0.0, 0.5, 0.95, 0.99, 1.0]))
def test_percentile_is_wrong_by_less_than_19_percent(times: list[float], share: float) -> None:
    estimate = percentile(Counter(map(bucket_of, times)), share)
    assert estimate is not None
    assert 1 / 1.19 < estimate / exact(times, share) < 1.19


@given(first=TIMES, second=TIMES)
def test_histograms_of_two_processes_add_up_to_that_of_both(first: list[float], second: list[float]) -> None:
    both = Counter(map(bucket_of, first)) + Counter(map(bucket_of, second))
    assert both == Counter(map(bucket_of, first + second))


@given(seconds=st.floats(min_value=2e-6, max_value=3600))
def test_bucket_holds_what_its_bounds_say(seconds: float) -> None:
    lowest = lower_bound(bucket_of(seconds)) / 1000
    assert lowest * (1 - 1e-9) <= seconds < lowest * FACTOR * (1 + 1e-9)


@pytest.mark.parametrize(("seconds", "bucket"), [(-1.0, 0), (0.0, 0), (1e-6, 0), (4e-6, 8), (1e30, LAST)])
def test_times_at_the_ends_have_a_bucket(seconds: float, bucket: int) -> None:
    assert bucket_of(seconds) == bucket


def test_no_runs_have_no_percentile() -> None:
    assert percentile({}, 0.5) is None
