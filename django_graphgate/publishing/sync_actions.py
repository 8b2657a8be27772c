"""The tables of actions and webhooks as mirrors of the definitions.  What runs is never read from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import router, transaction
from django.db.models import QuerySet

from django_graphgate.actions.definitions import Definitions, written_definitions
from django_graphgate.actions.entries import definition_json
from django_graphgate.models import Action, WebhookEndpoint


def sync_actions(folder: Path, *, dry: bool = False) -> list[str]:
    """Mirror ``actions.json`` of a folder and the project's callables; one line per row that differed.

    Raises ``ConfigurationError`` for what cannot be read or declared.
    """
    return mirror_definitions(written_definitions(folder), dry=dry)


def mirror_definitions(definitions: Definitions, *, dry: bool = False) -> list[str]:
    """Make the rows say what the definitions say; one line per row that differed.

    The kill switches stay as they are; the row of a name that is gone is deleted.  With ``dry`` nothing is written.
    """
    actions = {
        name: {"source": each.source, "definition": definition_json(each)}
        for name, each in definitions.actions.items()
    }
    webhooks = {name: {"definition": definition_json(each)} for name, each in definitions.webhooks.items()}
    with transaction.atomic(using=router.db_for_write(Action)):
        return [
            *_mirrored(Action, actions, "action", dry=dry),
            *_mirrored(WebhookEndpoint, webhooks, "webhook", dry=dry),
        ]


def _mirrored(
    model: type[Action | WebhookEndpoint],
    wanted: Mapping[str, Mapping[str, Any]],
    noun: str,
    *,
    dry: bool,
) -> Iterator[str]:
    rows: QuerySet[Any] = model._default_manager.using(router.db_for_write(model))
    stored: dict[str, Action | WebhookEndpoint] = {row.name: row for row in rows.select_for_update()}
    for name in sorted({*stored, *wanted}):
        row = stored.get(name)
        if name not in wanted:
            yield f"- {noun} {name}"
            if not dry:
                rows.filter(name=name).delete()
        elif row is None or any(getattr(row, key) != value for key, value in wanted[name].items()):
            yield f"{'+' if row is None else '~'} {noun} {name}"
            if not dry:
                rows.update_or_create(name=name, defaults=dict(wanted[name]))
