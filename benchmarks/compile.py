"""How long compiling takes, step by step, and how it grows: ``python -m benchmarks.compile``.

Compiles operations over the flight atlas for one role, after warm-up, on one core.  Needs no
database.  Prints the median of each step in milliseconds, and the time per field of documents that
double in size and of documents that get deeper, which stays level when compiling is linear.
"""

from __future__ import annotations

import functools
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


def deep(levels: int) -> str:
    """A document of ``levels`` levels with five fields each and a selector into the next one."""
    text = ""
    for level in reversed(range(levels)):
        fields = "id name population latitude longitude" if level % 2 else "id icao iata name elevation"
        text = f"{{ {fields} {('airports(limit: 2) ' if level % 2 else 'city ') + text if text else ''} }}"
    return f"query Deep {{ airports(limit: 1) {text} }}"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_project.settings")
    django.setup()
    from django.conf import settings as django_settings

    from django_graphgate.access.reading import stored_roles
    from django_graphgate.catalog import get_catalog
    from django_graphgate.compiler import compile as compiler
    from django_graphgate.conf import get_settings
    from django_graphgate.dialects import DIALECTS
    from django_graphgate.statements.limits import limits_of

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

    def whole(text: str) -> None:
        one = compiler.read_operation(text, None, catalog=catalog, limits=limits)
        compiler.compile_operation(one, view=view, dialect=DIALECTS["postgresql"], limits=limits)

    growth("fields", [(blocks * 12, wide(blocks)) for blocks in (1, 2, 4, 8, 16)], whole)
    growth("levels", [(levels, deep(levels)) for levels in (2, 3, 4, 6, 8)], whole)
    print(f"\nThe machine's load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


def growth(unit: str, documents: list[tuple[int, str]], run: Callable[[str], None]) -> None:
    """Print the time of documents by their size."""
    print(f"\nBy {unit} of the document:")
    print(f"  {unit:>8}{'ms':>9}{f'µs per {unit[:-1]}':>15}")
    for size, text in documents:
        took = median(functools.partial(run, text))
        print(f"  {size:>8}{took:>9.2f}{took * 1000 / size:>15.1f}")


if __name__ == "__main__":
    main()
