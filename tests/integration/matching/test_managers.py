"""Users whom the default manager of the user model hides, as projects do with those who were deleted softly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import UserManager
from django.test import override_settings

from django_graphgate.errors import ConfigurationError
from tests.support.matching.choosing import choice_of, role_of, user


class Remaining(UserManager[Any]):
    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(last_name="gone")


class Employed(UserManager[Any]):
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(groups__name="Employees")


@pytest.fixture
def manager(request: Any, monkeypatch: Any) -> Iterator[Any]:
    """The default manager, of the class that is the parameter."""
    options, manager = get_user_model()._meta, request.param()
    manager.model, manager.name = get_user_model(), "objects"
    monkeypatch.setattr(options, "default_manager", manager)
    with override_settings(GRAPHGATE={**django_settings.GRAPHGATE}):
        yield manager


@pytest.mark.parametrize("manager", [Remaining], indirect=True)
def test_hidden_user_has_a_row(database: str, manager: Any) -> None:
    ann, ben = user("ann", is_staff=True), user("ben", is_staff=True, is_superuser=True, last_name="gone")
    for match in ("is_staff", "perm('shop.change_product') or is_staff", "true"):
        assert role_of(database, ann, match) == "r0"
        assert role_of(database, ben, match) == "anon"


@pytest.mark.parametrize("manager", [Employed], indirect=True)
def test_hidden_users_are_not_known(database: str, manager: Any) -> None:
    with pytest.raises(ConfigurationError, match="may hide rows, and its queryset joins") as refused:
        choice_of("is_staff")
    assert "ROLES_QUERY" in refused.value.hint
