"""``graphgate_exposure --policy``: what CI runs."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.integration.exposure.test_command import frozen, run
from tests.support.gate.house import write_config

__all__ = ["frozen"]

NAMES = '[[never]]\ncolumns = ["shop.Product.name"]\nreason = "\x1b[31m red"\n'


@pytest.fixture
def policy(folder: Path) -> str:
    write_config(folder, {"Names": "query Names @skipAuth { products { name } }"})
    path = folder / "policy.toml"
    path.write_text(NAMES.replace("\x1b", "\\u001b"), encoding="utf-8")
    return str(path)


def test_violations_fail_with_the_exact_path(policy: str) -> None:
    status, out, _ = run("--policy", policy)
    assert status == 1
    assert "sees shop.Product.name (as products.name): Names at products.name" in out
    assert "allow.list:" in out
    assert "roles.json:" in out
    assert "\x1b" not in out
    assert f"of {policy}.\n" in out


def test_kept_policy(policy: str) -> None:
    Path(policy).write_text('[[never]]\ncolumns = ["shop.Customer.password"]\n')
    assert run("--policy", policy)[:2] == (0, f"0 violations of {policy}.\n")


def test_formats(policy: str) -> None:
    violations = json.loads(run("--policy", policy, "--format", "json")[1])
    assert {each["column"] for each in violations} == {"shop.Product.name"}
    status, out, _ = run("--policy", policy, "--format", "sarif")
    assert (status, len(json.loads(out)["runs"][0]["results"])) == (1, len(violations))
    status, out, _ = run("--policy", policy, "--format", "junit")
    assert (status, ET.fromstring(out.encode())[0].get("failures")) == (1, "1")


def test_formats_without_a_policy(policy: str) -> None:
    entries = json.loads(run("--format", "json", "--table", "products")[1])
    results = json.loads(run("--format", "sarif", "--table", "products")[1])["runs"][0]["results"]
    assert [result["properties"] for result in results] == entries
    assert {result["level"] for result in results} == {"note"}
    result = next(result for result in results if result["properties"].get("operation"))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("allow.list")
    assert place["region"]["startLine"] > 1
    suite = ET.fromstring(run("--format", "junit", "--table", "products")[1].encode())[0]
    assert (suite.get("tests"), suite.get("failures")) == (str(len(entries)), "0")
    assert "products." in (suite[0].get("name") or "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--diff", "x", "--format", "sarif"), "--diff has no --format sarif."),
        (("--policy", "x", "--role", "anon"), "--policy looks at everything; leave out --role."),
        (
            ("--policy", "x", "--format", "csv"),
            "A policy has no --format csv; there are table, json, sarif, junit.",
        ),
        (("--policy", "nothing.toml"), "nothing.toml is missing."),
    ],
)
def test_mistakes(policy: str, arguments: tuple[str, ...], sentence: str) -> None:
    assert run(*arguments)[:2] == (2, sentence)


def test_stale_lock_is_a_warning_unless_it_is_checked(policy: str) -> None:
    Path(policy).write_text('[[never]]\ncolumns = ["shop.Customer.password"]\n')
    status, _, warnings = run("--policy", policy)
    assert (status, "allow.lock" in warnings) == (0, True)
    assert run("--policy", policy, "--check")[0] == 1
