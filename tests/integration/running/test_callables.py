"""Callables: their parameters and transaction, what they raise, and what they write."""

from __future__ import annotations

import contextlib
import datetime as dt
import enum
import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import EmailValidator
from django.db import DatabaseError, connections, transaction
from django.http import Http404
from django.utils import timezone

from django_graphgate.actions import ActionContext, ActionRefused
from django_graphgate.actions.registry import scope
from django_graphgate.errors import (
    ActionFailed,
    ActionTimeout,
    Forbidden,
    RequestRejected,
    TooManyAffected,
    ValidationFailed,
    VariableInvalid,
)
from django_graphgate.models import ActionRun
from tests.support.actions.running import ANN, callable_action, run
from tests.support.shop.models import Tag

pytestmark = pytest.mark.django_db
OWN = pytest.mark.django_db(transaction=True)


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


@pytest.fixture(autouse=True)
def tags(database: str) -> Iterator[str]:
    Tag.objects.bulk_create([Tag(slug=slug) for slug in "abc"])
    with scope():
        yield database


def slugs() -> set[str]:
    return set(Tag.objects.values_list("slug", flat=True))


def refusal(function: Any, *, options: dict[str, Any] | None = None, **given: Any) -> RequestRejected:
    with pytest.raises(RequestRejected) as raised:
        run(callable_action(function, **(options or {})), **given)
    return raised.value


def test_parameters_are_the_types_of_the_signature() -> None:
    def show(
        number: int,
        day: dt.date,
        size: Size,
        sizes: list[Size],
        mode: Literal["a", "b"],
        anything: dict[str, Any],
        price: Decimal = Decimal("1.5"),
        note: str | None = None,
    ) -> None:
        values = (number, day, size, sizes, mode, anything, price, note)
        assert values == (
            3,
            dt.date(2026, 2, 3),
            Size.LARGE,
            [Size.SMALL],
            "b",
            {"a": 1},
            Decimal("1.5"),
            None,
        )

    given = {"number": 3, "day": "2026-02-03", "size": "l", "sizes": ["s"], "mode": "b", "anything": {"a": 1}}
    assert run(callable_action(show), **given).has_value


def test_context_says_who_calls_and_how() -> None:
    def show(who: ActionContext, x: int) -> None:
        assert (who.identity, who.role, who.via, who.dry_run) == (ANN, "editor", "shell", False)
        assert who.run_id == ActionRun.objects.get().pk
        assert (who.request, who.delivery, x) == (None, None, 1)
        assert who.deadline is not None
        assert dt.timedelta(0) < who.deadline - timezone.now() <= dt.timedelta(seconds=5)

    run(callable_action(show, timeout=5_000), role="editor", via="shell", x=1)


@OWN
@pytest.mark.parametrize("again", [True, False])
def test_callable_may_close_the_connection(tags: str, again: bool) -> None:
    def add() -> None:
        connections[tags].close()
        if again:
            Tag.objects.create(slug="new")

    assert run(callable_action(add, transaction=False)).written == (1 if again else 0)


def test_validator_of_a_parameter_is_asked() -> None:
    def mail(to: Annotated[str, EmailValidator()]) -> None:
        raise AssertionError(to)

    assert type(refusal(mail, to="nobody")) is VariableInvalid


@OWN
def test_function_returns_a_coroutine(tags: str) -> None:
    """As a decorator may that is no coroutine function itself."""

    async def add(slug: str) -> str:
        await Tag.objects.acreate(slug=slug)
        return slug

    def decorated(slug: str) -> str:
        return add(slug)

    assert run(callable_action(decorated), slug="new").value == "new"
    assert "new" in slugs()


@OWN
@pytest.mark.parametrize("in_transaction", [True, False])
def test_coroutine_runs_in_the_transaction_of_the_run(tags: str, in_transaction: bool) -> None:
    async def add(slug: str) -> bool:
        await Tag.objects.acreate(slug=slug)
        return await sync_to_async(lambda: connections[tags].in_atomic_block)()

    definition = callable_action(add, transaction=in_transaction)
    assert run(definition, slug="new").value is in_transaction
    assert async_to_sync(sync_to_async(run))(definition, slug="other").value is in_transaction
    assert slugs() >= {"new", "other"}


