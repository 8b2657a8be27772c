"""The form of an action in ``actions.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from django_graphgate.actions.entries import read_action
from django_graphgate.admin.entry_form import (
    EntryForm,
    NamesField,
    choice_field,
    database_choices,
    line_field,
    number_field,
    text_field,
)
from django_graphgate.admin.json_text import JSONTextField
from django_graphgate.conf import get_settings
from django_graphgate.dialects import DIALECTS
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.models import Action

_SQL = "sql"
SQL_FIELDS = (_SQL, *(f"{_SQL}_{name}" for name in DIALECTS))
"""A text for all databases, and those for some."""

_LOCKS = [
    ("", "none: several at the same time"),
    ("skip", "skip: it is not run"),
    ("wait", "wait for its end"),
    ("fail", "fail"),
]


def auth_choices() -> list[tuple[str, str]]:
    """The authenticators of ``NAMED_AUTH``."""
    try:
        names = list(get_settings().NAMED_AUTH)
    except ConfigurationError:
        names = []
    return [("", "---------"), *((name, name) for name in names)]


class ActionForm(EntryForm):
    """SQL or a saved operation, with its guard and its bounds."""

    class Meta:
        model = Action
        fields = ("name", "enabled")

    entry_fields = (
        "description",
        "operation",
        "namespace",
        "auth_name",
        "roles",
        "public",
        "parameters",
        "timeout",
        "lock",
        "max_affected",
        "transaction",
        "background",
        "database",
        *SQL_FIELDS,
    )

    description = text_field(rows=2)
    sql = text_field(
        label="SQL",
        help_text="One or several statements; $name is a parameter. For all databases without a text of their own.",
    )
    operation = line_field(max_length=200, help_text="Name of the saved operation.")
    namespace = line_field(max_length=100, help_text="Its allow list.")
    auth_name = choice_field(auth_choices, label="Authenticator", help_text="It must know the caller.")
    roles = NamesField(required=False, help_text="Callers must have one of them. One name per line.")
    public = forms.BooleanField(required=False, help_text="Anybody may run it.")
    parameters = JSONTextField(
        list, help_text='Such as [{"name": "before", "type": "Date!", "min": "2020-01-01"}]'
    )
    timeout = number_field(label="Time limit", help_text="Milliseconds. Empty: ACTION_TIMEOUT.")
    lock = forms.ChoiceField(required=False, choices=_LOCKS, label="While it still runs")
    max_affected = number_field(min_value=0, help_text="Rows that it may write.")
    transaction = forms.BooleanField(required=False, initial=True, help_text="Everything in one transaction.")
    background = forms.BooleanField(required=False, help_text="A worker runs it.")
    database = choice_field(database_choices)

    def initial_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        initial = super().initial_of(entry)
        given: Any = initial.pop(_SQL, "")
        texts = {"": given} if isinstance(given, str) else given
        for dialect, text in texts.items():
            initial[f"{_SQL}_{dialect}" if dialect else _SQL] = text
        return {**initial, "transaction": entry.get("transaction", True)}

    def members_of(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        members = super().members_of(cleaned)
        texts = {name.removeprefix(_SQL).removeprefix("_"): members.pop(name, "") for name in SQL_FIELDS}
        given = {dialect: text for dialect, text in texts.items() if text}
        if given:
            members[_SQL] = given[""] if set(given) == {""} else given
        members.pop("transaction", None)
        if cleaned.get("transaction") is False:
            members["transaction"] = False
        return members

    def read_entry(self, entry: dict[str, Any]) -> ActionDefinition:
        definition = read_action(entry)
        self.instance.source = definition.source
        return definition


_TEXTS = {f"{_SQL}_{dialect}": text_field(label=f"SQL for {dialect}") for dialect in DIALECTS}
ActionForm.declared_fields.update(_TEXTS)
ActionForm.base_fields.update(_TEXTS)
