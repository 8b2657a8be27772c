"""``@action``: what is registered, and for how long."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from django_graphgate.actions import action, registry
from django_graphgate.errors import ConfigurationError


def test_function_stays_as_it_is_and_is_registered_in_its_scope():
    with registry.scope():

        @action(roles="editor", auth="cron", lock="skip", timeout=5)
        def close(day: int) -> int:
            """Close a day."""
            return day

        definition = registry.registered()["close"].definition
        assert close(3) == 3
    assert "close" not in registry.registered()
    assert definition.path.endswith("close")
    assert (definition.roles, definition.auth_name, definition.field) == (("editor",), "cron", "mutation")
    assert (definition.lock, definition.timeout, definition.description) == ("skip", 5, "Close a day.")


def test_action_without_return_or_with_field_none_is_no_field():
    with registry.scope():

        @action(public=True)
        def silent(): ...

        @action(public=True, field=None)
        def talkative() -> object: ...

        actions = registry.registered()
        assert [actions[name].definition.field for name in ("silent", "talkative")] == ["", ""]


def test_mapping_is_the_same_until_something_is_registered():
    with registry.scope():
        before = registry.registered()
        assert registry.registered() is before

        @action(public=True)
        async def later(): ...

        assert "later" in registry.registered()
        assert "later" not in before


def test_two_with_one_name_are_refused():
    with registry.scope():

        @action(public=True, name="same")
        def first(): ...

        @action(public=True, name="same")
        def second(): ...

        with pytest.raises(ConfigurationError, match=r"first and .*second are both the action same"):
            registry.registered()


@pytest.mark.parametrize("name", ["a b", "ä", "1st", "a" * 101, "../x", "a\n"])
def test_name_that_is_none_is_refused(name):
    with registry.scope():

        @action(public=True, name=name)
        def function(): ...

        with pytest.raises(ConfigurationError, match="not a name"):
            registry.registered()


def test_module_that_is_imported_again_declares_again():
    def made():
        @action(public=True)
        def function(): ...

        return function

    with registry.scope():
        made()
        again = made()
        assert registry.registered()["function"].function is again


def test_threads_that_ask_at_once_get_one_mapping():
    with registry.scope():

        @action(public=True)
        def function(): ...

        start = threading.Barrier(8)

        def ask(_):
            start.wait(10)
            return registry.registered()

        with ThreadPoolExecutor(8) as threads:
            assert len({id(mapping) for mapping in threads.map(ask, range(8))}) == 1


def test_import_of_a_module_and_its_discovery_do_not_wait_for_each_other(monkeypatch):
    """One thread discovers, and waits for the import of a module; the thread that imports it declares an action."""
    discovering, declared = threading.Event(), threading.Event()

    def discover(_):
        discovering.set()
        assert declared.wait(10)

    with registry.scope():
        monkeypatch.setattr(registry, "autodiscover_modules", discover)
        monkeypatch.setattr(registry._registry, "is_discovered", False)
        monkeypatch.setattr(registry._registry, "built", None)
        with ThreadPoolExecutor(1) as threads:
            asked = threads.submit(registry.registered)
            assert discovering.wait(10)

            @action(public=True)
            def late(): ...

            declared.set()
            assert "late" in asked.result(10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lock": "later"}, "lock: One of skip, wait, fail is expected."),
        ({"timeout": "5s"}, "timeout: A whole number that is not negative is expected."),
        ({"max_affected": -1}, "max_affected: A whole number that is not negative is expected."),
        ({"transaction": "no"}, "transaction: true or false is expected."),
        ({"field": "subscription"}, "field: One of query, mutation is expected."),
    ],
)
def test_option_that_the_file_could_not_have_is_refused(options, message):
    with registry.scope():

        @action(public=True, **options)
        def act() -> int: ...

        with pytest.raises(ConfigurationError) as caught:
            registry.registered()
    assert caught.value.message.endswith(message)
    assert "act" in caught.value.message


def test_module_that_cannot_be_imported_is_named(monkeypatch):
    def discover(name):
        raise TypeError("no such argument")

    with registry.scope():
        monkeypatch.setattr(registry, "autodiscover_modules", discover)
        monkeypatch.setattr(registry._registry, "is_discovered", False)
        monkeypatch.setattr(registry._registry, "built", None)
        with pytest.raises(ConfigurationError) as caught:
            registry.registered()
    assert caught.value.message.endswith("TypeError: no such argument.")
    assert __file__ in caught.value.hint
