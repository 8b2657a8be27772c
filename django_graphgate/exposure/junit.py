"""Test suites of JUnit: of a policy a case for each rule, failed by its violations; of an exposure for each entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.policy_values import Policy, Violation
from django_graphgate.exposure.report import sentence

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
    return _text(suite)


def exposure_as_junit(entries: Sequence[Exposed]) -> str:
    """The text of the XML file; no case fails, as nothing says what must not be."""
    suite = ET.Element(
        "testsuite", name="graphgate exposure", tests=str(len(entries)), failures="0", errors="0"
    )
    for entry in entries:
        classname = _clean(f"graphgate.exposure.{entry.role}")
        ET.SubElement(suite, "testcase", classname=classname, name=_clean(sentence(entry)))
    return _text(suite)


def _text(suite: ET.Element) -> str:
    counts = {name: suite.get(name, "") for name in ("tests", "failures")}
    suites = ET.Element("testsuites", {"name": "graphgate", **counts})
    suites.append(suite)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
