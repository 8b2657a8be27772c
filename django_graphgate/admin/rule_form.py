"""The form of a rule: a rule that the gate could not understand is not saved."""

# Django 5.2 does not let ModelForm be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.models import TableRule
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.statements.limits import limits_of


class _Json(forms.JSONField):
    """Shows ``None`` as an empty box, not as ``null``."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


class RuleForm(forms.ModelForm):
    """One rule.  Table, columns and filters are looked up in the project's models."""

    class Meta:
        model = TableRule
        fields = ("table", "action", "block", "columns", "filters", "limit")
        field_classes = {"columns": _Json, "filters": _Json}
        widgets = {
            "columns": forms.Textarea(attrs={"rows": 4, "cols": 48}),
            "filters": forms.Textarea(attrs={"rows": 4, "cols": 48}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.initial.get("filters"):
            self.initial["filters"] = None

    def clean_table(self) -> str:
        table = str(self.cleaned_data["table"])
        tables = self._catalog().tables
        if table not in tables:
            near = difflib.get_close_matches(table, tables, 1)
            hint = (
                f"Did you mean {near[0]}?"
                if near
                else f"The tables are: {', '.join(sorted(tables)) or 'none'}."
            )
            raise ValidationError(f"{table} is not a table of the API. {hint}")
        return table

    def clean_columns(self) -> list[str] | None:
        columns = self.cleaned_data["columns"]
        if columns is None:
            return None
        if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
            raise ValidationError('A list of names is expected, such as ["id", "name"].')
        self._understood(StoredRule(table=self._table(), columns=tuple(columns)))
        return columns

    def clean_filters(self) -> list[Any]:
        filters = self.cleaned_data["filters"]
        if filters is None:
            return []
        if isinstance(filters, str | Mapping):
            filters = [filters]
        if not isinstance(filters, list) or not all(isinstance(item, str | Mapping) for item in filters):
            raise ValidationError('A list of filters is expected, such as ["{ id: { eq: $user_id } }"].')
        self._understood(StoredRule(table=self._table(), filters=tuple(filters)))
        return filters

    def _table(self) -> str:
        """The table if it is valid, else empty."""
        return str(self.cleaned_data.get("table", ""))

    @staticmethod
    def _understood(rule: StoredRule) -> None:
        """Build the rule as the gate does.  An empty table was refused before, and is ignored."""
        from django_graphgate.compiler.plan.role_rules import build_rules

        settings = get_settings()
        role = StoredRole(name="of this page", rules=(rule,))
        try:
            build_rules(role, get_catalog(), default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings))
        except ConfigurationError as error:
            raise ValidationError(f"{error.message} {error.hint}".strip()) from error
        except RequestRejected as error:
            raise ValidationError(error.message) from error

    @staticmethod
    def _catalog() -> Any:
        try:
            return get_catalog()
        except ConfigurationError as error:
            raise ValidationError(f"The models cannot be read: {error.message}") from error
