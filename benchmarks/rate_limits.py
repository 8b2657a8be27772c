"""What rate limits cost a request: ``python -m tests.services python -m benchmarks.rate_limits [seconds per figure]``.

Two limits, of the user and of the address, are asked at once; with none, nothing is.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import django
from django.test import override_settings

CACHES = {
    "LocMemCache": "django.core.cache.backends.locmem.LocMemCache",
    "Redis": "django.core.cache.backends.redis.RedisCache",
    "memcached": "django.core.cache.backends.memcached.PyMemcacheCache",
}
LIMITS = [{"rate": "1000000/s", "by": "user"}, {"rate": "1000000/s", "by": "address"}]


def microseconds(seconds: float) -> float:
    """The median time of counting one request."""
    from django_graphgate.ir.identity import Identity
    from django_graphgate.ir.request_record import RequestRecord
    from django_graphgate.messages import Result
    from django_graphgate.rate_limits.limiter import get_limiter

    limiter, identity, result = get_limiter(), Identity(user_id="1"), Result(data=b"{}")
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        record = RequestRecord(origin="192.0.2.1")
        begin = time.perf_counter()
        limiter.count_request(record, identity)
        limiter.beside(record, result)
        times.append(time.perf_counter() - begin)
    return sorted(times)[len(times) // 2] * 1e6


def main(seconds: float) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings

    with override_settings(GRAPHGATE={"MODELS": ["shop"], "USAGE_INTERVAL": None}):
        print(f"no limits    {microseconds(seconds):8.2f} µs")
    for name, backend in CACHES.items():
        locations: dict[str, Any] = {"Redis": settings.REDIS_URL, "memcached": settings.MEMCACHED_ADDRESS}
        cache = {"BACKEND": backend, "LOCATION": locations.get(name, "rate-limits")}
        with override_settings(
            CACHES={"default": cache},
            GRAPHGATE={"MODELS": ["shop"], "USAGE_INTERVAL": None, "RATE_LIMITS": LIMITS},
        ):
            print(f"{name:<12} {microseconds(seconds):8.2f} µs")


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 1.0)
