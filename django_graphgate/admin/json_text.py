"""JSON that somebody types."""

from __future__ import annotations

import json
import math
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from django_graphgate.strict_json import InvalidJson, is_storable, strict_decoder


def read_json_text(text: str) -> Any:
    """The value of a text.  Raises ``ValueError`` for what is not JSON, could not be written again, or stored."""
    try:
        value = strict_decoder(parse_float=_finite).decode(text)
    except RecursionError as error:
        raise InvalidJson("it is nested too deeply") from error
    if not is_storable(value):
        raise InvalidJson("it contains a character that cannot be stored")
    return value


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise InvalidJson("a number is too large")
    return number


class JSONTextField(forms.CharField):
    """JSON that is shown indented; an empty text is its empty value."""

    def __init__(self, expected: type, **options: Any) -> None:
        widget = AdminTextareaWidget(attrs={"rows": 8, "cols": 80, "spellcheck": "false"})
        super().__init__(required=False, widget=widget, **options)
        self.expected = expected

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):  # what was typed
            return value
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return self.expected()
        try:
            read = read_json_text(text)
        except ValueError as error:
            raise ValidationError("Enter valid JSON.") from error
        if not isinstance(read, self.expected):
            noun = "an object, such as {…}" if self.expected is dict else "a list, such as […]"
            raise ValidationError(f"Enter {noun}.")
        return read

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != (initial or self.expected()))
        except ValidationError:
            return True
