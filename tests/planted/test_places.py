"""The list of planted bugs: each has its place in the package, and a name of its own."""

from __future__ import annotations

import pytest

from tests.planted.bug import Bug
from tests.planted.bugs import BUGS
from tests.planted.run import PACKAGE, PROJECT


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "_"))
def test_bug_has_lost_its_place(bug: Bug) -> None:
    assert (PROJECT / PACKAGE / bug.file).read_text("utf-8").count(bug.old) == 1
    assert bug.old != bug.new


def test_two_bugs_have_one_name() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS)
