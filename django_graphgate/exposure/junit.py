"""A policy as a test suite of JUnit: a case for each rule, failed by its violations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from django_graphgate.exposure.policy_values import Policy, Violation

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(policy: Policy, violations: Iterable[Violation]) -> str:
    """The text of the XML file."""
    by_line: dict[int, list[Violation]] = {rule.line: [] for rule in policy.rules}
    for violation in violations:
        by_line[violation.policy_line].append(violation)
    failed = sum(bool(by_line[rule.line]) for rule in policy.rules)
    suite = ET.Element(
        "testsuite", name="graphgate policy", tests=str(len(policy.rules)), failures=str(failed), errors="0"
    )
    for rule in policy.rules:
        case = ET.SubElement(
            suite, "testcase", classname="graphgate.policy", name=_clean(f"{rule.rule} (line {rule.line})")
        )
        case.set("file", _clean(str(policy.path)))
        if broken := by_line[rule.line]:
            lines = "\n".join(violation.describe() for violation in broken)
            failure = ET.SubElement(
                case,
                "failure",
                message=_clean(broken[0].sentence),
                type=rule.rule,
            )
            failure.text = _clean(lines)
    suites = ET.Element("testsuites", name="graphgate", tests=suite.get("tests", ""), failures=str(failed))
    suites.append(suite)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
