"""The values of the list: what they refuse, and how a list changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_graphgate.allowlist.digest import lexical_digest
from django_graphgate.allowlist.listed import (
    AllowList,
    ListedOperation,
    check_namespace,
    list_operation,
    variables_json,
)
from django_graphgate.errors import (
    ConfigurationError,
    DocumentInvalid,
    DocumentSyntaxError,
    OperationNotFound,
)

VALUES: dict[str, Any] = {"name": "A", "kind": "query", "document": "query A { a }", "digest": "0" * 64}


def test_a_document_becomes_its_operation_and_the_fragments_it_uses() -> None:
    text = (
        "\ufeff# the first\r\nquery A { ...F }\r\n# the second\r\nmutation B { ...G }\r\n"
        "fragment G on T { ...F } fragment F on T { f }"
    )
    operation = list_operation(text, name="B", namespace="web", roles=["user", "anon", "user"])
    assert operation == ListedOperation(
        name="B",
        kind="mutation",
        document="mutation B { ...G }\n\nfragment F on T { f }\n\nfragment G on T { ...F }",
        digest=lexical_digest(operation.document),
        namespace="web",
        roles=("anon", "user"),
        comment="the second",
    )


@pytest.mark.parametrize(
    "text", ["{ a }", "query { a }", "query A { a } query B { b }", "fragment F on T { f }"]
)
def test_an_operation_without_a_clear_name_is_not_listed(text: str) -> None:
    with pytest.raises(OperationNotFound) as caught:
        list_operation(text)
    assert caught.value.code == "OPERATION_RESOLUTION_FAILURE"


def test_a_fragment_that_nobody_uses_is_refused() -> None:
    with pytest.raises(DocumentInvalid, match="Fragment 'F' is never used"):
        list_operation("query A { a } fragment F on T { f }")


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\ufeff", *"\u200b\u200e\u200f\u061c\u2060\u00ad\u180e\u3164\U000e0041"]
)
def test_a_document_that_hides_text_from_reviewers_is_refused(character: str) -> None:
    with pytest.raises(DocumentSyntaxError, match="must be written as escapes"):
        list_operation(f'query A {{ a(b: "{character}") }}')


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "../A"},
        {"name": "A\n"},
        {"name": "Ä"},
        {"name": "A" * 201},
        {"kind": "fragment"},
        {"digest": ""},
        {"digest": "0" * 63},
        {"digest": "A" * 64},
        {"digest": "0" * 64 + "\n"},
        {"digest": "٣" * 64},
        {"namespace": "../x"},
        {"roles": ("a b",)},
        {"roles": ("",)},
        {"roles": ("a\n# roles: b",)},
        {"comment": "\x00"},
        {"comment": "\x1b[31m"},
        {"comment": "\ud800"},
        {"comment": "\u202e"},
        {"comment": "\u200b"},
        {"variables": {"a": {1, 2}}},
        {"variables": {"a": float("nan")}},
        {"variables": {"a": float("inf")}},
    ],
    ids=str,
)
def test_values_that_the_file_cannot_hold_are_refused(wrong: dict[str, Any]) -> None:
    assert ListedOperation(**VALUES)
    with pytest.raises(ConfigurationError) as caught:
        ListedOperation(**{**VALUES, **wrong})
    assert caught.value.code == "GATE_MISCONFIGURED"


@pytest.mark.parametrize("character", "\u200b\u200e\u200f\u061c\u2060\u202e\ufeff\U000e0041\x7f")
def test_example_variables_that_hide_text_are_written_as_escapes(character: str) -> None:
    line = variables_json({"a": f"x{character}y"})
    assert line.isascii()
    assert json.loads(line) == {"a": f"x{character}y"}


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧", "ಕ್\u200cಷ", "☂\ufe0f"])
def test_ordinary_text_is_not_taken_for_hidden(text: str) -> None:
    assert text in list_operation(f'query A {{ a(b: "{text}") }}', comment=text).document


def test_variables_that_hold_themselves_are_refused() -> None:
    circle: dict[str, Any] = {}
    circle["a"] = circle
    with pytest.raises(ConfigurationError, match="not JSON"):
        ListedOperation(**VALUES, variables=circle)


def test_variables_are_a_copy() -> None:
    given = {"a": [1]}
    operation = ListedOperation(**VALUES, variables=given)
    given["a"].append(2)
    assert operation.variables == {"a": [1]}


@pytest.mark.parametrize(
    "namespace",
    [
        "..",
        ".",
        "a/b",
        "a\\b",
        "a.b",
        "A",
        "-a",
        "_a",
        "a\n",
        " ",
        "a b",
        "ä",
        "٣",
        "a\x00",
        "a" * 64,
        "%2e",
        "~",
    ],
    ids=repr,
)
def test_a_namespace_that_could_leave_the_folder_is_refused(namespace: str) -> None:
    with pytest.raises(ConfigurationError, match="not the name of a namespace"):
        check_namespace(namespace)


@pytest.mark.parametrize("namespace", ["", "web", "a1", "1", "web-shop_2", "a" * 63])
def test_a_namespace_is_a_plain_lower_case_name(namespace: str) -> None:
    check_namespace(namespace)


def test_a_list_refuses_two_operations_of_one_name_and_strangers() -> None:
    one, other = list_operation("query A { a }"), list_operation("query A { b }")
    with pytest.raises(ConfigurationError, match="Two operations are named A"):
        AllowList(operations=(one, other))
    with pytest.raises(ConfigurationError, match="belongs to another namespace"):
        AllowList(namespace="web", operations=(one,))


def test_a_list_changes_by_name_and_stays_sorted() -> None:
    a, b, c = (list_operation(f"query {name} {{ a }}") for name in "ABC")
    new_b = list_operation("query B { new }")
    allow_list = AllowList(operations=(c, a)).with_operations([b]).with_operations([new_b])
    assert allow_list.operations == (a, new_b, c)
    assert allow_list.get("B") == new_b
    assert allow_list.without(["A", "C", "X"]).operations == (new_b,)
    assert allow_list.get("X") is None
    assert [operation.name for operation in allow_list] == ["A", "B", "C"]
    assert len(allow_list) == 3
