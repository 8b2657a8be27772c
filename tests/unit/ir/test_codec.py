"""Codecs are values: their texts are read in one place, and come back as they are written."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import django_graphgate
from django_graphgate.ir.codec import Codec

PACKAGE = Path(django_graphgate.__file__).parent
TEXT_METHODS = {"partition", "rpartition", "split", "startswith", "removeprefix"}

TEXTS = [
    "int:0:7",
    "decimal",
    "decimal:10:2",
    "text",
    "text:varchar",
    "like:infix",
    "enum:a:b",
    "array:array:text:varchar",
]


@pytest.mark.parametrize("text", TEXTS)
def test_codec_does_not_come_back(text: str) -> None:
    assert str(Codec.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "int", "int:1", "int:1:2:3", "int:a:b", "decimal:1", "uuid:x", "array", "array:", "nothing"]
)
def test_text_that_names_no_codec_is_read(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Codec.parse(text)


def test_text_of_a_codec_is_taken_apart_elsewhere() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path != PACKAGE / "ir" / "codec.py":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in TEXT_METHODS:
                    assert "codec" not in ast.unparse(node.value), f"{path}:{node.lineno}"
