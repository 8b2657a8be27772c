"""Callables that end in another way than they say: what is answered is what has become of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import Error, connections, transaction

from django_graphgate.actions.registry import scope
from django_graphgate.errors import ActionFailed, ActionRefused, RequestRejected
from django_graphgate.models import ActionRun
from tests.support.actions.running import callable_action, run
from tests.support.routers import current
from tests.support.shop.models import Tag

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])


@pytest.fixture(autouse=True)
def _scope(database: str) -> Iterator[None]:
    with scope():
        yield


def refusal(function: Callable[[], Any], **options: Any) -> RequestRejected:
    with pytest.raises(RequestRejected) as raised:
        run(callable_action(function), **options)
    return raised.value


def catch() -> str:
    """Catches an error of the database, after which PostgreSQL makes a rollback of every COMMIT."""
    Tag.objects.create(slug="a")
    try:
        with connections[current()].cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
    except Error:
        return "done"
    raise AssertionError


@pytest.mark.parametrize("key", [None, "k"])
def test_error_that_is_caught_is_no_success_where_it_ends_the_transaction(key: str | None) -> None:
    if current() == "sqlite":  # which goes on
        assert run(callable_action(catch), idempotency_key=key).value == "done"
        assert Tag.objects.count() == 1
        return
    assert isinstance(refusal(catch, idempotency_key=key), ActionFailed)
    assert not Tag.objects.exists()
    assert ActionRun.objects.get().status == "failed"


@pytest.mark.parametrize("key", [None, "k"])
def test_transaction_that_is_rolled_back_is_no_success(key: str | None) -> None:
    def undo() -> str:
        Tag.objects.create(slug="a")
        transaction.set_rollback(True, using=current())
        return "done"

    assert isinstance(refusal(undo, idempotency_key=key), ActionRefused)
    assert not Tag.objects.exists()
    assert ActionRun.objects.get().status == "failed"


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, ["\ud800"]])
def test_text_that_no_answer_can_have_is_refused_before_commit(value: Any) -> None:
    def broken() -> Any:
        Tag.objects.create(slug="a")
        return value

    assert isinstance(refusal(broken), ActionFailed)
    assert not Tag.objects.exists()
    assert ActionRun.objects.get().status == "failed"
