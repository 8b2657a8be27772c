"""A session engine of somebody else, which writes when it meets a session that it does not know."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.sessions.backends.base import SessionBase


class SessionStore(SessionBase):
    kept: ClassVar[dict[str, str]] = {}

    def load(self) -> dict[str, Any]:
        assert self.session_key is not None
        if self.session_key.startswith("down"):
            raise ConnectionError("down")
        if self.session_key not in self.kept:
            self._session_key = None
            self.create()
            return {}
        return self.decode(self.kept[self.session_key])

    def exists(self, session_key: str | None) -> bool:
        return session_key in self.kept

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        self.kept[self.session_key] = self.encode(self._get_session(no_load=must_create))
        return None

    def delete(self, session_key: str | None = None) -> None:
        self.kept.pop(session_key or self.session_key or "", None)
