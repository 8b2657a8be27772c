"""Findings: code of models that runs when Django saves a row, and not when a statement writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, signals

from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project

_METHODS = ("save", "delete", "clean", "full_clean")
_SIGNALS = ("pre_save", "post_save", "pre_delete", "post_delete")


def _passed_over(project: Project) -> Iterator[Seen]:
    models: list[str] = []
    for label in sorted({table.model for table in project.catalog.tables.values()}):
        model = apps.get_model(label)
        code = [f"{name}()" for name in _METHODS if getattr(model, name) is not getattr(Model, name)]
        code += [f"receivers of {name}" for name in _SIGNALS if getattr(signals, name).has_listeners(model)]
        fields: list[Any] = list(model._meta.many_to_many)
        if any(signals.m2m_changed.has_listeners(field.remote_field.through) for field in fields):
            code.append("receivers of m2m_changed")
        if code:
            models.append(f"{model._meta.label} has {', '.join(code)}")
    if models:
        yield Seen(where="GRAPHGATE['MODELS']", evidence=f"{'; '.join(models)}.")


RULES = (
    Rule(
        id="F030",
        severity="notice",
        title="Models have code of their own that a statement which writes their rows would pass over.",
        advice="Look at it before you give a role a rule that writes one of their tables.",
        source="models",
        look=_passed_over,
    ),
)
