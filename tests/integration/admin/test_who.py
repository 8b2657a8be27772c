"""The audit names the user of the admin who changed something."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from django_graphgate.models import AllowedOperation, AuditEvent, Role


def events() -> list[tuple[str, str, str, Any]]:
    rows = AuditEvent.objects.order_by("sequence")
    assert {event.via for event in rows} == {"admin"}
    assert all(event.actor.startswith("chief (") for event in rows), [event.actor for event in rows]
    found = [(event.event, event.name, event.detail, event.data["new"]) for event in rows]
    AuditEvent._base_manager.all().delete()
    return found


@pytest.fixture
def roles() -> list[Role]:
    rows = [Role.objects.create(name=name, position=number) for number, name in enumerate("ab", 1)]
    rows[0].rules.create(table="tags")
    AuditEvent._base_manager.all().delete()
    return rows


def test_move_is_not_told(chief: Client, roles: list[Role]) -> None:
    chief.post(reverse("admin:graphgate_role_move", args=[roles[1].pk, "up"]))
    assert sorted(events()) == [
        ("access_change", "a", "role changed", {"position": 2}),
        ("access_change", "b", "role changed", {"position": 1}),
    ]


def test_copy_is_not_told(chief: Client, roles: list[Role]) -> None:
    chief.post(reverse("admin:graphgate_role_copy", args=[roles[0].pk]), {"name": "c", "description": ""})
    assert [(name, detail) for _, name, detail, _ in events()] == [
        ("c", "role added"),
        ("c.tags.query", "table rule added"),
    ]


def test_switch_is_not_told(chief: Client) -> None:
    row = AllowedOperation.objects.create(name="Tags", digest="1" * 64, document="query Tags { x }")
    data = {"action": "switch_off", "_selected_action": [row.pk]}
    chief.post(reverse("admin:graphgate_allowedoperation_changelist"), data)
    assert events() == [("kill_switch", "Tags", "allowed operation changed", {"enabled": False})]
    chief.post(reverse("admin:graphgate_allowedoperation_changelist"), data)
    assert not AuditEvent.objects.exists(), "it was off already"


def test_deletion_is_not_told(chief: Client, roles: list[Role]) -> None:
    chief.post(reverse("admin:graphgate_role_delete", args=[roles[1].pk]), {"post": "yes"})
    assert [(name, detail) for _, name, detail, _ in events()] == [("b", "role deleted")]
