"""Authentication backends as projects have them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class Picky(ModelBackend):
    """Has a rule of its own."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and user.get_username() != "mallory"


class Down(ModelBackend):
    """Asks a server that is gone."""

    def get_user(self, user_id: Any) -> Any:
        raise ConnectionError("ldap.example: secret-dsn")
