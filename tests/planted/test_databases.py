"""What the runs with planted bugs share: both databases, as migrations make them."""

from __future__ import annotations

from django_graphgate.models import GateState


def test_database_has_no_version_of_the_rules(database: str) -> None:
    assert GateState.objects.using(database).get().version
