"""The settings of a server that a test starts: the tests' own, on the tests' databases.

What differs comes as JSON in ``GRAPHGATE_TEST_SERVER``.
"""

import json
import os
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

_given: dict[str, Any] = json.loads(os.environ["GRAPHGATE_TEST_SERVER"])
for _alias, _changes in _given["databases"].items():
    DATABASES[_alias].update(_changes)
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.support.views.urls"
DEBUG = False
GRAPHGATE: dict[str, Any] = _given["graphgate"]
