"""What many roles cost: ``python -m tests.services python -m benchmarks.roles [rounds]``.

200 operations over the tests' shop, on PostgreSQL, the older one with JIT where it is installed, unless
``GRAPHGATE_TEST_POSTGRESQL_OLD`` is empty.  Three processes have a database each: in one there is one role; in
the next there are 50 with values and limits of their own in rules of one shape, so that they share the texts
of statements; in the third 50 with rules of different shapes, so that there are 10,000 texts.  Batches of
requests go to each in turn; a request is one ``get_gate().execute(name=…)``, without HTTP.  Shown are medians
of microseconds that this process and the server's work, their ratio to the same pattern with one role, and the
memory that the connection's server process has at the end for itself.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.support.gate.many_roles import BATCH, SHAPES, VALUES, Asked, Kind, start

OPERATIONS = 200
ROLES = 50
PATTERNS = {
    "one operation, one role": "the same statement again and again",
    "one operation, all roles": "as callers of all roles open the same page",
    "all operations, one role": "200 statements in turn",
    "most of them few": "any of both, a few of them most often (Zipf)",
    "all of them alike": "any of both, all as often: the worst case",
}


MIXED = ("most of them few", "all of them alike")

KINDS: dict[str, tuple[int, Kind]] = {
    "1 role": (1, VALUES),
    "50 of one shape": (ROLES, VALUES),
    "50 of 50 shapes": (ROLES, SHAPES),
}


def main(rounds: int) -> None:
    url = os.environ.get("GRAPHGATE_TEST_POSTGRESQL_OLD") or os.environ["GRAPHGATE_TEST_POSTGRESQL"]
    with ExitStack() as stack:
        processes = {}
        for name, (roles, kind) in KINDS.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            started = start(roles, OPERATIONS, folder, url, kind)
            processes[name] = stack.enter_context(started)
            print(f"{name}: ready, on PostgreSQL {processes[name].server}", flush=True)
        compare(processes, rounds)


def compare(processes: dict[str, Asked], rounds: int) -> None:
    print(f"{'':28}" + "".join(f"{name:>16}" for name in processes))
    for pattern, what in PATTERNS.items():
        warm = ROLES * OPERATIONS * 2 // BATCH if pattern in MIXED else 6
        for process in processes.values():
            for _ in range(warm):
                process.ask(pattern)
        taken = [[process.ask(pattern) for process in processes.values()] for _ in range(rounds)]
        one, *others = (statistics.median(column) for column in zip(*taken, strict=True))
        cells = [f"{one:16.0f}", *(f"{each:10.0f} {each / one:5.2f}" for each in others)]
        print(f"{pattern:28}{''.join(cells)}   {what}", flush=True)
    for name, process in processes.items():
        process.ask("each of them twice")
        found = process.ask("memory")
        print(
            f"the connection with {name}: {found['prepared']} statements prepared,"
            f" {found['contexts'] / 1e6:.0f} MB in contexts, {found['alone'] / 1e6:.0f} MB of its own"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 15)
