"""What roles with a ``match`` cost: ``python -m tests.services python -m benchmarks.matches [rounds]``.

A frozen operation in production, ``get_gate().execute(name=…)`` without HTTP, for a signed-in user whose role the
statement verifies: by the user's row, by groups, or by permissions.  For each there is a process, with a database of
its own, of one role and one of twenty; the caller has the last of them.  In a process without any match every
signed-in caller is ``user``.  Batches go to each process in turn; shown are medians of the microseconds that process
and database work per request, and the ratio of twenty roles to one.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

BATCH = 200
OPERATIONS = {
    "OneRow": "query OneRow($id: BigInt = 4) { product(id: $id) { id name price } }",
    "ThreeLevels": "query ThreeLevels { categories(limit: 5) { name products(limit: 5) { name owner { name } } } }",
}
CODENAMES = [
    f"{action}_{model}"
    for model in ("product", "category", "tag", "customer", "profile")
    for action in ("change", "add", "delete", "view")
]
TERMS: dict[str, Callable[[int], str]] = {
    "no match": lambda _: "",
    "columns": lambda number: f"id = -{number}" if number else "is_staff and id > 0",
    "groups": lambda number: f"group('Group {number}')",
    "permissions": lambda number: f"perm('shop.{CODENAMES[number]}')",
}
"""What distinguishes the roles: the match of each by its number; the caller has role 0."""


# -- the process that answers -----------------------------------------------------------------------------


def answer(alias: str, terms: str, count: int) -> None:
    """Set a database up, and time a batch for each operation that is named on standard input."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    name = f"graphgate_matches_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        at = str(Path(folder) / "database.sqlite3") if alias == "sqlite" else name
        settings.DATABASES[alias]["TEST"]["NAME"] = at
        settings.DATABASE_ROUTERS = []
        settings.DATABASES["default"] = settings.DATABASES[alias]
        django.setup()
        databases = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        try:
            _serve(Path(folder) / "config", terms, count)
        finally:
            teardown_databases(databases, verbosity=0)


def _serve(folder: Path, terms: str, count: int) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from django.test import override_settings

    from django_graphgate import Identity, get_gate
    from django_graphgate.access import load_roles
    from tests.support.gate.house import freeze, settings_of, write_config
    from tests.support.gate.many_roles import worked
    from tests.support.shop.fixture import load

    load("default")
    for number in range(200):
        get_user_model().objects.create_user(f"user{number}")
    user = get_user_model().objects.create_user("ada", is_staff=True)
    for number in range(20):
        Group.objects.create(name=f"Group {number}")
    user.groups.set(Group.objects.filter(name="Group 0"))
    user.user_permissions.set(Permission.objects.filter(codename=CODENAMES[0]))
    content = content_of([TERMS[terms](number) for number in (*range(1, count), 0)])
    override_settings(GRAPHGATE=settings_of(folder)).enable()
    write_config(folder, OPERATIONS, content)
    freeze()
    load_roles(content)
    gate, caller = get_gate(), Identity(user_id=str(user.pk))
    assert gate.role_of(caller) == ("user" if terms == "no match" else f"role{count - 1}")
    print("ready", flush=True)
    for line in sys.stdin:
        start = worked()
        for _ in range(BATCH):
            result = gate.execute(name=line.strip(), identity=caller)
        assert result.data is not None, result.errors
        print((worked() - start) / BATCH * 1e6, flush=True)


def content_of(matches: list[str]) -> dict[str, object]:
    """``roles.json`` of roles tried in this order; all may read the same."""
    tables = [{"name": name, "query": {}} for name in ("products", "categories", "customers")]
    roles = [
        {"name": f"role{number}", "match": match, "tables": tables} for number, match in enumerate(matches)
    ]
    return {"roles": [*roles, {"name": "user", "tables": tables}]}


# -- the process that asks --------------------------------------------------------------------------------


@contextmanager
def started(alias: str, terms: str, count: int) -> Iterator[Callable[[str], float]]:
    """Asks a process for the microseconds of a request."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.matches", alias, terms, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout

    def ask(operation: str) -> float:
        print(operation, file=stdin, flush=True)
        return float(stdout.readline())

    try:
        assert stdout.readline() == "ready\n"
        yield ask
    finally:
        stdin.close()
        process.wait()


def main(rounds: int) -> None:
    for alias in ("default", "sqlite"):
        for terms in TERMS:
            with started(alias, terms, 1) as one, started(alias, terms, 20) as twenty:
                for operation in OPERATIONS:
                    taken = [(one(operation), twenty(operation)) for _ in range(rounds + 3)][3:]
                    few, many = (statistics.median(column) for column in zip(*taken, strict=True))
                    server = "PostgreSQL" if alias == "default" else "SQLite"
                    figures = f"one {few:6.0f} µs, twenty {many:6.0f} µs: {many / few:.2f}"
                    print(f"{server:10} {operation:12} {terms:12} {figures}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        answer(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 15)
