"""What many roles cost: ``python -m tests.services python -m benchmarks.roles [rounds]``.

200 operations over the tests' shop, on PostgreSQL, the older one with JIT where it is installed.  Two
processes have a database each: in one there is one role, in the other there are 50, each with rules of its
own, so that there are 10,000 statements.  Batches of requests go to one and the other in turn; a request is
one ``get_gate().execute(name=…)``, without HTTP.  Shown are medians in microseconds, their ratio, and what
the connection's server process takes at the end.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.gate.many_roles import BATCH, Asked, start

OPERATIONS = 200
ROLES = 50
PATTERNS = {
    "one operation, one role": "the same statement again and again",
    "one operation, all roles": "as callers of all roles open the same page",
    "all operations, one role": "200 statements in turn",
    "most of them few": "any of both, a few of them most often (Zipf)",
    "all of them alike": "any of both, all as often: the worst case",
}


def main(rounds: int) -> None:
    url = os.environ.get("GRAPHGATE_TEST_POSTGRESQL_OLD") or os.environ["GRAPHGATE_TEST_POSTGRESQL"]
    with ExitStack() as stack:
        processes = []
        for roles in (1, ROLES):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            processes.append(stack.enter_context(start(roles, OPERATIONS, folder, url)))
            print(f"{roles} roles on PostgreSQL {processes[-1].server}", flush=True)
        compare(processes, rounds)


def compare(processes: list[Asked], rounds: int) -> None:
    print(f"{'pattern':28}{'1 role':>10}{f'{ROLES} roles':>10}{'ratio':>8}")
    for pattern, what in PATTERNS.items():
        warm = ROLES * OPERATIONS * 2 // BATCH if pattern == "all of them alike" else 3
        for process in processes:
            for _ in range(warm):
                process.ask(pattern)
        taken = [[process.ask(pattern) for process in processes] for _ in range(rounds)]
        one, many = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"{pattern:28}{one:10.0f}{many:10.0f}{many / one:8.2f}   {what}", flush=True)
    for process, roles in zip(processes, (1, ROLES), strict=True):
        process.ask("each of them twice")
        found = process.ask("memory")
        print(
            f"the connection with {roles} roles: {found['prepared']} statements prepared,"
            f" {found['contexts'] / 1e6:.0f} MB in contexts, {found['alone'] / 1e6:.0f} MB of its own"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 15)
