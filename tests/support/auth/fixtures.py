"""What all tests of authentication share."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from django_graphgate.auth.http import throttle


@pytest.fixture(autouse=True)
def nobody_failed_yet() -> None:
    """Failures of one test do not count in the next."""
    throttle.forget_failures()
    caches["default"].clear()
