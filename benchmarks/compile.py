"""How long compiling takes, step by step, and how it grows: ``python -m benchmarks.compile``.

Compiles operations over the flight atlas for one role, after warm-up, on one core.  Needs no
database.  Prints the median of each step in milliseconds, and the time per field of documents that
double in size, which stays level when compiling is linear.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import django

ROUNDS = 200

THREE_LEVELS = """
query Detail($id: BigInt!, $reviews: Int = 5) {
  airport(id: $id) {
    id icao iata name latitude longitude elevation timezone
    city { id name population latitude longitude }
    country { iso2 name continent }
    reviews(limit: $reviews, order_by: [{ created_at: desc }]) {
      rating text created_at
      airport { name }
    }
  }
}
"""


def median(run: Callable[[], object]) -> float:
    """Milliseconds of one run, of the processor's time: other processes do not count."""
    for _ in range(20):
        run()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def wide(blocks: int) -> str:
    """A document of ``blocks`` root fields with ten fields each."""
    fields = "id icao iata name elevation timezone city { name population } country { name }"
    return (
        "query Wide { " + " ".join(f"a{i}: airports(limit: 1) {{ {fields} }}" for i in range(blocks)) + " }"
    )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    django.setup()
    from django.conf import settings as django_settings

    from django_graphgate.catalog import get_catalog
    from django_graphgate.compiler import compile as compiler
    from django_graphgate.conf import get_settings
    from django_graphgate.dialects import DIALECTS
    from django_graphgate.publishing.sync import stored_roles
    from django_graphgate.statements.store import limits_of

    catalog, limits = get_catalog(), limits_of(get_settings())
    roles = stored_roles(json.loads(Path(django_settings.BASE_DIR, "config", "roles.json").read_text()))
    role = next(one for one in roles if one.name == "user")
    view = compiler.RoleView.build(role, catalog, default_limit=20, limits=limits)

    operation = compiler.read_operation(THREE_LEVELS, None, catalog=catalog, limits=limits)
    planned = compiler.plan_operation(operation, view=view, limits=limits)
    steps = {
        "read: parse and normalise": lambda: compiler.read_operation(
            THREE_LEVELS, None, catalog=catalog, limits=limits
        ),
        "plan: validate, plan, rules": lambda: compiler.plan_operation(operation, view=view, limits=limits),
        **{
            f"render: {dialect.name}": lambda dialect=dialect: compiler.render_operation(planned, dialect)
            for dialect in DIALECTS.values()
        },
    }
    print("Three levels, 20 fields, in milliseconds:")
    times = {name: median(run) for name, run in steps.items()}
    for name, took in times.items():
        print(f"  {name:<30}{took:7.2f}")
    print(f"  {'whole, PostgreSQL':<30}{sum(times.values()) - times['render: sqlite']:7.2f}")

    print("\nBy size of the document:")
    print(f"  {'fields':>8}{'ms':>9}{'µs per field':>15}")
    for blocks in (1, 2, 4, 8, 16):
        text = wide(blocks)

        def run(text: str = text) -> None:
            one = compiler.read_operation(text, None, catalog=catalog, limits=limits)
            compiler.compile_operation(one, view=view, dialect=DIALECTS["postgresql"], limits=limits)

        took = median(run)
        print(f"  {blocks * 12:>8}{took:>9.2f}{took * 1000 / (blocks * 12):>15.1f}")


if __name__ == "__main__":
    main()
