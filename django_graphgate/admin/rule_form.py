"""The form of a rule: a rule that the gate could not understand is not saved."""

# Django 5.2 does not let ModelForm be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

import difflib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from django_graphgate.admin.editing import UnchangedSince
from django_graphgate.admin.rule_checks import filter_problem, named_filters, rule_problem
from django_graphgate.admin.rule_fields import (
    ColumnsField,
    FiltersField,
    WildcardColumnsField,
    WildcardFiltersField,
)
from django_graphgate.admin.rule_values import ColumnChoice, filter_list, filter_text, stored_filter
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog
from django_graphgate.models import Role, TableRule
from django_graphgate.rules.model import EVERY_TABLE

SUBJECT = ("role", "table", "action")
"""What a rule is about: chosen before its form is shown, and not changed afterwards."""


def catalog_or_error() -> Catalog:
    """The catalogue; raises ``ValidationError`` where the models cannot be read."""
    try:
        return get_catalog()
    except ConfigurationError as error:
        raise ValidationError(f"The models cannot be read: {error.message}") from error


def check_table(name: str) -> str:
    """The name if rules may be about it; raises ``ValidationError``, with the nearest name, if not."""
    tables = catalog_or_error().tables
    if name in tables or name == EVERY_TABLE:
        return name
    near = difflib.get_close_matches(name, tables, 1)
    hint = f"Did you mean {near[0]}?" if near else f"The tables are: {', '.join(sorted(tables)) or 'none'}."
    raise ValidationError(f"{name} is not a table of the API. {hint}")


class SubjectForm(forms.Form):
    """Asks which role and table a new rule is about."""

    role = forms.ModelChoiceField(Role._default_manager.all())
    table = forms.CharField(
        max_length=200,
        widget=forms.TextInput(
            attrs={"list": "graphgate-tables", "autocomplete": "off", "class": "vTextField"}
        ),
        help_text="Type a part of the name. The rule * is for all tables that have a certain column.",
    )

    def clean_table(self) -> str:
        return check_table(str(self.cleaned_data["table"]))


class RuleForm(UnchangedSince, forms.ModelForm):
    """One rule.  Columns and filters are looked up in the project's models."""

    class Meta:
        model = TableRule
        fields = (*SUBJECT, "block", "columns", "filters", "limit")
        widgets = dict.fromkeys(SUBJECT, forms.HiddenInput)

    block = forms.BooleanField(
        required=False, help_text="Refuse every use of the table. The rest of the rule is kept, and not used."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = self._subject()
        try:
            tables = catalog_or_error().tables
        except ValidationError:  # said again when the form is sent
            tables = {}
        if "limit" in self.fields:
            self.fields["limit"].widget.attrs["placeholder"] = get_settings().DEFAULT_LIMIT
        named = named_filters()
        if self.table == EVERY_TABLE:
            names = sorted({column for table in tables.values() for column in table.columns})
            self._add_fields(
                WildcardColumnsField(
                    label="Which columns may be read, filtered and ordered by",
                    help_text="Names, separated by commas. Empty: all that do not look secret. (none): no column.",
                ),
                WildcardFiltersField(
                    names,
                    help_text="A table with the column gets the filter; a table with none of the columns "
                    "is closed until it has a rule of its own.",
                ),
            )
        else:
            self._add_fields(
                ColumnsField(
                    tables.get(self.table), label="Which columns may be read, filtered and ordered by"
                ),
                FiltersField(
                    named,
                    label="Filters",
                    help_text="Rows for which all of them hold. Such as { owner_id: { eq: $user_id } }",
                ),
            )

    def _subject(self) -> str:
        if self.instance.pk:
            return str(self.instance.table)
        return str(self.data.get("table") or self.initial.get("table") or "")

    def _add_fields(self, columns: forms.Field, filters: forms.Field) -> None:
        """What can be chosen depends on the table.  A page that only shows the rule has neither."""
        if "columns" in self.fields:
            self.fields["columns"] = columns
        if "filters" in self.fields:
            self.fields["filters"] = filters

    # -- checks ---------------------------------------------------------------------------------

    def clean_block(self) -> bool:
        block = bool(self.cleaned_data["block"])
        action = self.cleaned_data.get("action") or self.instance.action
        if action != TableRule.Action.QUERY and not block:
            raise ValidationError("Mutations do not run yet, so a rule for them can only block.")
        return block

    def clean_table(self) -> str:
        return check_table(str(self.cleaned_data["table"]))

    def clean_columns(self) -> list[Any] | None:
        columns: list[Any] | None = self.cleaned_data["columns"]
        choice = ColumnChoice.of_stored(columns)
        table = catalog_or_error().tables.get(self.table)
        problems = [
            f"{name}: {problem}"
            for name, text in choice.conditions.items()
            if (problem := self._mask_problem(name, stored_filter(text)))
        ]
        if table is not None:
            problems += [
                f"{name}: {self.table} has no such column."
                for name in sorted(choice.ticked - set(table.columns))
            ]
        if problems:
            raise ValidationError(problems)
        kept = self.instance.columns
        same = self.instance.pk and ColumnChoice.of_stored(kept).same_as(choice, table)
        return kept if same and self.table != EVERY_TABLE else columns

    def _mask_problem(self, column: str, condition: Any) -> str:
        """The filter itself, and then whether the column can be masked."""
        mask = [{"name": column, "if": condition}]
        return filter_problem(condition, self.table) or rule_problem(self.table, columns=mask)

    def clean_filters(self) -> list[Any]:
        filters: list[Any] = self.cleaned_data["filters"]
        several = len(filters) > 1
        problems = [
            f"Filter {number}: {problem}" if several else problem
            for number, item in enumerate(filters, 1)
            if (problem := filter_problem(item, self.table))
        ]
        if problems:
            raise ValidationError(problems)
        kept = filter_list(self.instance.filters)
        same = sorted(map(filter_text, kept)) == sorted(map(filter_text, filters))
        return list(kept) if same else filters

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            names = ["columns", "filters", "limit", *(["block"] if self.table == EVERY_TABLE else [])]
            written = {name: cleaned[name] for name in names if name in cleaned}
            problem = rule_problem(self.table, **written)
            if problem:
                raise ValidationError(problem)
        return cleaned

    def full_clean(self) -> None:
        """What is wrong with a hidden field is said above the form."""
        super().full_clean()
        for name in SUBJECT:
            if name in self.fields:
                for sentence in self.errors.pop(name, []):
                    self.add_error(None, sentence)
