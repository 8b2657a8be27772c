"""What is computed from the settings is computed again when a test changes them."""

from __future__ import annotations

from typing import Any

from django_graphgate.auth.chain import default_chain
from django_graphgate.catalog import get_built
from django_graphgate.conf import get_settings, on_change


def test_watched_settings_are_seen(settings: Any) -> None:
    seen: list[str] = []
    on_change(lambda: seen.append("one of two"), "SITE_ID", "GRAPHGATE")
    on_change(lambda: seen.append("any"))
    settings.SITE_ID = 5
    assert seen == ["one of two", "any"]
    settings.APPEND_SLASH = False
    assert seen == ["one of two", "any", "any"]


def test_computed_values_follow_the_settings(settings: Any) -> None:
    before = get_settings(), get_built(), default_chain()
    settings.GRAPHGATE = {**settings.GRAPHGATE, "DEFAULT_LIMIT": 7, "RELAY": True}
    after = get_settings(), get_built(), default_chain()
    assert get_settings().DEFAULT_LIMIT == 7
    assert all(new is not old for new, old in zip(after, before, strict=True))


def test_authenticators_follow_every_setting(settings: Any) -> None:
    before = default_chain()
    settings.SESSION_COOKIE_NAME = "another"
    assert default_chain() is not before
