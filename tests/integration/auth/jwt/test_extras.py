"""Without the packages of an extra: loaded lazily, and missed with a sentence that helps."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

PROGRAM = """
import json, sys
for name in sys.argv[2:]:
    sys.modules[name] = None
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_graphgate"],
    SECRET_KEY="k" * 50,
    DATABASES={},
)
django.setup()
from django_graphgate.auth.registry import class_of
entry = json.loads(sys.argv[1])
found = class_of(entry["type"])(entry)
print(json.dumps([[problem.level, problem.message, problem.hint] for problem in found.check()]))
"""


def problems(entry: dict[str, Any], *missing: str) -> Any:
    """What ``check()`` says in a process in which these packages are not there."""
    command = [sys.executable, "-c", PROGRAM, json.dumps(entry), *missing]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(
    ("entry", "missing", "extra"),
    [
        ({"type": "jwt", "secret": "s" * 40}, "jwt", "jwt"),
        ({"type": "jwt", "secret": "s" * 40}, "cryptography", "jwt"),
        ({"type": "jwt", "provider": "magic", "audience": "a"}, "eth_keys", "magic"),
        ({"type": "simplejwt"}, "rest_framework_simplejwt", "simplejwt"),
        ({"type": "jwt", "jwt": [{"provider": "simplejwt"}]}, "rest_framework_simplejwt", "simplejwt"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(entry: dict[str, Any], missing: str, extra: str) -> None:
    ((level, message, hint),) = problems(entry, missing)
    assert level == "error"
    assert message.startswith(f"A package for tokens is missing: {missing}")
    assert hint == f"pip install 'django-graphgate[{extra}]'"


def test_nobody_needs_the_packages_of_another_kind_of_token() -> None:
    others = ["eth_keys", "eth_utils", "rest_framework_simplejwt", "rest_framework"]
    assert problems({"type": "jwt", "secret": "s" * 40}, *others) == []
    assert problems({"type": "simplejwt"}, "eth_keys", "eth_utils") == []
