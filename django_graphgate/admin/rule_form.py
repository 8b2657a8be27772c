"""The form of a rule: a rule that the gate could not understand is not saved."""

# Django 5.2 does not let ModelForm be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

import difflib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from django_graphgate.access.reading import RULE_FIELDS
from django_graphgate.admin.editing import UnchangedSince
from django_graphgate.admin.preset_field import PresetsField, new_selects
from django_graphgate.admin.rule_checks import filter_problem, named_filters, rule_problem, select_problem
from django_graphgate.admin.rule_fields import (
    ColumnsField,
    FiltersField,
    WildcardColumnsField,
    WildcardFiltersField,
)
from django_graphgate.admin.rule_values import (
    ColumnChoice,
    filter_list,
    filter_text,
    stored_filter,
    table_for,
)
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.models import Role, TableRule
from django_graphgate.rules.model import EVERY_TABLE

QUERY = TableRule.Action.QUERY
SUBJECT = ("role", "table", "action")
"""What a rule is about: chosen before its form is shown, and not changed afterwards."""


_ROWS = {
    "query": "Rows for which all of them hold. Such as { owner_id: { eq: $user_id } }",
    "insert": "They must hold for a row once it is written, or nothing is.",
    "update": "They must hold for a row before it is written and afterwards, or nothing is.",
    "upsert": "They must hold for a row that is there, and for what is written, or nothing is.",
    "delete": "Rows for which all of them hold may be deleted.",
}
_PRESETS = (
    "Values that win over the data, as a JSON object: a constant, a variable of rules, or now for a date or time. "
    'Such as {"owner_id": "$user_id", "created_at": "now"}. Data cannot give these columns.'
)


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

    action = forms.ChoiceField(
        choices=TableRule.Action.choices,
        required=False,
        label="May",
        help_text="A rule for writing holds beside the rule for query: what the role cannot see it cannot name.",
    )

    def clean_table(self) -> str:
        return check_table(str(self.cleaned_data["table"]))

    def clean_action(self) -> str:
        return str(self.cleaned_data["action"] or QUERY)


class RuleForm(UnchangedSince, forms.ModelForm):
    """One rule.  Columns and filters are looked up in the project's models."""

    class Meta:
        model = TableRule
        fields = (*SUBJECT, "block", "columns", "presets", "filters", "limit", "max_affected")
        widgets = dict.fromkeys(SUBJECT, forms.HiddenInput)

    may_write_sql = False
    """Whoever saves the rule may give presets that are SQL: it would read any table, without any rule."""

    block = forms.BooleanField(
        required=False, help_text="Refuse every use of the table. The rest of the rule is kept, and not used."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = self._subject("table")
        action = self._subject("action")
        self.action = action if action in TableRule.Action.values else str(QUERY)
        try:
            tables = catalog_or_error().tables
        except ValidationError:  # said again when the form is sent
            tables = {}
        if "limit" in self.fields:
            self.fields["limit"].widget.attrs["placeholder"] = get_settings().DEFAULT_LIMIT
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
                self._columns_field(table_for(tables.get(self.table), self.action)),
                FiltersField(named_filters(), label="Filters", help_text=_ROWS[self.action]),
            )

    def _columns_field(self, table: Table | None) -> ColumnsField:
        if self.action == QUERY:
            return ColumnsField(table, label="Which columns may be read, filtered and ordered by")
        return ColumnsField(table, conditional=False, label="Which columns may data give")

    def _subject(self, name: str) -> str:
        if self.instance.pk:
            return str(getattr(self.instance, name))
        return str(self.data.get(name) or self.initial.get(name) or "")

    def _add_fields(self, columns: forms.Field, filters: forms.Field) -> None:
        """What can be chosen depends on table and action.  A page that only shows the rule has no fields."""
        presets = PresetsField(help_text=_PRESETS)
        for name, field in (("columns", columns), ("filters", filters), ("presets", presets)):
            if name in self.fields:
                self.fields[name] = field

    # -- checks ---------------------------------------------------------------------------------

    def clean_table(self) -> str:
        return check_table(str(self.cleaned_data["table"]))

    def clean_columns(self) -> list[Any] | None:
        columns: list[Any] | None = self.cleaned_data["columns"]
        choice = ColumnChoice.of_stored(columns)
        table = table_for(catalog_or_error().tables.get(self.table), self.action)
        problems = [
            f"{name}: {problem}"
            for name, text in choice.conditions.items()
            if (problem := self._mask_problem(name, stored_filter(text)))
        ]
        if table is not None:
            problems += [
                f"{name}: {self.table} has no such column{'' if self.action == QUERY else ' to write'}."
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

    def clean_presets(self) -> dict[str, Any]:
        presets: dict[str, Any] = self.cleaned_data["presets"]
        selects = [] if self.may_write_sql else new_selects(presets, self.instance.presets)
        if selects:
            raise ValidationError(f"Only a superuser may write SQL: {', '.join(selects)}.")
        return presets

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
            written = {name: cleaned[name] for name in RULE_FIELDS if name in cleaned}
            if self.table != EVERY_TABLE:  # the rest of a blocked rule is kept, so it is checked
                written["block"] = False
            problem = rule_problem(self.table, self.action, **written)
            if problem:
                raise ValidationError(problem)
            selects = new_selects(
                cleaned.get("presets", {}), self.instance.presets if self.instance.pk else {}
            )
            problem = select_problem(self.table, self.action, selects, **written) if selects else ""
            if problem:
                raise ValidationError({"presets": problem})
        return cleaned

    def full_clean(self) -> None:
        """What is wrong with a hidden field is said above the form."""
        super().full_clean()
        for name in SUBJECT:
            if name in self.fields:
                for sentence in self.errors.pop(name, []):
                    self.add_error(None, sentence)