def test_value_is_given_in_json_forms() -> None:
    def make() -> list[Tag]:
        return [Tag(pk=7)]

    def nothing() -> None: ...

    result = run(callable_action(make))
    assert (result.value, result.as_json()["value"]) == ([7], [7])
    assert run(callable_action(nothing)).as_json()["value"] is None


# -- what they raise ------------------------------------------------------------------------------


def add_and_raise(error: Exception) -> Any:
    def add() -> None:
        Tag.objects.create(slug="new")
        raise error

    return add


def test_refusal_is_said_in_its_own_words_and_undoes() -> None:
    error = refusal(add_and_raise(ActionRefused("No more today.", extensions={"until": "tomorrow"})))
    assert (error.code, error.message, error.extensions) == (
        "ACTION_REFUSED",
        "No more today.",
        {"until": "tomorrow"},
    )
    assert "new" not in slugs()


def test_validation_errors_have_their_fields() -> None:
    problems = {
        "slug": ValidationError("Too %(how)s.", code="long", params={"how": "long"}),
        "__all__": ["No."],
    }
    error = refusal(add_and_raise(ValidationError(problems)))
    assert error.code == "VALIDATION_FAILED"
    assert error.extensions["fields"] == [
        {"path": ["slug"], "message": "Too long.", "code": "long"},
        {"path": [], "message": "No.", "code": "invalid"},
    ]
    plain = refusal(add_and_raise(ValidationError("No.")))
    assert plain.extensions["fields"] == [{"path": [], "message": "No.", "code": "invalid"}]
    assert "new" not in slugs()


def test_missing_row_and_permission_are_neutral() -> None:
    missing = refusal(add_and_raise(Tag.DoesNotExist("Tag 7 of secret customer")))
    assert type(missing) is ValidationFailed
    assert refusal(add_and_raise(Http404("of secret customer"))).as_errors() == missing.as_errors()
    denied = refusal(add_and_raise(PermissionDenied("of secret customer")))
    assert (type(denied), denied.message) == (Forbidden, "You do not have access to that.")
    assert "secret" not in str([*missing.as_errors(), *denied.as_errors()])


@pytest.mark.parametrize(
    "error",
    [
        KeyError("secret"),
        RecursionError("secret"),
        RuntimeError("secret"),
        AssertionError("secret"),
        TypeError("secret"),
    ],
)
def test_text_of_an_exception_is_in_the_log_only(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "django_graphgate"):
        failed = refusal(add_and_raise(error))
    assert (type(failed), failed.message) == (ActionFailed, "Something went wrong.")
    assert "secret" not in str(failed.as_errors())
    assert "secret" in caplog.text
    assert failed.extensions["id"] in caplog.text
    assert ActionRun.objects.get().error_id == failed.extensions["id"]
    assert "new" not in slugs()


def test_constraint_of_the_database_is_a_validation_error() -> None:
    def add() -> None:
        Tag.objects.create(slug="new")
        Tag.objects.create(slug="a")

    assert refusal(add).extensions["fields"][0]["code"] == "unique"
    assert "new" not in slugs()


def test_value_without_a_form_undoes() -> None:
    def add() -> None:
        Tag.objects.create(slug="new")
        return object()  # type: ignore[return-value]

    assert type(refusal(add)) is ActionFailed
    assert "new" not in slugs()


# -- what they write ------------------------------------------------------------------------------


def test_rows_that_are_written_are_counted(tags: str) -> None:
    def tidy() -> None:
        list(Tag.objects.all())
        Tag.objects.create(slug="new")
        Tag.objects.bulk_create([Tag(slug="x"), Tag(slug="y")])
        Tag.objects.filter(slug="a").update(slug="z")
        with connections[tags].cursor() as cursor:
            cursor.executemany("DELETE FROM shop_tag WHERE slug = %s", [["x"], ["y"], ["nobody"]])

    assert run(callable_action(tidy)).written == 6
    assert ActionRun.objects.get().affected == 6


