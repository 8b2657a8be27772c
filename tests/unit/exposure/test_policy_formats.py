"""SARIF and JUnit as their readers expect them, and the lines that violations point at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.places import Places, json_lines
from django_graphgate.exposure.policy import PolicyReport, check_policy

POLICY = """
[[never]]
columns = ["shop.Customer.password"]
reason = "PCI & <DSS>"

[[never_writes]]
roles = ["anon"]
"""
ALLOW_LIST = """# django-graphgate allow list, format 1

# query People is not this
query Other @skipAuth {
  products { id }
}

query People @skipAuth {
  customers { password }
}
"""
ROLES = {
    "filters": {"own": '{ name: { eq: "}],\\"tables\\": [" } }'},
    "roles": [
        {"name": "anon", "tables": [{"name": "products", "query": {}}, {"name": "customers", "query": {}}]},
        {"name": "customers", "extends": "anon", "tables": []},
        {
            "name": "all",
            "tables": [{"name": "*", "query": {"filters": [{"if_column": "id", "filter": "{}"}]}}],
        },
    ],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "config dir"
    folder.mkdir()
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    (folder / "allow.list").write_text(ALLOW_LIST, encoding="utf-8")
    (folder / "roles.json").write_text(json.dumps(ROLES, indent=2), encoding="utf-8")
    (folder / "actions.json").write_text('{"actions": [\n{"name": "a"},\n{"name": "b"}]}', encoding="utf-8")
    return folder


def entry(**entries: Any) -> Exposed:
    usual = {
        "role": "anon", "operation": "People", "table": "customers", "column": "password", "how": "shown",
        "path": "customers.password", "model": "shop.Customer", "field": "password",
    }  # fmt: skip
    return Exposed(**{**usual, **entries})


@pytest.fixture
def report(folder: Path) -> PolicyReport:
    return check_policy(folder / "policy.toml", get_settings(), folder, [entry(), entry(role="customers")])


def test_lines_name_the_operation_and_the_rule(report: PolicyReport, folder: Path) -> None:
    roles = (folder / "roles.json").read_text().splitlines()
    line = next(number for number, text in enumerate(roles) if '"customers"' in text)
    assert report.lines()[0] == (
        "never: role anon sees shop.Customer.password (as customers.password): People at customers.password "
        f"[PCI & <DSS>] ({folder}/allow.list:8; the role's rule: {folder}/roles.json:{line})"
    )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, ("allow.list", 8)),
        ({"operation": "Other"}, ("allow.list", 4)),
        ({"operation": "Gone"}, ("allow.list", 1)),
        ({"source": "action", "operation": "b"}, ("actions.json", 3)),
        ({"source": "role", "operation": "", "role": "customers"}, ("roles.json", 19)),
        ({"digest": "0" * 64}, ("allow.lock", 1)),
    ],
)
def test_place_of_an_operation(folder: Path, changes: dict[str, Any], place: tuple[str, int]) -> None:
    file, line = Places(folder).operation(entry(**changes))
    assert (Path(file).name, line) == place


def test_operation_of_a_folder_has_a_file_of_its_own(folder: Path) -> None:
    (folder / "allow.list").unlink()
    (folder / "allow.list").mkdir()
    (folder / "allow.list" / "People.graphql").write_text("# People\nquery People { a }\n", encoding="utf-8")
    assert Places(folder).operation(entry()) == (str(folder / "allow.list" / "People.graphql"), 2)


def test_rule_is_found_in_a_parent_and_in_a_wildcard(folder: Path) -> None:
    places, text = Places(folder), (folder / "roles.json").read_text().splitlines()
    inherited, wildcard = places.rule(entry(role="customers"))[1], places.rule(entry(role="all"))[1]
    assert inherited == places.rule(entry())[1]
    assert '"name": "customers"' in text[inherited]
    assert '"name": "*"' in text[wildcard]
    assert places.rule(entry(source="action")) == ("", 0)


def test_json_lines() -> None:
    text = '{"a": [1,\n {"b": "{[,:"}],\n "c": {}}'
    assert list(json_lines(text)) == [((), 1), (("a",), 1), (("a", 1), 2), (("c",), 3)]


def test_sarif(report: PolicyReport) -> None:
    sarif = json.loads(report.render("sarif"))
    assert (sarif["version"], sarif["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == 2
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "graphgate/never"
        assert result["level"] == "error"
        place = result["locations"][0]["physicalLocation"]
        assert place == {"artifactLocation": {"uri": "config%20dir/allow.list"}, "region": {"startLine": 8}}
        assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(
            "roles.json"
        )


def test_junit(report: PolicyReport) -> None:
    suites = ET.fromstring(report.render("junit"))
    assert suites.tag == "testsuites"
    (suite,) = suites
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    broken, kept = suite
    assert (broken.get("name"), kept.get("name")) == ("never (line 2)", "never_writes (line 6)")
    assert len(kept) == 0
    assert broken[0].tag == "failure"
    assert "PCI & <DSS>" in broken[0].text
    assert "role customers" in broken[0].text


def test_junit_counts_rules_without_a_line_of_their_own(folder: Path) -> None:
    (folder / "policy.toml").write_text('never = [{ columns = ["*.password"] }, { columns = ["*.email"] }]')
    report = check_policy(folder / "policy.toml", get_settings(), folder, [entry()])
    (suite,) = ET.fromstring(report.render("junit"))
    failed = suite.findall("testcase/failure")
    assert (suite.get("tests"), suite.get("failures")) == (str(len(suite)), str(len(failed)))


def test_junit_of_names_that_xml_cannot_hold(folder: Path) -> None:
    evil = entry(operation="</failure>\x1b[31m\x00", path="a\u2028]]>")
    report = check_policy(folder / "policy.toml", get_settings(), folder, [evil])
    failure = ET.fromstring(report.render("junit")).find(".//failure")
    assert "</failure>\ufffd[31m\ufffd" in failure.text


def test_json(report: PolicyReport) -> None:
    first = json.loads(report.render("json"))[0]
    assert first["rule"] == "never"
    assert first["operation_at"]["line"] == 8
    assert first["path"] == "customers.password"


def test_policy_needs_roles(folder: Path) -> None:
    (folder / "roles.json").unlink()
    with pytest.raises(ConfigurationError, match=r"roles\.json is missing"):
        check_policy(folder / "policy.toml", get_settings(), folder, [])
