"""What many roles cost: ``python -m tests.services python -m benchmarks.roles [rounds]``.

200 operations over the tests' shop, on PostgreSQL, the older one with JIT where it is installed.  Two
processes have a database each: in one there is one role, in the other there are 50, each with rules of its
own, so that there are 10,000 statements.  Batches of requests go to one and the other in turn; a request is
one ``get_gate().execute(name=…)``, without HTTP.  Shown are medians in microseconds, their ratio, and what
the connection's server process takes at the end.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

SEED = 20240229
OPERATIONS = 200
ROLES = 50
BATCH = 400
PATTERNS = {
    "one operation, one role": "the same statement again and again",
    "one operation, all roles": "as callers of all roles open the same page",
    "all operations, one role": "200 statements in turn",
    "most of them few": "any of both, a few of them most often (Zipf)",
    "all of them alike": "any of both, all as often: the worst case",
}


def operation(number: int, chance: random.Random) -> str:
    """Three levels and a filter."""
    columns = " ".join(chance.sample(["stock", "price", "is_public", "created_at", "code"], 3))
    lists = [f"tags(limit: {chance.randrange(2, 9)}) {{ id slug }}", "category { name }", "owner { name }"]
    inside = " ".join(chance.sample(lists, 2))
    return (
        f"query Operation{number:03}($id: BigInt = {number % 7}) {{ products(limit: 5, where: {{ id: {{ gt: $id }} }})"
        f" {{ id name {columns} {inside} }} }}"
    )


def role(number: int) -> dict[str, Any]:
    """Rules that no other role has: their limit stands in the statement."""
    tables = [
        {
            "name": "products",
            "query": {"filters": [f"{{ id: {{ neq: {number + 100} }} }}"], "limit": 50 + number},
        },
        *({"name": name, "query": {"limit": 20 + number}} for name in ("tags", "categories", "customers")),
    ]
    return {"name": f"role{number:02}", "tables": tables}


# -- the process that answers -----------------------------------------------------------------------------


def requests(pattern: str, roles: int, chance: random.Random) -> list[tuple[str, str]]:
    """Names of operation and role of the requests of a batch."""
    one = range(BATCH)
    if pattern == "one operation, one role":
        pairs = [(0, 0) for _ in one]
    elif pattern == "one operation, all roles":
        pairs = [(0, index % roles) for index in one]
    elif pattern == "all operations, one role":
        pairs = [(index % OPERATIONS, 0) for index in one]
    elif pattern == "most of them few":
        pairs = [(zipf(OPERATIONS, chance), zipf(roles, chance)) for _ in one]
    else:
        pairs = [(chance.randrange(OPERATIONS), chance.randrange(roles)) for _ in one]
    return [(f"Operation{number:03}", f"role{which:02}") for number, which in pairs]


def zipf(count: int, chance: random.Random) -> int:
    return chance.choices(range(count), [1 / (rank + 1) for rank in range(count)])[0]


def serve(roles: int, folder: Path) -> None:
    """Set a project up, then answer: a pattern per line comes in, microseconds per request go out."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import override_settings

    from tests.gate.house import freeze, settings_of, write_config
    from tests.shop.fixture import load

    call_command("migrate", run_syncdb=True, verbosity=0)
    load("default")
    chance = random.Random(SEED)
    texts = {str(number): operation(number, chance) for number in range(OPERATIONS)}
    content = {"roles": [role(number) for number in range(roles)]}
    with override_settings(GRAPHGATE=settings_of(folder)):
        write_config(folder, texts, content)
        freeze("--dialect", "postgresql")
        from django_graphgate.access import load_roles

        load_roles(content)
        print("ready", flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(line.strip(), roles, chance)), flush=True)


def answer(pattern: str, roles: int, chance: random.Random) -> Any:
    if pattern == "memory":
        return backend_memory()
    from django_graphgate import Identity, get_gate

    gate = get_gate()
    batch = requests(pattern, roles, chance)
    callers = {name: Identity(user_id="1", role=name) for _, name in batch}
    started = time.perf_counter()
    for name, which in batch:
        result = gate.execute(name=name, identity=callers[which])
        assert result.data is not None, result.errors
    return (time.perf_counter() - started) / BATCH * 1e6


def backend_memory() -> list[float]:
    """Megabytes: all memory contexts of the server process, and the memory that it alone holds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), sum(total_bytes) FROM pg_backend_memory_contexts")
        pid, contexts = cursor.fetchone()
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    alone = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))
    return [float(contexts) / 1e6, alone / 1e6]


# -- the process that asks --------------------------------------------------------------------------------


def start(roles: int, folder: Path, url: str) -> subprocess.Popen[str]:
    """A process on a database of its own."""
    name = f"benchmark_roles_{roles}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        (version,) = server.execute("SHOW server_version").fetchone() or ("",)
    here = folder / str(roles)
    here.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.roles", "--serve", str(roles), str(here)],
        env={**os.environ, "GRAPHGATE_TEST_POSTGRESQL": url.replace("/postgres?", f"/{name}?")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    print(f"{roles} roles on PostgreSQL {version}", flush=True)
    return process


def ask(process: subprocess.Popen[str], question: str) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    print(question, file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


def main(rounds: int) -> int:
    url = os.environ.get("GRAPHGATE_TEST_POSTGRESQL_OLD") or os.environ["GRAPHGATE_TEST_POSTGRESQL"]
    with tempfile.TemporaryDirectory() as folder:
        processes = [start(roles, Path(folder), url) for roles in (1, ROLES)]
        try:
            compare(processes, rounds)
        finally:
            for process in processes:
                process.terminate()
                process.wait()
    return 0


def compare(processes: list[subprocess.Popen[str]], rounds: int) -> None:
    print(f"{'pattern':28}{'1 role':>10}{f'{ROLES} roles':>10}{'ratio':>8}")
    for pattern, what in PATTERNS.items():
        warm = (ROLES * OPERATIONS * 2 // BATCH) if pattern == "all of them alike" else 3
        for process in processes:
            for _ in range(warm):
                ask(process, pattern)
        taken = [[ask(process, pattern) for process in processes] for _ in range(rounds)]
        one, many = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"{pattern:28}{one:10.0f}{many:10.0f}{many / one:8.2f}   {what}", flush=True)
    for process, roles in zip(processes, (1, ROLES), strict=True):
        contexts, alone = ask(process, "memory")
        print(f"the connection with {roles} roles: {contexts:.0f} MB in contexts, {alone:.0f} MB of its own")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 15))
