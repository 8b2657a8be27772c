"""Planted bugs: counters of use and signals of anomalies."""

from __future__ import annotations

from tests.planted.bug import Bug

USAGE = "tests/integration/telemetry/test_usage.py"

BUGS = (
    Bug(
        "a statement that outdated rules stopped counts as a run",
        "gate.py",
        "record.ran = answer is None or answer.data is not None",
        "record.ran = True",
        (USAGE, "-k", "stopped_by_new_rules"),
    ),
    Bug(
        "every name of a client that a caller invents has a row",
        "telemetry/usage_tables.py",
        "if len(of_operation) >= MAX_CLIENTS:",
        "if False:",
        (USAGE, "-k", "invented_clients"),
    ),
    Bug(
        "the name of a client is stored as it came",
        "telemetry/usage_tables.py",
        """return "".join(c if c.isprintable() else "?" for c in text)[:100]""",
        "return text[:100]",
        (USAGE, "-k", "name_of_a_client"),
    ),
)
