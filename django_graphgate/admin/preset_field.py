"""The field for the presets of a rule: a JSON object in a box."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from django_graphgate.ir.select_text import SQL
from django_graphgate.strict_json import is_storable, same_json, strict_decoder

_EXAMPLE = '{"owner_id": "$user_id", "created_at": "now"}'


class PresetsField(forms.CharField):
    """Columns and values, as they are stored."""

    def __init__(self, **options: Any) -> None:
        box = forms.Textarea(attrs={"rows": 4, "cols": 80, "spellcheck": "false"})
        super().__init__(required=False, max_length=20_000, widget=box, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return json.dumps(value, indent=2, default=str) if value else ""

    def clean(self, value: Any) -> dict[str, Any]:
        text = str(super().clean(value))
        try:
            presets = strict_decoder().decode(text) if text else {}
        except (ValueError, RecursionError) as error:
            raise ValidationError(f"Presets are JSON such as {_EXAMPLE}: {error}.") from error
        if not isinstance(presets, dict):
            raise ValidationError(f"Presets are an object such as {_EXAMPLE}.")
        if not is_storable(presets):
            raise ValidationError("A preset contains a character that cannot be stored.")
        return presets

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return not same_json(initial or {}, self.clean(data))
        except ValidationError:
            return True


def new_selects(presets: Mapping[str, Any], kept: Any) -> list[str]:
    """The columns whose presets are SQL that ``kept``, what is stored now, does not have; sorted."""
    before = kept if isinstance(kept, Mapping) else {}
    return sorted(
        name
        for name, value in presets.items()
        if isinstance(value, str) and value.startswith(SQL) and before.get(name) != value
    )
