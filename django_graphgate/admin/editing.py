"""Two people at the same page: who saves second is asked to look again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict

SEEN = "seen"


def state_of(row: models.Model, fields: Iterable[str]) -> str:
    """A digest of what a row holds in these fields."""
    values = model_to_dict(row, fields=list(fields))
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()


class UnchangedSince(forms.BaseForm):
    """A model form with a hidden field that says which state of the row was shown.

    The row is to be read, and locked, in the transaction that saves it.
    """

    instance: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.state = state_of(self.instance, self.fields)
            self.fields[SEEN] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self.state)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get(SEEN) != self.state:
            raise ValidationError(
                "Somebody else has changed this since the page was opened. Open it again to see the change."
            )
        return cleaned
