"""The search for secrets in logs finds them, and fails the run, in one process and in several."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory

from tests.support.leaks import GUARD, PIECE, STEP, Guard

PROJECT = Path(__file__).parents[3]
TOKEN = "Zm9yIHRlc3Rz-YW5kIG5vdGhpbmcgZWxzZQ"

RUN = f"""
import logging, pytest
from django.test import RequestFactory
from tests.support.leaks import secret

quiet = logging.getLogger("some.library")
quiet.propagate = False
quiet.setLevel(logging.CRITICAL)

def test_minted(): logging.getLogger("a").warning("got %s", secret("{TOKEN}"))
def test_quiet(): quiet.debug(secret("{TOKEN[::-1]}"))
def test_piece(): logging.getLogger("a").error("got %.{PIECE + STEP}s...", secret("{TOKEN.upper()}"))
def test_traceback():
    try:
        raise ValueError(secret("{TOKEN.lower()}"))
    except ValueError as error:
        try:
            raise RuntimeError from error
        except RuntimeError:
            logging.getLogger("a").exception("Something went wrong")
def test_request():
    RequestFactory().get("/", HTTP_COOKIE="a=1; sessionid=8dm2k30fjq3w0qwx")
    logging.getLogger("a").info("8dm2k30fjq3w0qwx")
@pytest.fixture
def late():
    yield
    logging.getLogger("a").info("0wxq3jf04k2md8qrst" if secret("0wxq3jf04k2md8qrst") else "")
def test_fixture(late): pass
def test_nothing(): logging.getLogger("a").warning("Nothing of interest, with some {TOKEN[: PIECE - 1]}")
"""
LEAKING = ("minted", "quiet", "piece", "traceback", "request", "fixture")


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["0", "2"])
def test_log_with_a_secret_fails_the_run(workers: str, tmp_path: Path) -> None:
    (tmp_path / "test_run.py").write_text(RUN)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    options = [
        "-q",
        "-p",
        "tests.support.leaks",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"-n{workers}", f"--rootdir={tmp_path}", str(tmp_path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    failed = [name for name in (*LEAKING, "nothing") if f"ERROR test_run.py::test_{name}" in done.stdout]
    assert failed == list(LEAKING), done.stdout


def found(guard: Guard, *lines: str) -> list[str]:
    for line in lines:
        guard.logged(line)
    return guard.leaks()


def test_any_part_of_a_secret_is_noticed() -> None:
    guard = Guard()
    guard.secret(TOKEN)
    length = PIECE + STEP
    parts = [TOKEN[start : start + length] for start in range(len(TOKEN) - length + 1)]
    assert found(guard, *(f"user {part}, role b" for part in parts)) == [
        f"user {part}, role b" for part in parts
    ]
    assert found(guard, "user 7 of the tests", "A" * 100, TOKEN[: PIECE - 1]) == []


def test_line_is_reported_once() -> None:
    guard = Guard()
    guard.secret(TOKEN)
    assert found(guard, TOKEN) == [TOKEN]
    assert found(guard, TOKEN) == []


def test_filling_is_no_secret() -> None:
    guard = Guard()
    guard.secret("A" * 20_000)
    guard.secret("short")
    assert found(guard, "A" * 30, "a short line") == []


@pytest.mark.parametrize(
    "header",
    [
        {"Authorization": f"Bearer {TOKEN}"},
        {"Cookie": f'theme=dark; _app_session="{TOKEN}"'},
        {"Cookie": f"_app_session={TOKEN.replace('-', '%2D')}"},
        {"X-Service-Key": TOKEN},
    ],
    ids=str,
)
def test_credential_of_a_request_is_a_secret(header: dict[str, str]) -> None:
    guard = Guard()
    guard.meet(RequestFactory().get("/", headers=header).META)
    assert found(guard, TOKEN) == [TOKEN]


def test_secret_of_an_authenticator_is_a_secret() -> None:
    guard = Guard()
    guard.read({"type": "jwt", "jwt": [{"issuer": "a-name-of-an-issuer", "secret": [TOKEN]}]})
    assert found(guard, "a-name-of-an-issuer", TOKEN) == [TOKEN]


def test_words_are_a_secret_too() -> None:
    guard = Guard()
    guard.secret("a passphrase, of plain words")
    assert found(guard, "user a passphrase, of") == ["user a passphrase, of"]


def test_key_that_a_test_sets_is_a_secret(settings: Any) -> None:
    settings.SECRET_KEY = TOKEN
    settings.SECRET_KEY_FALLBACKS = [TOKEN[::-1]]
    guard = Guard()
    guard._pieces = GUARD._pieces
    assert found(guard, TOKEN, TOKEN[::-1]) == [TOKEN, TOKEN[::-1]]


def test_record_that_cannot_be_written_is_searched_too() -> None:
    guard = Guard()
    guard.secret(TOKEN)
    guard.see(logging.LogRecord("a", logging.INFO, "a.py", 1, "%d", (TOKEN,), None))
    assert len(guard.leaks()) == 1


def test_attributes_of_a_record_and_events_of_the_audit_are_searched() -> None:
    guard = Guard()
    guard.secret(TOKEN)
    guard.see(logging.makeLogRecord({"name": "a", "msg": "ran", "variables": {"token": TOKEN}}))
    assert len(guard.leaks()) == 1
    guard.record(
        SimpleNamespace(event="denial", data={"token": TOKEN})
    )  # the suite's own guard watches events
    assert len(guard.leaks()) == 1
