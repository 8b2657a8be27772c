"""The form of *Run now*: a field per parameter, and what a person says besides."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, cast

from django import forms

from django_graphgate.actions.parameters import read_parameters
from django_graphgate.admin.json_text import JSONTextField
from django_graphgate.admin.parameter_fields import OMITTED, ParameterField
from django_graphgate.errors import VariableInvalid
from django_graphgate.ir.action import ActionDefinition

_PREFIX = "parameter-"
_VARIABLES = "variables"


def may_write(definition: ActionDefinition) -> bool:
    """Whether a run may change data.  Only what is declared as a query does not."""
    return definition.field != "query"


class RunForm(forms.Form):
    """``values()`` are the parameters in JSON form.  ``key`` is sent once: a page that is sent again runs nothing."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, min_length=16)
    dry_run = forms.BooleanField(
        required=False, label="Dry run", help_text="Everything is undone afterwards, in the database."
    )
    confirmed = forms.BooleanField(required=False, label="Yes, run it: it may change data")

    def __init__(self, definition: ActionDefinition, data: Any = None, **options: Any) -> None:
        options.setdefault("initial", {"key": secrets.token_hex(16)})
        super().__init__(data, **options)
        self.definition = definition
        names = {_PREFIX + parameter.name: ParameterField(parameter) for parameter in definition.parameters}
        if definition.source == "operation":
            names[_VARIABLES] = cast("Any", JSONTextField(dict, help_text='Such as {"id": 7}'))
        if not definition.transaction:
            del self.fields["dry_run"]
        if not may_write(definition):
            del self.fields["confirmed"]
        self.fields = {**names, **self.fields}

    def values(self) -> dict[str, Any]:
        """The given parameters; call it when the fields are clean."""
        cleaned = self.cleaned_data
        given = {
            name.removeprefix(_PREFIX): value
            for name, value in cleaned.items()
            if name.startswith(_PREFIX) and value is not OMITTED
        }
        return {**given, **cleaned.get(_VARIABLES, {})}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "confirmed" in self.fields and not (cleaned.get("confirmed") or cleaned.get("dry_run")):
            self.add_error("confirmed", "Tick this to run it.")
        if not self.errors and self.definition.source != "operation":
            self._check(self.values())
        return cleaned

    def _check(self, values: Mapping[str, Any]) -> None:
        """Bounds and types are those of every other caller."""
        try:
            read_parameters(self.definition, values)
        except VariableInvalid as error:
            name = f"{_PREFIX}{error.extensions.get('parameter', error.extensions.get('variable', ''))}"
            self.add_error(name if name in self.fields else None, error.message)
