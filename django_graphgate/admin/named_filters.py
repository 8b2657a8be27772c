"""Filters that rules use by name."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from django_graphgate.admin.confirm import ConfirmsImpact
from django_graphgate.admin.editing import UnchangedSince
from django_graphgate.admin.rule_checks import filter_problem
from django_graphgate.admin.rule_fields import check_storable
from django_graphgate.admin.rule_values import ColumnChoice, filter_list, filter_text, stored_filter
from django_graphgate.catalog import get_catalog
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import NamedFilter, TableRule
from django_graphgate.rules.inherit import is_filter_name
from django_graphgate.rules.model import EVERY_TABLE


def rules_that_use(name: str) -> list[TableRule]:
    """The rules that have the filter, whether of their rows or of a column."""
    rules = TableRule._default_manager.select_related("role")
    return [rule for rule in rules if name in _names(rule)]


def _names(rule: TableRule) -> set[str]:
    items = [
        item["filter"] if isinstance(item, dict) and "if_column" in item and "filter" in item else item
        for item in filter_list(rule.filters)
    ]
    conditions = ColumnChoice.of_stored(rule.columns).conditions.values()
    return {item.strip() for item in (*items, *conditions) if is_filter_name(item)}


class FilterTextField(forms.CharField):
    """A filter as text that needs no quoting."""

    def prepare_value(self, value: Any) -> Any:
        return value if value is None else filter_text(value)

    def clean(self, value: Any) -> Any:
        given = stored_filter(str(super().clean(value)))
        check_storable([given])
        return given

    def has_changed(self, initial: Any, data: Any) -> bool:
        return initial is None or filter_text(initial) != filter_text(stored_filter(data or ""))


class NamedFilterForm(UnchangedSince, forms.ModelForm):
    """A filter is checked on every table that it is used on."""

    filter = FilterTextField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text="Such as { owner_id: { eq: $user_id } }",
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not is_filter_name(name):
            raise ValidationError("A filter cannot have this name.")
        if self.instance.pk and name != self.instance.name and (rules := rules_that_use(self.instance.name)):
            raise ValidationError(f"Rules use it by its name: {_shown(rules)}.")
        return name

    def clean_filter(self) -> Any:
        given = self.cleaned_data["filter"]
        if is_filter_name(given):
            raise ValidationError("A filter is expected, not the name of another.")
        problems = [f"On {table}: {problem}" for table, problem in self._problems(given)]
        if problems:
            raise ValidationError(problems)
        return given

    def _problems(self, given: Any) -> Iterator[tuple[str, str]]:
        """Of each table that has the filter; where none has, no table can refuse it."""
        try:
            tables = get_catalog().tables
        except ConfigurationError as error:
            raise ValidationError(f"The models cannot be read: {error.message}") from error
        rules = rules_that_use(self.instance.name) if self.instance.pk else []
        used = {table for rule in rules for table in _tables(rule, self.instance.name, tables)}
        for table in sorted(used):
            if problem := filter_problem(given, table):
                yield table, problem
        if not used and (sentence := _syntax_problem(given, list(tables))):
            raise ValidationError(sentence)


def _tables(rule: TableRule, name: str, tables: Any) -> Iterator[str]:
    if rule.table != EVERY_TABLE:
        yield rule.table
    for item in filter_list(rule.filters) if rule.table == EVERY_TABLE else ():
        if isinstance(item, dict) and item.get("filter") == name:
            yield from (table for table, entry in tables.items() if item.get("if_column") in entry.columns)


def _syntax_problem(given: Any, tables: list[str]) -> str:
    """A filter that nothing uses yet has to fit some table."""
    problems = [filter_problem(given, table) for table in tables]
    return problems[0] if problems and all(problems) else ""


def _shown(rules: list[TableRule]) -> str:
    return ", ".join(f"{rule.table} for {rule.role}" for rule in rules)


class NamedFilterAdmin(ConfirmsImpact):
    """A change holds for every rule that has the filter, from the next request."""

    form = NamedFilterForm
    fields = ("name", "filter")
    list_display = ("name", "text", "used_by")
    search_fields = ("name",)

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    @admin.display(description="filter")
    def text(self, named: NamedFilter) -> SafeString:
        return format_html("<code>{}</code>", filter_text(named.filter))

    @admin.display(description="used by")
    def used_by(self, named: NamedFilter) -> str:
        return _shown(rules_that_use(named.name)) or "-"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [(None, {"fields": ("name", "filter") if writes else ("name", "text", "used_by")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("text", "used_by")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Rules that have a filter by its name keep it from being deleted."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        users = [rule for named in objs for rule in rules_that_use(named.name)]
        return deleted, counts, lacking, [*protected, *(f"{rule.role}: {rule}" for rule in users)]
