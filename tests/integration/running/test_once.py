"""``Idempotency-Key`` of actions: a run that is asked for twice happens once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from django_graphgate.actions import ActionRefused
from django_graphgate.actions.registry import scope
from django_graphgate.errors import BadRequest, IdempotencyConflict
from django_graphgate.ir.identity import Identity
from django_graphgate.models import ActionRun, IdempotencyRecord
from django_graphgate.running import once
from tests.support.actions.running import ANN, callable_action, elsewhere, parameter, run, sql_action
from tests.support.shop.models import Tag

OWN = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.django_db

MODES = pytest.mark.parametrize("in_transaction", [True, False])
SLUG = parameter("slug", "String!")


@pytest.fixture(autouse=True)
def _callables(database: str) -> Iterator[None]:
    with scope():
        yield


def adding(**options: Any) -> Any:
    text = (
        "INSERT INTO shop_tag (id, slug) SELECT count(*) + 1, $slug FROM shop_tag; SELECT slug FROM shop_tag"
    )
    return sql_action(text, SLUG, **options)


def slugs() -> list[str]:
    return list(Tag.objects.order_by("pk").values_list("slug", flat=True))


@OWN
@MODES
def test_second_request_with_a_key_gets_the_first_answer(in_transaction: bool) -> None:
    definition = adding(transaction=in_transaction)
    first = run(definition, slug="a", idempotency_key="k")
    Tag.objects.update(slug="changed")
    second = run(definition, slug="a", idempotency_key="k")
    assert slugs() == ["changed"]
    assert (first.replayed, second.replayed) == (False, True)
    assert second.as_json() == first.as_json()
    assert ActionRun.objects.filter(status="done").count() == 2


@OWN
@MODES
@pytest.mark.parametrize(
    "other",
    [
        {"slug": "b"},
        {"slug": "a", "role": "editor"},
    ],
)
def test_key_of_another_request_is_refused(in_transaction: bool, other: dict[str, Any]) -> None:
    definition = adding(transaction=in_transaction)
    run(definition, slug="a", idempotency_key="k")
    with pytest.raises(IdempotencyConflict):
        run(definition, idempotency_key="k", **other)
    with pytest.raises(IdempotencyConflict):
        run(adding(name="other", transaction=in_transaction), slug="a", idempotency_key="k")
    assert slugs() == ["a"]


def test_keys_belong_to_their_callers() -> None:
    definition = adding()
    others = [Identity(user_id="8", authenticator="jwt"), Identity(user_id="7", authenticator="session")]
    for caller, slug in zip([ANN, *others], "abc", strict=True):
        assert not run(definition, caller, slug=slug, idempotency_key="k").replayed
    assert slugs() == ["a", "b", "c"]


def test_anonymous_caller_has_no_keys() -> None:
    with pytest.raises(BadRequest):
        run(adding(), Identity.anonymous(), slug="a", idempotency_key="k")
    assert slugs() == []


def test_service_that_the_guard_names_has_no_keys() -> None:
    """Cron has a header, and neither a user nor a role."""
    definition, cron = adding(auth_name="cron"), Identity(authenticator="cron")
    assert not run(definition, cron, slug="a", idempotency_key="k").replayed
    assert run(definition, cron, slug="a", idempotency_key="k").replayed
    assert not run(definition, slug="b", idempotency_key="k").replayed, "the key of another caller"
    for anonymous in (Identity.anonymous(), Identity(authenticator="proxy")):
        with pytest.raises(BadRequest):
            run(definition, anonymous, slug="c", idempotency_key="k")
    assert slugs() == ["a", "b"]


def test_dry_run_takes_no_key() -> None:
    run(adding(), slug="a", idempotency_key="k", dry_run=True)
    assert not run(adding(), slug="a", idempotency_key="k").replayed


def test_failed_run_frees_its_key() -> None:
    fails = [True]

    def add() -> None:
        if fails:
            raise ActionRefused

    definition = callable_action(add)
    with pytest.raises(ActionRefused):
        run(definition, idempotency_key="k")
    fails.clear()
    assert not run(definition, idempotency_key="k").replayed
    assert run(definition, idempotency_key="k").replayed


def test_changed_definition_gives_no_old_answer() -> None:
    run(adding(), slug="a", idempotency_key="k")
    with pytest.raises(IdempotencyConflict):
        run(adding(max_affected=5), slug="a", idempotency_key="k")


@OWN
def test_run_without_a_transaction_that_has_failed_is_not_repeated() -> None:
    calls: list[int] = []

    def add() -> None:
        calls.append(1)
        raise RuntimeError

    definition = callable_action(add, transaction=False)
    with pytest.raises(Exception, match="Something went wrong"):
        run(definition, idempotency_key="k")
    with pytest.raises(IdempotencyConflict) as raised:
        run(definition, idempotency_key="k")
    assert raised.value.message == once.UNFINISHED
    assert len(calls) == 1


@OWN
def test_run_without_a_transaction_takes_its_key_before(database: str) -> None:
    seen: list[int] = []

    def look() -> None:
        seen.append(IdempotencyRecord.objects.using(database).count())

    run(callable_action(look, transaction=False), idempotency_key="k")
    assert seen == [1]


@OWN
def test_key_of_a_run_that_still_runs_is_taken() -> None:
    calls: list[int] = []
    answers: list[Any] = []

    def act() -> None:
        calls.append(1)
        answers.append(elsewhere(lambda: run(definition, idempotency_key="k")))

    definition = callable_action(act, transaction=False)
    run(definition, idempotency_key="k")
    assert [type(answer) for answer in answers] == [IdempotencyConflict]
    assert len(calls) == 1
