"""Development only: headers that say who calls, believed without proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings as django_settings
from django.http import HttpRequest

from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.conf import get_settings
from django_graphgate.ir.identity import Identity


class DevelopmentHeaders(Authenticator):
    """``X-User-ID``, ``X-User-ID-Provider`` and ``X-User-Role`` (``CREDS_IN_HEADER``).

    Looks at ``DEBUG`` and the mode again with every request: this is the one place where a caller
    could become anybody.
    """

    type: ClassVar[str] = "development"

    def authenticate(self, request: HttpRequest) -> Identity | None:
        if not self._allowed():
            return None
        user_id = request.headers.get("X-User-ID") or None
        role = request.headers.get("X-User-Role") or None
        if user_id is None and role is None:
            return None
        provider = request.headers.get("X-User-ID-Provider") or None
        return Identity(
            user_id=user_id,
            user_id_provider=provider,
            role=role,
            role_from_request=True,
            authenticator=self.name,
        )

    def presented(self, request: HttpRequest) -> str | None:
        return ""  # nothing is judged

    def headers(self) -> Sequence[str]:
        return ("X-User-ID", "X-User-ID-Provider", "X-User-Role")

    def check(self) -> Sequence[Problem]:
        if self._allowed():
            return (
                Problem(
                    "Headers such as X-User-ID say who calls, without proof.",
                    hint="Remove GRAPHGATE['CREDS_IN_HEADER'] before others can reach this server.",
                    level="warning",
                ),
            )
        return (
            Problem(
                "CREDS_IN_HEADER lets every caller be anybody, and works only with DEBUG outside production.",
                hint="Remove GRAPHGATE['CREDS_IN_HEADER'].",
            ),
        )

    @staticmethod
    def _allowed() -> bool:
        return bool(django_settings.DEBUG) and not get_settings().production()
