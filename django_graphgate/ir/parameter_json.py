"""Parameters as JSON, for statements that are stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from django_graphgate.ir.codec import Codec
from django_graphgate.ir.sql import Constant, Parameter, ParameterSource

_WITH_VALUES = frozenset({"constant", "cursor", "header", "given", "step"})


def parameter_json(parameter: Parameter) -> dict[str, Any]:
    """A JSON value that :func:`read_parameter` reads back."""
    value = parameter.value
    entry: dict[str, Any] = {"source": parameter.source, "codec": str(parameter.codec)}
    if parameter.source in _WITH_VALUES:
        entry["value"] = list(value) if isinstance(value, tuple) else value
    if parameter.source != "constant":
        entry["name"] = parameter.name
    if parameter.scope:
        entry["scope"] = parameter.scope
    if parameter.many:
        entry["many"] = True
    return entry


def read_parameter(value: Mapping[str, Any]) -> Parameter:
    """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for a malformed value."""
    constant: Constant = None
    if "value" in value:
        given = value["value"]
        constant = tuple(given) if isinstance(given, list) else given  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if value["source"] not in get_args(ParameterSource):
        raise ValueError(f"unknown source {value['source']!r}")
    return Parameter(
        source=value["source"],
        codec=Codec.parse(str(value["codec"])),
        name=str(value.get("name", "")),
        value=constant,
        many=bool(value.get("many", False)),
        scope=str(value.get("scope", "")),
    )
