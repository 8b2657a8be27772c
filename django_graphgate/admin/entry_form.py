"""The form of an entry of ``actions.json``: what is typed becomes JSON, and part of the file when it is saved."""

# Django 5.2 does not let ModelForm be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import connections

from django_graphgate.access.roles import ANON, USER
from django_graphgate.admin.editing import SEEN, UnchangedSince, state_of
from django_graphgate.admin.entry_file import entry_problems
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import Role

Choices = Callable[[], Iterable[tuple[str, str]]]


def text_field(**options: Any) -> forms.CharField:
    """A long text in letters of one width."""
    attributes = {"rows": options.pop("rows", 4), "cols": 80, "spellcheck": "false"}
    return forms.CharField(required=False, widget=AdminTextareaWidget(attrs=attributes), **options)


def number_field(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=options.pop("min_value", 1), **options)


def choice_field(choices: Choices, **options: Any) -> forms.ChoiceField:
    """Choices that are looked up when the page is made."""
    return forms.ChoiceField(required=False, choices=choices, **options)


def line_field(**options: Any) -> forms.CharField:
    """A text in a line."""
    return forms.CharField(required=False, widget=AdminTextInputWidget, **options)


class NamesField(forms.CharField):
    """Names, separated by spaces, commas or line breaks, as a list."""

    widget = AdminTextareaWidget(attrs={"rows": 2, "cols": 80, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "\n".join(map(str, value))

    def clean(self, value: Any) -> Any:
        return str(super().clean(value)).replace(",", " ").split()


def database_choices() -> list[tuple[str, str]]:
    return [("", "that of the gate's own tables"), *((alias, alias) for alias in connections)]


def _unknown_roles(definition: ActionDefinition | WebhookDefinition) -> Iterator[str]:
    """Roles may come later, and a name may be misspelt."""
    roles = definition.roles if isinstance(definition, ActionDefinition) else (definition.role,)
    known = {"", ANON, USER, *Role._default_manager.values_list("name", flat=True)}
    return (f"There is no role {name} yet." for name in roles if name not in known)


class EntryForm(UnchangedSince, forms.ModelForm):
    """Fields that are not the model's are members of the entry, under their own names.

    Empty members are left out of the file.  Members without a field stay as they are.
    """

    entry_fields: ClassVar[Sequence[str]] = ()

    problem: ClassVar[str] = ""
    """Why it could not be saved, although nothing is wrong with it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        instance = options.get("instance")
        entry: Any = dict(instance.definition) if instance is not None else {}
        options["initial"] = {**self.initial_of(entry), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self._keep_choices(entry)
        if self.instance.pk:
            self.state = state_of(self.instance, ("name", "definition", "enabled"))
            self.fields[SEEN].initial = self.state
        self.warnings: list[str] = []
        self.entry_before: Mapping[str, Any] = entry

    def _keep_choices(self, entry: Mapping[str, Any]) -> None:
        """What an entry has is a choice, although it is none any more: else saving another field would drop it."""
        for name, field in self.fields.items():
            value = entry.get(name)
            if not value or not isinstance(field, forms.ChoiceField):
                continue
            offered: Any = field.choices
            choices: list[Any] = list(offered)
            if value not in dict(choices):
                field.choices = [*choices, (value, f"{value} (missing)")]

    @property
    def edits_entry(self) -> bool:
        """Whether the page has more than the switch."""
        return any(name in self.fields for name in self.entry_fields)

    def initial_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show of an entry."""
        return {name: entry[name] for name in self.entry_fields if name in entry}

    def members_of(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields say, as members of an entry; empty ones are left out."""
        return {
            name: cleaned[name]
            for name in self.entry_fields
            if name in cleaned and self.is_given(cleaned[name])
        }

    @staticmethod
    def is_given(value: Any) -> bool:
        return value is not None and value is not False and value not in ("", [], {}, ())

    def entry(self) -> dict[str, Any]:
        """The entry of the file; call it when the fields are clean."""
        cleaned = self.cleaned_data
        ours = {name for name in self.entry_fields if name in self.fields}
        kept = {name: value for name, value in self.entry_before.items() if name not in ours}
        return {"name": cleaned.get("name", self.instance.name), **kept, **self.members_of(cleaned)}

    def read_entry(self, entry: dict[str, Any]) -> ActionDefinition | WebhookDefinition:
        """The definition; raises ``ConfigurationError`` for an entry of another shape."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.problem:
            raise ValidationError(self.problem)
        if not self.errors and self.edits_entry:
            self.instance.definition = self.entry()
            try:
                definition = self.read_entry(self.instance.definition)
                problems = entry_problems(definition)
            except ConfigurationError as error:
                raise ValidationError(f"{error.message} {error.hint}".strip()) from error
            sentences = [f"{problem.message} {problem.hint}".strip() for problem in problems]
            levels = [problem.level for problem in problems]
            if "error" in levels:
                raise ValidationError(sentences)
            self.warnings = [*sentences, *_unknown_roles(definition)]
        return cleaned
