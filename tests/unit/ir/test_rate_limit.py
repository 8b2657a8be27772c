"""Rate limits as the settings write them."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.ir.rate_limit import LimitState, RateLimitInvalid, read_rate_limits


def test_defaults() -> None:
    (limit,) = read_rate_limits([{"rate": "100/m"}])
    assert (limit.name, limit.by, limit.burst, limit.interval) == ("user-1", ("user",), 100, 600_000)
    assert (limit.unit, limit.enforce, limit.warn_at, limit.window) == ("request", True, None, 60)


@pytest.mark.parametrize(
    ("rate", "interval"), [("1/s", 1e6), ("7/s", 142_857.25), ("1/d", 86_400e6), ("1000000/s", 1)]
)
def test_rate(rate: str, interval: float) -> None:
    (limit,) = read_rate_limits([{"rate": rate}])
    assert limit.interval == interval


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({}, 'entry 1 needs a "rate"'),
        ({"rate": "0/s"}, 'entry 1 needs a "rate"'),
        ({"rate": "5/w"}, 'entry 1 needs a "rate"'),
        ({"rate": "5 / s"}, 'entry 1 needs a "rate"'),
        ({"rate": 5}, 'entry 1 needs a "rate"'),
        ({"rate": "1000001/s"}, 'entry 1 has a "rate" of more than 1,000,000 in a second'),
        ({"rate": "1/s", "by": "name"}, 'entry 1 needs a "by" of user, address, role, operation'),
        ({"rate": "1/s", "by": []}, 'entry 1 needs a "by"'),
        ({"rate": "1/s", "burst": 0}, 'entry 1 needs a "burst" of at least 1'),
        ({"rate": "1/s", "burst": True}, 'entry 1 needs a "burst" of at least 1'),
        ({"rate": "1/d", "burst": 31}, "entry 1 takes more than 30 days"),
        ({"rate": "1/s", "unit": "rows"}, 'entry 1 needs a "unit"'),
        ({"rate": "1/s", "enforce": 1}, 'entry 1 needs an "enforce"'),
        ({"rate": "1/s", "warn_at": 2}, 'entry 1 needs a "warn_at"'),
        ({"rate": "1/s", "roles": "user"}, 'entry 1 needs a list of names as "roles"'),
        ({"rate": "1/s", "operations": [1]}, 'entry 1 needs a list of names as "operations"'),
        ({"rate": "1/s", "name": 'a"b'}, 'entry 1 needs a "name"'),
        ({"rate": "1/s", "brust": 3}, "entry 1 has the unknown option 'brust'"),
    ],
)
def test_invalid(entry: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RateLimitInvalid) as raised:
        read_rate_limits([entry])
    assert str(raised.value).startswith(sentence)


def test_names_differ() -> None:
    with pytest.raises(RateLimitInvalid, match="entry 2 repeats the name 'a'"):
        read_rate_limits([{"rate": "1/s", "name": "a"}, {"rate": "1/m", "name": "a"}])


@pytest.mark.parametrize(
    ("entry", "of_requests"),
    [
        ({"by": "user"}, True),
        ({"by": ["address", "user"], "namespaces": ["mobile"]}, True),
        ({"by": "role"}, False),
        ({"by": ["user", "operation"]}, False),
        ({"roles": ["anon"]}, False),
        ({"operations": ["Login"]}, False),
        ({"unit": "cost"}, False),
    ],
)
def test_only_what_needs_no_operation_counts_requests(entry: dict[str, Any], *, of_requests: bool) -> None:
    (limit,) = read_rate_limits([{"rate": "1/s", **entry}])
    assert limit.counts_requests is of_requests


def test_headers() -> None:
    state = LimitState(name="user-1", quota=100, window=60, remaining=42, reset=35)
    assert state.headers() == {
        "RateLimit-Policy": '"user-1";q=100;w=60',
        "RateLimit": '"user-1";r=42;t=35',
    }
    refused = LimitState(name="user-1", quota=100, window=60, remaining=0, reset=1, refused=True)
    assert refused.headers()["Retry-After"] == "1"
    assert max([state, refused], key=lambda each: each.strictness) is refused
