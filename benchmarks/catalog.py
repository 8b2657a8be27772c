"""How long the catalogue of many models takes, which each process builds once: ``python -m benchmarks.catalog``.

Makes models of ten columns and three foreign keys, every fifth with a many-to-many field, builds their
catalogue and its fingerprint, and prints seconds of the processor and function calls.  Needs no database.
Exits with 1 where 1,000 models take two seconds or more.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

LIMIT = 2.0


def make_models(count: int, label: str) -> list[str]:
    """Models of an installed app; returns their labels."""
    from django.db import models

    dice = random.Random(1)
    kinds: list[Callable[[], models.Field]] = [
        lambda: models.CharField(max_length=50, null=True),
        models.IntegerField,
        lambda: models.DateTimeField(null=True),
        lambda: models.DecimalField(max_digits=10, decimal_places=2),
    ]
    for number in range(count):
        fields = {f"field{index}": dice.choice(kinds)() for index in range(10)}
        for index in range(3):
            target = f"{label}.Thing{count}x{dice.randrange(count)}"
            fields[f"link{index}"] = models.ForeignKey(
                target, models.CASCADE, related_name=f"back_{number}_{index}"
            )
        if number % 5 == 0:
            target = f"{label}.Thing{count}x{dice.randrange(count)}"
            fields["many"] = models.ManyToManyField(target, related_name=f"many_back_{number}")
        meta = type("Meta", (), {"app_label": label})
        name = f"Thing{count}x{number}"
        type(name, (models.Model,), {"__module__": f"django.contrib.{label}.models", "Meta": meta, **fields})
    return [f"{label}.Thing{count}x{number}" for number in range(count)]


def calls_of(run: Callable[[], object]) -> int:
    """How many functions of Python a run calls: the same each time, whatever else the machine does."""
    found = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal found
        found += event == "call"

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return found


def main() -> int:
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"], USE_TZ=True)
    django.setup()
    from django_graphgate.catalog.build import build_catalog

    took = 0.0
    print(f"{'models':>8}{'seconds':>10}{'calls per model':>18}")
    for count in (250, 500, 1_000):
        labels = make_models(count, "auth")
        build_catalog(labels[:1])  # what Django itself works out once
        start = time.process_time()
        build_catalog(labels).catalog.fingerprint()
        took = time.process_time() - start
        calls = calls_of(lambda labels=labels: build_catalog(labels).catalog.fingerprint())
        print(f"{count:>8}{took:>10.2f}{calls / count:>18.0f}")
    return int(took >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
