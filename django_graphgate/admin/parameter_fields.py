"""Form fields for the parameters of an action: what somebody types becomes a JSON value.

Which values a parameter takes is decided by :func:`django_graphgate.actions.parameters.read_parameters` alone; fields
only tell browsers of it.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError

from django_graphgate.admin.definition_texts import bounds_text
from django_graphgate.admin.json_text import read_json_text
from django_graphgate.ir.action import ActionParameter

OMITTED: Any = object()
"""The value of a field that says nothing: the parameter is not given."""

_HELP = {
    "Date": "Such as 2026-01-31",
    "DateTime": "Such as 2026-01-31T12:00:00Z",
    "Time": "Such as 12:00:00",
    "Duration": "Such as P1DT2H",
    "Bytes": "Base64",
    "JSON": "JSON",
}
_TYPES = {"Int": "number", "Float": "number", "Date": "date", "UUID": "text"}
_LONG_TEXT = 200


class ParameterField(forms.Field):
    """Text of a scalar, or a line per item of a list."""

    def __init__(self, parameter: ActionParameter) -> None:
        self.parameter = parameter
        text = parameter.type
        self.nullable = not text.endswith("!")
        self.many = text.startswith("[")
        self.scalar = text.strip("[]!")
        super().__init__(
            required=not (self.nullable or parameter.has_default or self._takes_empty),
            label=parameter.name,
            help_text=self._help(),
            initial=self._shown(parameter.default) if parameter.has_default else None,
            widget=self._widget(),
        )

    @property
    def _takes_empty(self) -> bool:
        """An empty text is a value of its own."""
        return (self.scalar == "String" and not self.parameter.choices) or self.many

    def _widget(self) -> forms.Widget:
        parameter, names = self.parameter, {"spellcheck": "false", "autocomplete": "off"}
        if self.many or self.scalar == "JSON":
            return AdminTextareaWidget(attrs={"rows": 3, "cols": 60, **names})
        if parameter.choices or self.scalar == "Boolean":
            values = parameter.choices or (True, False)
            empty = [] if parameter.has_default else [("", "---------")]
            return forms.Select(choices=[*empty, *((_text(value), self._label(value)) for value in values)])
        length = {"maxlength": parameter.max_length} if parameter.max_length else {}
        if self.scalar == "String" and (parameter.max_length or _LONG_TEXT + 1) > _LONG_TEXT:
            return AdminTextareaWidget(attrs={"rows": 2, "cols": 60, **length})
        bounds = {"min": parameter.minimum, "max": parameter.maximum}
        shown = {name: value for name, value in bounds.items() if value is not None}
        step = {"step": "any"} if self.scalar == "Float" else {}
        attributes = {"type": _TYPES.get(self.scalar, "text"), **length, **shown, **step, **names}
        return AdminTextInputWidget(attrs=attributes)

    def _label(self, value: Any) -> str:
        return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else str(value)

    def _help(self) -> str:
        parts = (
            self.parameter.description,
            self.parameter.type,
            bounds_text(self.parameter),
            _HELP.get(self.scalar, ""),
            "One value per line." if self.many else "",
        )
        return " · ".join(filter(None, parts))

    def _shown(self, value: Any) -> Any:
        """A JSON value as its widget has it."""
        if value is None:
            return None
        if self.many and isinstance(value, list):
            return "\n".join(map(self._shown_item, value))
        return self._shown_item(value)

    def _shown_item(self, value: Any) -> str:
        return value if isinstance(value, str) and not self.parameter.choices else _text(value)

    def clean(self, value: Any) -> Any:
        """The JSON value, or ``OMITTED``; raises ``ValidationError`` for what is none of the type."""
        text = "" if value is None else str(value).replace("\r\n", "\n")
        lines = [line for line in text.split("\n") if line.strip()] if self.many else [text] if text else []
        if not lines and self._may_be_omitted(value):
            return OMITTED
        if self.many:
            return [self._value(line) for line in lines]
        if text == "" and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return self._value(text)

    def _may_be_omitted(self, value: Any) -> bool:
        """Whether nothing was said.  Somebody who clears a default means the empty value, where that is one."""
        if self.nullable:
            return True
        return self.parameter.has_default and (value is None or not self._takes_empty)

    def _value(self, text: str) -> Any:
        if self.parameter.choices:
            values = {_text(value): value for value in self.parameter.choices}
            values |= {str(value): value for value in self.parameter.choices} if self.many else {}
            if text.strip() in values:
                return values[text.strip()]
            raise ValidationError("Choose one of the values.")
        if self.scalar in {"Int", "BigInt", "Float", "Boolean", "JSON"}:
            return _read_json(text, self.scalar)
        return text if self.scalar == "String" else text.strip()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _read_json(text: str, scalar: str) -> Any:
    try:
        return read_json_text(text)
    except ValueError as error:
        expected = {"JSON": "JSON", "Boolean": "true or false"}.get(scalar, "a number")
        raise ValidationError(f"Enter {expected}.") from error
