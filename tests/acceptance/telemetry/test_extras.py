"""Without the packages of the extras ``metrics`` and ``otel``: nobody needs them, and who asks for them is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = """
import json, sys
if sys.argv[2] == "without":
    for name in ("prometheus_client", "opentelemetry", "opentelemetry.trace"):
        sys.modules[name] = None
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_graphgate"],
    SECRET_KEY="k" * 50,
    DATABASES={},
    GRAPHGATE=json.loads(sys.argv[1]),
)
django.setup()
import django_graphgate.urls
from django_graphgate.setting_values import setting_problems
from django_graphgate.telemetry.observe import observers
problems = [[problem.name, problem.message, problem.hint] for problem in setting_problems(settings.GRAPHGATE)]
number = len(observers()) if not problems else None
loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"prometheus_client", "opentelemetry"})
print(json.dumps([problems, loaded if sys.argv[2] == "with" else None, number]))
"""


def said(graphgate: dict[str, Any], packages: str) -> Any:
    """Problems of the settings, which packages were imported, and the number of observers."""
    command = [sys.executable, "-c", PROGRAM, json.dumps({"USAGE_INTERVAL": None, **graphgate}), packages]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_packages_are_imported_where_they_are_wanted() -> None:
    _, loaded, few = said({}, "with")
    assert loaded == []
    _, loaded, more = said({"METRICS": True, "OPENTELEMETRY": True}, "with")
    assert loaded == ["opentelemetry", "prometheus_client"]
    assert more == few + 2


def test_nobody_needs_the_packages() -> None:
    problems, _, number = said({}, "without")
    assert problems == []
    assert number is not None


@pytest.mark.parametrize(
    ("setting", "package", "extra"),
    [("METRICS", "prometheus_client", "metrics"), ("OPENTELEMETRY", "opentelemetry", "otel")],
)
def test_missing_package_is_named_with_its_extra(setting: str, package: str, extra: str) -> None:
    ((name, message, hint),), _, _ = said({setting: True}, "without")
    assert name == setting
    assert message == f"GRAPHGATE[{setting!r}] needs a package that is not installed: {package}."
    assert hint == f"pip install 'django-graphgate[{extra}]'"


def test_folder_of_metrics_that_is_missing_takes_other_observers_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, _, few = said({}, "with")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "none"))
    _, _, number = said({"METRICS": True}, "with")
    assert number == few
