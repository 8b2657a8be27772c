"""The wrapper around a test run: what it starts it also ends, and it never runs a command without servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.services import SERVICES

ROOT = Path(__file__).parents[3]
WRAPPER = [sys.executable, "-m", "tests.services"]
SHOW_AND_WAIT = "import os, time; print(os.environ['GRAPHGATE_TEST_REDIS'], os.environ['TMPDIR'], flush=True)"


def environment(*missing: str) -> dict[str, str]:
    """All servers are named, so none is started, apart from the missing ones."""
    named = {name: "named:1" for name in SERVICES if name not in missing}
    return {**{name: value for name, value in os.environ.items() if name not in SERVICES}, **named}


def test_exit_code_of_the_command_gets_lost() -> None:
    command = [*WRAPPER, sys.executable, "-c", "raise SystemExit(7)"]
    assert subprocess.run(command, env=environment(), cwd=ROOT, check=False).returncode == 7


def test_server_that_is_named_is_replaced() -> None:
    command = [*WRAPPER, sys.executable, "-c", "import os; print(os.environ['GRAPHGATE_TEST_REDIS'])"]
    assert subprocess.check_output(command, env=environment(), cwd=ROOT, text=True) == "named:1\n"


def test_command_runs_without_a_server(tmp_path: Path) -> None:
    variables = {**environment("GRAPHGATE_TEST_MEMCACHED"), "PATH": str(tmp_path)}
    command = [*WRAPPER, sys.executable, "-c", "print('ran')"]
    done = subprocess.run(command, env=variables, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Install memcached, or name one in GRAPHGATE_TEST_MEMCACHED" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_leaves_a_server_or_a_folder(number: signal.Signals) -> None:
    command = [*WRAPPER, sys.executable, "-c", f"{SHOW_AND_WAIT}; time.sleep(60)"]
    variables = environment("GRAPHGATE_TEST_REDIS")
    with subprocess.Popen(
        command, env=variables, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as wrapper:  # fmt: skip
        assert wrapper.stdout is not None
        url, folder = wrapper.stdout.readline().split()
        address = ("127.0.0.1", urlsplit(url).port or 0)
        socket.create_connection(address).close()
        assert Path(folder).is_dir()
        wrapper.send_signal(number)
        assert wrapper.wait(30) == 128 + number
    assert not Path(folder).parent.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)
