"""The tour that a newcomer sees: it runs through, and tells everything that it promises."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.example_project.copies import ROOT, Atlas, environment

pytestmark = pytest.mark.slow


def tour(home: Path, rows: Atlas) -> str:
    """What it prints; ends within a minute or so, or the test's own time is up."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "example_project.demo"],
        cwd=ROOT,
        env=environment(home, PYTHONPATH=str(ROOT), **rows.variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


def test_tour_leaves_something_out(rows: Atlas, tmp_path: Path) -> None:
    rules = "SELECT * FROM graphgate_tablerule ORDER BY id"
    rules_before, folder = rows.execute(rules), {*(ROOT / "example_project").rglob("*")}
    said = tour(tmp_path, rows)
    assert re.search(r"^  recorded +31 operations ran and are recorded\.$", said, re.MULTILINE)
    assert "+ anon · trips: now visible: date; rows where { public: { eq: true } }" in said
    assert re.findall(r"^  (\w+) +\{.*\}\n +[\d.,]+ ms, the first one", said, re.MULTILINE) == [
        "CountryDetail",
        "CitySearch",
        "MyTrips",
    ]
    assert re.findall(r"^ +(2026-06-01)  (ada) +CDG +JFK +grace, ida$", said, re.MULTILINE)
    assert re.findall(
        r"^ +(\w+\.rating): Ensure this value is less than or equal to 5\.$", said, re.MULTILINE
    )
    assert re.findall(r"^ +(200 VALIDATION_FAILED): ", said, re.MULTILINE)
    assert re.findall(r"^ +(40[13] [A-Z_]+): ", said, re.MULTILINE) == [
        "403 FORBIDDEN",
        *["403 OPERATION_NOT_ALLOWED"] * 3,
        *["401 UNAUTHENTICATED"] * 4,
        "401 DELIVERY_REFUSED",
    ]
    assert "+ refresh_leaderboard may now be run by callers of from_taskqueue" in said
    before, after = re.findall(r"^    (?:ada has|cron has) .+?  +(\d+)$", said, re.MULTILINE)
    assert int(before) < int(after)
    assert re.findall(r"^ +200 ACTION_REFUSED: That day has passed\.$", said, re.MULTILINE)
    assert len(re.findall(r'^ +200 \{"status": "done"\}$', said, re.MULTILINE)) == 2
    limits = re.findall(r"^    [a-z ]+ (\d+) +(\d+)  [\d.]+ ms$", said, re.MULTILINE)
    assert limits == [("100", "54"), ("3", "3"), ("3", "3"), ("100", "54")]
    roles = re.findall(r"^    ada[a-z ,]+ (user|editor) +\d+ +(\d+)$", said, re.MULTILINE)
    assert [role for role, _ in roles] == ["user", "editor", "user"]
    assert [count == "0" for _, count in roles] == [True, False, True], (
        "trips that she may not see as a traveller"
    )
    assert "make serve" in said
    lines = said.replace(str(tmp_path), "/home/me").splitlines()
    assert max(map(len, lines)) <= 115, "it does not fit on a screen"
    assert rows.execute(rules) == rules_before, "the atlas itself stays as it was"
    new = {
        path for path in {*(ROOT / "example_project").rglob("*")} - folder if "__pycache__" not in path.parts
    }
    assert not new
