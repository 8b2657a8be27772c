"""Findings: code of models that runs when Django saves a row, and not when a statement writes it."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from django_graphgate.catalog import get_write_ways
from django_graphgate.execution.writes.choice import TOUCHES, code_of
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project


def _passed_over(project: Project) -> Iterator[Seen]:
    ways = get_write_ways()
    for name, table in sorted(project.catalog.tables.items()):
        if ways.get(name) == "sql":
            model = apps.get_model(table.model)
            sentences = [sentence for touch in TOUCHES if (sentence := code_of(model, touch))]
            if sentences:
                yield Seen(where=f"GRAPHGATE['TABLES'], {name}", evidence=" ".join(sentences))


RULES = (
    Rule(
        id="F030",
        severity="warning",
        title="Mutations pass over code of a model, because its table is to be written as SQL.",
        advice='Remove "write": "sql" from the table\'s entry in TABLES.',
        source="settings",
        look=_passed_over,
        check="graphgate.W060",
    ),
)
