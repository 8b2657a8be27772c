"""Fields of a rule's form: tick boxes for columns, a box per filter, names of filters to tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from django_graphgate.admin.rule_values import (
    ColumnChoice,
    filter_list,
    filter_text,
    plain_columns,
    stored_filter,
)
from django_graphgate.ir.catalog import Column, Table
from django_graphgate.strict_json import is_storable

_MAX_TEXT = 20_000
"""Longest filter, in characters."""

_NO_COLUMN = "(none)"
"""How an empty list is written where an empty box means the columns that do not look secret."""


def check_storable(filters: Sequence[Any]) -> None:
    """Raise ``ValidationError`` for a filter that is too long, or that no database could store."""
    if any(len(filter_text(item)) > _MAX_TEXT for item in filters):
        raise ValidationError(f"A filter has at most {_MAX_TEXT:,} characters.")
    if not all(map(is_storable, filters)):
        raise ValidationError("A filter contains a character that cannot be stored.")


class _Widget(forms.Widget):
    """A group of inputs, which a browser sends none of where nothing is ticked."""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class ColumnsWidget(_Widget):
    """One line per column: a tick box, the type, whether it looks secret, the condition."""

    template_name = "admin/graphgate/widgets/columns.html"
    use_fieldset = True

    def __init__(self, table: Table | None, *, conditional: bool) -> None:
        super().__init__()
        self.table = table
        self.conditional = conditional

    def value_from_datadict(self, data: Any, files: Any, name: str) -> ColumnChoice:
        prefix = f"{name}-if-"
        return ColumnChoice(
            plain=data.get(f"{name}-mode") != "ticked",
            ticked=frozenset(data.getlist(name)),
            conditions={
                key.removeprefix(prefix): text
                for key in data
                if key.startswith(prefix) and (text := data[key].strip())
            },
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        choice = value if isinstance(value, ColumnChoice) else ColumnChoice.of_stored(value)
        columns = self.table.columns if self.table else {}
        keys = self.table.primary_key if self.table else ()
        ticked = choice.granted(self.table)
        gone = sorted((choice.ticked | set(choice.conditions)) - set(columns))
        rows = [
            {
                "name": column,
                "type": _type(columns.get(column)),
                "description": columns[column].description if column in columns else "",
                "secret": column in columns and columns[column].secret and not columns[column].generic_key,
                "gone": column not in columns,
                "ticked": column in ticked,
                "condition": choice.conditions.get(column, ""),
                "always": column in keys and column not in choice.conditions,
            }
            for column in (*columns, *gone)
        ]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"].update(plain=choice.plain, rows=rows, conditional=self.conditional)
        return context


def _type(column: Column | None) -> str:
    if column is None:
        return ""
    return column.codec.scalar if column.column else "list"


class ColumnsField(forms.Field):
    """The columns of a rule, as they are stored; those that are read may each have a filter."""

    widget: ColumnsWidget

    def __init__(self, table: Table | None, *, conditional: bool = True, **options: Any) -> None:
        self.table = table
        super().__init__(widget=ColumnsWidget(table, conditional=conditional), required=False, **options)

    def clean(self, value: ColumnChoice) -> list[Any] | None:
        check_storable(list(map(stored_filter, value.conditions.values())))
        if value.plain:  # their boxes are not shown
            value = ColumnChoice(
                ticked=(value.ticked - plain_columns(self.table))
                | (frozenset(value.conditions) & plain_columns(self.table)),
                conditions=value.conditions,
            )
        lost = sorted(set(value.conditions) - value.granted(self.table))
        if lost:
            raise ValidationError(f"Tick {', '.join(lost)}, or remove the filter next to it.")
        return value.to_stored(self.table)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return not ColumnChoice.of_stored(initial).same_as(
                ColumnChoice.of_stored(self.clean(data)), self.table
            )
        except ValidationError:
            return True


class FiltersWidget(_Widget):
    """A box per filter, two empty ones, and the named filters to tick."""

    template_name = "admin/graphgate/widgets/filters.html"
    use_fieldset = True

    def __init__(self, named: Mapping[str, Any]) -> None:
        super().__init__()
        self.named = named

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        boxes = [stored_filter(text) for text in data.getlist(name) if text.strip()]
        return [*data.getlist(f"{name}-named"), *boxes]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        texts = [filter_text(item) for item in filter_list(value)]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"].update(
            boxes=[*(text for text in texts if text not in self.named), "", ""],
            named=[(label, filter_text(text), label in texts) for label, text in self.named.items()],
        )
        return context


class FiltersField(forms.Field):
    """The filters of a rule, as they are stored."""

    def __init__(self, named: Mapping[str, Any], **options: Any) -> None:
        super().__init__(widget=FiltersWidget(named), required=False, **options)

    def clean(self, value: Sequence[Any]) -> list[Any]:
        check_storable(value)
        return list(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = sorted(filter_text(item) for item in filter_list(initial))
        return before != sorted(filter_text(item) for item in data)


class WildcardFiltersWidget(_Widget):
    """A line per filter of the rule for every table: the column that a table must have, and the filter."""

    template_name = "admin/graphgate/widgets/wildcard_filters.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        pairs = zip(data.getlist(f"{name}-column"), data.getlist(name), strict=False)
        return [
            {"if_column": column.strip(), "filter": stored_filter(text)}
            for column, text in pairs
            if column.strip() or text.strip()
        ]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        lines = [
            (str(item.get("if_column", "")), filter_text(item.get("filter", "")))
            if isinstance(item, Mapping)
            else ("", filter_text(item))
            for item in filter_list(value)
        ]
        context["widget"].update(lines=[*lines, ("", "")], columns=self.columns)
        return context


class WildcardFiltersField(forms.Field):
    """The filters of the rule for every table, as they are stored."""

    def __init__(self, columns: Sequence[str], **options: Any) -> None:
        super().__init__(widget=WildcardFiltersWidget(columns), required=False, **options)

    def clean(self, value: Sequence[Mapping[str, Any]]) -> list[Any]:
        if any(not item["if_column"] or item["filter"] == "" for item in value):
            raise ValidationError("Each line needs a column and a filter.")
        check_storable([item["filter"] for item in value])
        return list(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(filter_list(initial)) != list(data)


class WildcardColumnsField(forms.CharField):
    """Names, separated by commas or lines: the tables have different columns."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 60}), **options)

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return ", ".join(map(filter_text, filter_list(value))) or _NO_COLUMN

    def clean(self, value: Any) -> list[str] | None:
        text = str(super().clean(value))
        if text == _NO_COLUMN:
            return []
        names = (name.strip() for name in text.replace("\n", ",").split(","))
        return list(dict.fromkeys(filter(None, names))) or None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.clean(self.prepare_value(initial) or "") != self.clean(data or "")
