"""What a stored rule says, as texts of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.rule_values import ColumnChoice, filter_list, filter_text
from django_graphgate.models import TableRule


def columns_text(rule: TableRule) -> str:
    """The columns of a rule as a sentence."""
    choice = ColumnChoice.of_stored(rule.columns)
    names = [
        f"{name} (where {choice.conditions[name]})" if name in choice.conditions else name
        for name in sorted(choice.ticked)
    ]
    if choice.plain:
        names.insert(0, "all that do not look secret")
    return ", ".join(names) or "none"


def filters_text(rule: TableRule) -> SafeString | str:
    """The filters of a rule, a line each."""
    lines = [_filter_line(item) for item in filter_list(rule.filters)]
    return format_html_join("", "<div><code>{}</code></div>", ((line,) for line in lines)) or "all rows"


def _filter_line(item: Any) -> str:
    if isinstance(item, dict) and "if_column" in item:
        return f"tables with {item['if_column']}: {filter_text(item.get('filter'))}"
    return filter_text(item)


def presets_text(rule: TableRule) -> SafeString | str:
    """The presets of a rule, a line each."""
    presets: Any = rule.presets
    if not isinstance(presets, Mapping):  # of another program
        return str(presets)
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in sorted(presets.items())]
    return format_html_join("", "<div><code>{}</code></div>", ((line,) for line in lines)) or "none"
