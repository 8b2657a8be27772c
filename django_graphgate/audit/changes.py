"""Changes of access, in the transaction that makes them: roles, rules, named filters, and kill switches.

Signals of the models tell of what is saved and deleted.  Code of this package that writes many rows at once says so
itself (:func:`record_change`); what others write past the models is noticed when the gate reads the rules.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from django.db import models, router
from django.db.models.signals import post_delete, post_save, pre_save

from django_graphgate.audit.actor import current_actor
from django_graphgate.audit.append import append_now
from django_graphgate.ir.audit_entry import AuditEntry, AuditEventName
from django_graphgate.models import (
    Action,
    AllowedOperation,
    AuditEvent,
    GateState,
    NamedFilter,
    Role,
    TableRule,
    WebhookEndpoint,
)

Values = Mapping[str, Any]

_RULE = ("block", "columns", "filters", "limit", "presets", "max_affected")
_RULES: Mapping[type[models.Model], tuple[str, ...]] = {
    Role: ("name", "description", "position", "match", "extends_id"),
    NamedFilter: ("name", "filter"),
    TableRule: ("role_id", "table", "action", *_RULE),
}
_SWITCHES: Mapping[type[models.Model], Values] = {
    AllowedOperation: {"enabled": True, "retired": False},
    Action: {"enabled": True},
    WebhookEndpoint: {"enabled": True},
}
"""What a row that is new says."""
_WATCHED: Mapping[type[models.Model], tuple[str, ...]] = {
    **_RULES,
    **{model: tuple(values) for model, values in _SWITCHES.items()},
}
_BEFORE = "_graphgate_before"

_silent: ContextVar[bool] = ContextVar("graphgate_silent", default=False)


@contextlib.contextmanager
def one_change() -> Iterator[None]:
    """Rows that are saved within are not recorded: the caller records what it has done."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def record_change(
    name: str,
    old: Values | None,
    new: Values | None,
    *,
    using: str,
    subject: str,
    event: AuditEventName = "access_change",
) -> None:
    """Record, in the caller's transaction on this database, what was changed; ``None``: it was not, or is not there."""
    alias = using if router.allow_migrate_model(using, AuditEvent) else None
    version = GateState._base_manager.using(using).values_list("version", flat=True).first()
    actor = current_actor()
    append_now(
        AuditEntry(
            event=event,
            name=name,
            actor=actor.name,
            via=actor.via,
            detail=f"{subject} {'added' if old is None else 'deleted' if new is None else 'changed'}",
            data={"old": old, "new": new, "version": version or ""},
        ),
        alias,
    )


def record_row(row: models.Model, old: Values | None, new: Values | None, *, using: str) -> None:
    """Record what was changed of one row."""
    switch = type(row) in _SWITCHES
    record_change(
        _name(row, using),
        old,
        new,
        using=using,
        subject=str(row._meta.verbose_name),
        event="kill_switch" if switch else "access_change",
    )


def connect() -> None:
    """Have the models' signals tell of changes."""
    for model in _WATCHED:
        uid = f"django_graphgate.audit.{model.__name__}"
        pre_save.connect(_before, sender=model, dispatch_uid=uid)
        post_save.connect(_saved, sender=model, dispatch_uid=uid)
        post_delete.connect(_deleted, sender=model, dispatch_uid=uid)


def values_of(row: models.Model) -> dict[str, Any]:
    """What the audit keeps of a row."""
    return {name: getattr(row, name) for name in _WATCHED[type(row)]}


def _before(
    sender: type[models.Model], instance: models.Model, using: str, update_fields: Any, **_: Any
) -> None:
    watched = {name.removesuffix("_id") for name in _WATCHED[sender]}
    saved = None if update_fields is None else {name.removesuffix("_id") for name in update_fields}
    skips = _silent.get() or (saved is not None and watched.isdisjoint(saved))
    rows = sender._base_manager.using(using).filter(pk=instance.pk)
    old = None if skips or instance.pk is None else rows.values(*_WATCHED[sender]).first()
    instance.__dict__[_BEFORE] = None if skips else (old or _SWITCHES.get(sender),)


def _saved(instance: models.Model, using: str, **_: Any) -> None:
    before = instance.__dict__.pop(_BEFORE, None)
    if before is None:
        return
    old, new = before[0], values_of(instance)
    if old is None:
        record_row(instance, None, new, using=using)
        return
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        pair = ({name: values[name] for name in changed} for values in (old, new))
        record_row(instance, *pair, using=using)


def _deleted(sender: type[models.Model], instance: models.Model, using: str, **_: Any) -> None:
    values = values_of(instance)
    if not _silent.get() and values != _SWITCHES.get(sender):
        record_row(instance, values, None, using=using)


def _name(row: Any, using: str) -> str:
    """As the log and the admin call it."""
    if isinstance(row, TableRule):
        names = Role._base_manager.using(using).filter(pk=row.role_id).values_list("name", flat=True)
        return f"{names.first() or row.role_id}.{row.table}.{row.action}"
    return str(row)
