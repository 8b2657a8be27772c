"""The order in which roles are tried."""

from __future__ import annotations

from django.db import router, transaction
from django.db.models import Max

from django_graphgate.audit.changes import record_row
from django_graphgate.models import Role


def last_position() -> int:
    """The position of the role that is tried last."""
    last: int | None = Role._default_manager.aggregate(last=Max("position"))["last"]
    return last or 0


def move_role(role: Role, direction: str) -> bool:
    """Exchange a role with its neighbour, ``up`` or ``down``; ``False`` where there is none.

    All rows are locked: two people who move roles at the same time do so one after the other.
    """
    alias = router.db_for_write(Role)
    with transaction.atomic(using=alias):
        locked = Role._default_manager.using(alias).select_for_update().order_by("position", "name")
        roles = list(locked)
        index = next((number for number, each in enumerate(roles) if each.pk == role.pk), None)
        step = {"up": -1, "down": 1}.get(direction)
        if index is None or step is None or not 0 <= index + step < len(roles):
            return False
        roles[index], roles[index + step] = roles[index + step], roles[index]
        moved = [each for position, each in enumerate(roles, 1) if each.position != position]
        before = {each.pk: each.position for each in moved}
        for position, each in enumerate(roles, 1):
            each.position = position
        Role._default_manager.using(alias).bulk_update(moved, ["position"])
        for each in moved:
            old, new = {"position": before[each.pk]}, {"position": each.position}
            record_row(each, old, new, using=alias)
    return True