@pytest.mark.parametrize("most", [2, 3])
def test_more_rows_than_allowed_roll_back(most: int) -> None:
    def tidy() -> None:
        Tag.objects.all().delete()

    definition = callable_action(tidy, max_affected=most)
    if most == 3:
        run(definition)
        assert slugs() == set()
        return
    with pytest.raises(TooManyAffected):
        run(definition)
    assert slugs() == {"a", "b", "c"}


def test_dry_run_rolls_back() -> None:
    def tidy(context: ActionContext) -> bool:
        Tag.objects.all().delete()
        return context.dry_run

    assert run(callable_action(tidy), dry_run=True).value is True
    assert slugs() == {"a", "b", "c"}


@OWN
def test_effects_after_commit_follow_the_commit_only() -> None:
    done: list[str] = []

    def tidy(context: ActionContext, fail: bool) -> None:
        transaction.on_commit(lambda: done.append("mail"), using=connections[Tag.objects.db].alias)
        if fail:
            raise ActionRefused

    definition = callable_action(tidy)
    for options in ({"fail": True}, {"fail": False, "dry_run": True}):
        with contextlib.suppress(ActionRefused):
            run(definition, **options)
        assert done == []
    run(definition, fail=False)
    assert done == ["mail"]


@OWN
@pytest.mark.parametrize("in_transaction", [True, False])
def test_statement_of_a_callable_that_takes_too_long_is_stopped(tags: str, in_transaction: bool) -> None:
    slow = {
        "default": "SELECT pg_sleep(60)",
        "sqlite": "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000000) SELECT count(*) FROM n",
    }

    def wait() -> None:
        Tag.objects.create(slug="new")
        with connections[tags].cursor() as cursor:
            cursor.execute(slow[tags])

    error = refusal(wait, options={"timeout": 300, "transaction": in_transaction})
    assert type(error) is ActionTimeout
    assert ("new" in slugs()) is not in_transaction


@OWN
@pytest.mark.parametrize("in_transaction", [True, False])
def test_callable_that_returns_too_late_is_rolled_back(in_transaction: bool) -> None:
    def compute(context: ActionContext) -> None:
        Tag.objects.create(slug="new")
        while timezone.now() <= context.deadline + dt.timedelta(milliseconds=5):
            pass

    definition = callable_action(compute, timeout=200, transaction=in_transaction)
    with pytest.raises(ActionTimeout) if in_transaction else contextlib.nullcontext():
        run(definition)
    assert ("new" in slugs()) is not in_transaction


@OWN
def test_limit_outlasts_a_statement_of_the_gate_within(tags: str) -> None:
    """SQLite has one handler for the time: the gate's own statements use it, too."""
    from django_graphgate.execution.connection import fetch_row

    text = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000000) SELECT count(*) FROM n"

    def wait() -> None:
        fetch_row(tags, "SELECT 1", [])
        with connections[tags].cursor() as cursor:
            try:
                cursor.execute(text)
            except DatabaseError:
                stopped.append(text)
                raise

    stopped: list[str] = []
    assert type(refusal(wait, options={"timeout": 300})) is ActionTimeout
    assert stopped == [text]


def test_what_is_a_field_of_queries_writes_nothing_by_its_url() -> None:
    def count(context: ActionContext) -> int:
        return Tag.objects.count()

    def sneak(context: ActionContext) -> int:
        return Tag.objects.create(slug="new").pk

    assert run(callable_action(count, field="query")).value == 3
    assert isinstance(refusal(sneak, options={"field": "query"}), ActionFailed)
    assert slugs() == {"a", "b", "c"}


def test_run_that_is_broken_off_has_failed() -> None:
    def leave(context: ActionContext) -> None:
        Tag.objects.all().delete()
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        run(callable_action(leave))
    assert [each.status for each in ActionRun.objects.all()] == ["failed"]
    assert slugs() == {"a", "b", "c"}
