"""Every planted bug is noticed by the tests of behaviour, and these pass without it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.planted.bug import Bug
from tests.planted.bugs import BUGS
from tests.planted.run import PACKAGE, PASSED, PROJECT, Copy, noticed

every_bug = pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "_"))


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with contextlib.closing(Copy(tmp_path_factory.mktemp("planted"))) as made:
        yield made


@every_bug
def test_bug_is_not_noticed(copy: Copy, bug: Bug) -> None:
    done = copy.find(bug)
    assert noticed(done), done.stdout[-3_000:] + done.stderr[-3_000:]


def test_clean_copy_fails(copy: Copy) -> None:
    """Else the tests would notice something else; and it is the copy that runs, not the project."""
    selections = {bug.tests for bug in BUGS}
    files = sorted({path for chosen in selections for path in chosen if path.startswith("tests/planted/")})
    probe = copy.folder / "tests" / "planted" / "test_probe.py"
    probe.write_text(
        f"import {PACKAGE}.errors\ndef test_probe():\n"
        f"    assert {PACKAGE}.errors.__file__.startswith({str(copy.folder)!r})\n"
    )
    done = copy.run(*files, str(probe))
    assert done.returncode == PASSED, done.stdout[-3_000:] + done.stderr[-3_000:]
