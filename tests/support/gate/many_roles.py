"""A process with many roles and operations, that tells what its requests cost.

:func:`start` sets one up on a database of a PostgreSQL server; a test and ``benchmarks.roles`` ask it.
Every role has values and limits of its own.  With ``SHAPES``, filters are of different shapes, too: then there
are as many texts of statements as pairs of role and operation.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import psycopg

SEED = 20240229
BATCH = 400
ROOT = Path(__file__).parents[3]
VALUES, SHAPES = "values", "shapes"
Kind = Literal["values", "shapes"]
"""What roles' rules differ in."""
Pairs = list[tuple[int, int]]
"""Numbers of operation and role."""


# -- the process that asks --------------------------------------------------------------------------------


@dataclass
class Asked:
    """The process, from outside."""

    process: subprocess.Popen[str]
    server: str

    def ask(self, question: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(question, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())


@contextmanager
def start(roles: int, operations: int, folder: Path, url: str, kind: Kind) -> Iterator[Asked]:
    """A process on a database of its own, which is dropped after the block."""
    name = f"graphgate_roles_{roles}_{kind}_{os.getpid()}"
    arguments = [str(roles), str(operations), kind, str(folder)]
    with psycopg.connect(url, autocommit=True) as server:
        (version,) = server.execute("SHOW server_version").fetchone() or ("",)
        server.execute(f"CREATE DATABASE {name}")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.gate.many_roles", *arguments],
            cwd=ROOT,
            env={**os.environ, "GRAPHGATE_TEST_POSTGRESQL": urlsplit(url)._replace(path=f"/{name}").geturl()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            found = Asked(process, str(version))
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield found
        finally:
            process.terminate()
            process.communicate()
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


# -- the process that answers -----------------------------------------------------------------------------


def operation(number: int, chance: random.Random) -> str:
    """Three levels and a filter."""
    columns = " ".join(chance.sample(["stock", "price", "is_public", "created_at", "code"], 3))
    to_one = chance.choice(["category { name }", "owner { name }"])
    inside = f"{columns} {to_one} tags {{ id slug }}"
    return (
        f"query Operation{number}($id: BigInt = {number % 3 + 4}) {{"
        f" products(where: {{ id: {{ gt: $id }} }}) {{ id name{number}: name {inside} }} }}"
    )


TERMS = (
    "{{ id: {{ neq: {} }} }}",
    "{{ id: {{ lt: {}000 }} }}",
    "{{ id: {{ nin: [{}] }} }}",
    '{{ name: {{ neq: "{}" }} }}',
    '{{ name: {{ distinct: "{}" }} }}',
    "{{ stock: {{ gte: -{} }} }}",
    "{{ stock: {{ neq: -{} }} }}",
    "{{ stock: {{ lte: {}0000 }} }}",
)
"""Filters that take the same time and hide nothing."""


def role(number: int, kind: Kind) -> dict[str, Any]:
    """Rules that no other role has."""
    shapes = list(itertools.combinations(TERMS, 3))
    filters = [one.format(number + 100) for one in shapes[number if kind == SHAPES else 0]]
    tables = [
        {"name": "products", "query": {"filters": filters, "limit": 50 + number}},
        *({"name": name, "query": {"limit": 20 + number}} for name in ("tags", "categories", "customers")),
    ]
    return {"name": f"role{number}", "tables": tables}


def worked() -> float:
    """Seconds of this process and of the database's; of the clock where a server is elsewhere."""
    from django.db import connection

    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return time.process_time()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    if not path.exists():
        return time.perf_counter()
    return time.process_time() + int(path.read_text().split()[0]) / 1e9


class Answering:
    """A gate in production over the tests' shop; questions are names of patterns, or ``memory``."""

    def __init__(self, roles: int, operations: int, kind: Kind) -> None:
        self.roles, self.operations, self.kind = roles, operations, kind
        self.chance = random.Random(SEED)

    def set_up(self, folder: Path) -> None:
        from django.core.management import call_command
        from django.test import override_settings

        from django_graphgate.access import load_roles
        from tests.support.gate.house import freeze, settings_of, write_config
        from tests.support.shop.fixture import load

        call_command("migrate", run_syncdb=True, verbosity=0)
        load("default")
        texts = {str(number): operation(number, self.chance) for number in range(self.operations)}
        content = {"roles": [role(number, self.kind) for number in range(self.roles)]}
        override_settings(GRAPHGATE=settings_of(folder, WARM_UP=True, SQL_COMMENTS="operation")).enable()
        write_config(folder, texts, content)
        freeze("--dialect", "postgresql")
        load_roles(content)

    def answer(self, question: str) -> Any:
        return self.memory() if question == "memory" else self.microseconds(self.pairs(question))

    def pairs(self, pattern: str) -> Pairs:
        """What a batch asks for."""
        one, chance = range(BATCH), self.chance
        if pattern == "one operation, one role":
            return [(0, 0) for _ in one]
        if pattern == "one operation, all roles":
            return [(0, index % self.roles) for index in one]
        if pattern == "all operations, one role":
            return [(index % self.operations, 0) for index in one]
        if pattern == "most of them few":
            return [(zipf(self.operations, chance), zipf(self.roles, chance)) for _ in one]
        if pattern == "all of them alike":
            return [(chance.randrange(self.operations), chance.randrange(self.roles)) for _ in one]
        assert pattern == "each of them twice"
        every = [(one, other) for one in range(self.operations) for other in range(self.roles)]
        return [pair for pair in every for _ in range(2)]

    def microseconds(self, pairs: Pairs) -> float:
        """Of a request, on average: what both processes work, whoever else does on this machine."""
        from django_graphgate import Identity, get_gate

        gate = get_gate()
        callers = [Identity(user_id="1", role=f"role{number}") for number in range(self.roles)]
        named = [(f"Operation{which}", callers[number]) for which, number in pairs]
        started = worked()
        for name, identity in named:
            result = gate.execute(name=name, identity=identity)
            assert result.data is not None, result.errors
        return (worked() - started) / len(pairs) * 1e6

    def memory(self) -> dict[str, Any]:
        """Of the server process behind our connection: bytes of its memory contexts, and what it holds alone."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_backend_pid(), (SELECT sum(total_bytes) FROM pg_backend_memory_contexts),"
                " (SELECT count(*) FROM pg_prepared_statements WHERE statement NOT LIKE 'SELECT set_config%%'),"
                " current_setting('jit'),"
                " (SELECT reset_val FROM pg_settings WHERE name = 'jit')"
            )
            pid, contexts, prepared, jit, jit_of_the_server = cursor.fetchone()
        status = Path(f"/proc/{pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        alone = [int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon")]
        return {
            "contexts": int(contexts),
            "alone": max(alone, default=0),
            "prepared": prepared,
            "jit": jit,
            "jit of the server": jit_of_the_server,
        }


def zipf(count: int, chance: random.Random) -> int:
    return chance.choices(range(count), [1 / (rank + 1) for rank in range(count)])[0]


def main(roles: int, operations: int, kind: Kind, folder: Path) -> None:
    """A question per line comes in, its answer goes out as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    answering = Answering(roles, operations, kind)
    answering.set_up(folder)
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(answering.answer(line.strip())), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), cast("Kind", sys.argv[3]), Path(sys.argv[4]))
