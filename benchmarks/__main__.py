"""All benchmarks, one after the other: ``python -m benchmarks [name …]``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    here = Path(__file__).parent
    names = sys.argv[1:] or sorted(path.stem for path in here.glob("[a-z]*.py"))
    failed = 0
    for name in names:
        print(f"\n== {name}", flush=True)
        # the services start what a benchmark needs of servers, and stop it again
        failed |= subprocess.call(
            [sys.executable, "-m", "tests.services", sys.executable, "-m", f"benchmarks.{name}"]
        )
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
