"""Planted bugs: counters of use and signals of anomalies."""

from __future__ import annotations

from tests.planted.bug import Bug

USAGE = "tests/integration/telemetry/test_usage.py"

ANOMALIES = "tests/integration/telemetry/test_anomalies.py"

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
    Bug(
        "a user's id is signalled as it came",
        "telemetry/sightings.py",
        """ascii(self.caller.removeprefix(":"))[1:-1][:100]""",
        """self.caller.removeprefix(":")[:100]""",
        (ANOMALIES, "-k", "as_it_came"),
    ),
    Bug(
        "refusals are counted for ever",
        "telemetry/windows.py",
        "len(times) == times.maxlen and at - times[0] <= self._seconds",
        "len(times) == times.maxlen",
        (ANOMALIES, "-k", "within_a_window"),
    ),
    Bug(
        "a receiver that fails ends the look",
        "telemetry/anomalies.py",
        "anomaly_detected.send_robust(",
        "anomaly_detected.send(",
        (ANOMALIES, "-k", "receivers_that_fail"),
    ),
    Bug(
        "the last run is written before it is looked at",
        "telemetry/usage.py",
        "        if self.watch is not None:  # before it is written: what was usual until now is in the tables\n"
        "            self.watch.look()\n",
        "",
        (ANOMALIES, "-k", "before_it_is_written"),
    ),
)
