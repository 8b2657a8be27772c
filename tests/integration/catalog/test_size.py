"""Many models: the work grows as their number does.  How long 1,000 take is for ``benchmarks.catalog`` to say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_work_grows_faster_than_the_models() -> None:
    root = Path(__file__).parents[3]
    command = [sys.executable, "-m", "benchmarks.catalog"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=root)
    lines = re.findall(r"^ +(\d+) +[\d.]+ +(\d+)$", done.stdout, re.MULTILINE)
    calls = {int(count): int(per_model) for count, per_model in lines}
    assert list(calls) == [250, 500, 1000], done.stderr
    assert calls[1000] < 1.1 * calls[250]
