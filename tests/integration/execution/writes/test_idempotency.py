"""``Idempotency-Key``: what has run is answered and does not run again."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from django_graphgate.errors import BadRequest, ConfigurationError, IdempotencyConflict, Retryable
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.run import Answer
from django_graphgate.execution.writes.idempotency import KeyedRequest, claim, keep
from django_graphgate.execution.writes.transaction import begin_write
from django_graphgate.ir.field_errors import FieldError
from django_graphgate.ir.identity import Identity
from django_graphgate.models import IdempotencyRecord
from tests.support.shop.models import Tag
from tests.support.waiting import until

ADA = Identity(user_id="1", authenticator="django_session")
FAULT = FieldError("t", ("tags", 0, "slug"))
ANSWER = Answer(b'{"tags":\n[]}', "of then", "user", (FAULT,))


def facts(identity: Identity = ADA, role: str = "user", **headers: str) -> Facts:
    return Facts(identity, role, headers, {"version": "of now"})


def keyed(key: str = "k", given: Facts | None = None, **options: Any) -> KeyedRequest:
    asked = {"operation": "digest", "variables": {"slug": "a"}, "statement": "of today", **options}
    return KeyedRequest.of(key, given or facts(), **asked)


def run(alias: str, request: KeyedRequest, given: Facts | None = None) -> Answer:
    """A mutation that adds a tag."""
    with begin_write(alias):
        stored = claim(alias, request, given or facts())
        if stored is None:
            Tag.objects.using(alias).create(slug=f"tag{Tag.objects.using(alias).count()}")
            keep(alias, request, ANSWER)
        return stored or ANSWER


def tags(alias: str) -> int:
    return Tag.objects.using(alias).count()


def records(alias: str) -> Any:
    return IdempotencyRecord.objects.using(alias)


def test_same_request_runs_twice(database: str) -> None:
    assert run(database, keyed()) is ANSWER
    assert run(database, keyed()) == Answer(ANSWER.data, "of now", "user", (FAULT,), replayed=True)
    assert tags(database) == 1


OTHERS = {
    "operation": {"operation": "another"},
    "variables": {"variables": {"slug": "b"}},
    "number": {"variables": {"slug": Decimal("1.0")}},
    "role": {"given": facts(role="editor")},
    "claim": {"given": facts(replace(ADA, variables={"tenant": "2"}))},
    "header": {"given": facts(**{"X-tenant": "2"})},
}


@pytest.mark.parametrize("other", list(OTHERS))
def test_other_request_gets_the_answer(database: str, other: str, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "HEADER_VARIABLES": {"tenant": "X-Tenant"}}
    run(database, keyed(given=facts(**{"X-Other": "2"})))
    with pytest.raises(IdempotencyConflict):
        run(database, keyed(**OTHERS[other]))
    assert run(database, keyed()).replayed  # nobody reads the other header
    assert tags(database) == 1


CALLERS = [
    replace(ADA, user_id="2"),
    replace(ADA, user_id_provider="auth0"),
    replace(ADA, authenticator="jwt"),
    Identity(role="robot", authenticator="header"),
    Identity(role="other", authenticator="header"),
]


def test_callers_share_a_key(database: str) -> None:
    for caller in (ADA, *CALLERS):
        assert not run(database, keyed(given=facts(caller)), facts(caller)).replayed
    assert tags(database) == len(CALLERS) + 1


@pytest.mark.parametrize("caller", [Identity.anonymous(), Identity(role="user", role_from_request=True)])
def test_anonymous_callers_share_a_key(caller: Identity) -> None:
    with pytest.raises(BadRequest, match=r"^Only signed-in callers can send an Idempotency-Key\.$"):
        keyed(given=facts(caller))


def test_answer_shows_what_the_rules_of_today_hide(database: str) -> None:
    run(database, keyed())
    with pytest.raises(IdempotencyConflict, match="the rules have changed since"):
        run(database, keyed(statement="of tomorrow"))
    assert tags(database) == 1


def test_failure_is_kept(database: str) -> None:
    with begin_write(database):
        assert claim(database, keyed(), facts()) is None
        transaction.set_rollback(True, using=database)
    assert not run(database, keyed()).replayed
    assert tags(database) == 1


def test_expired_answer_is_given(database: str) -> None:
    run(database, keyed())
    now = timezone.now()
    (record,) = records(database).all()
    assert record.expires_at - record.created_at == dt.timedelta(days=1)
    records(database).update(expires_at=now)
    assert not run(database, keyed(variables={})).replayed
    assert run(database, keyed(variables={})).replayed
    assert tags(database) == 2


@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
def test_expired_records_stay(database: str) -> None:
    now = timezone.now()
    moments = {"old": now - dt.timedelta(days=2), "new": now + dt.timedelta(days=1)}
    for digest, moment in moments.items():
        records(database).create(digest=digest, request="", created_at=now, expires_at=moment)
    run(database, keyed())
    assert set(records(database).values_list("digest", flat=True)) == {"new", keyed().digest}


def test_large_answer_is_kept_or_runs_again(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_graphgate.execution.writes.idempotency._LARGEST", 10)
    run(database, keyed())
    with pytest.raises(IdempotencyConflict, match="has run, and its answer is too large"):
        run(database, keyed())
    assert tags(database) == 1


def test_record_holds_a_key_or_a_user(database: str) -> None:
    run(database, keyed("my-own-key", facts(replace(ADA, user_id="ada@example.com"))))
    (row,) = records(database).values_list("digest", "request")
    assert all(len(text) == 64 for text in row)


@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
def test_second_request_runs_beside_the_first(database: str) -> None:
    answers: list[Answer] = []

    def second() -> None:
        answers.append(run(database, keyed()))
        connections[database].close()

    thread = threading.Thread(target=second)
    with begin_write(database):
        assert claim(database, keyed(), facts()) is None
        thread.start()
        if database == "default":
            until(lambda: waits(database))
        Tag.objects.using(database).create(slug="first")
        keep(database, keyed(), ANSWER)
    thread.join()
    assert [answer.replayed for answer in answers] == [True]
    assert tags(database) == 1


def waits(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_second_request_beside_the_first_fails_in_a_snapshot() -> None:
    """It cannot see the first one's answer, and is safe to repeat."""
    errors: list[BaseException] = []

    def second() -> None:
        try:
            with begin_write("default", "repeatable read"):
                claim("default", keyed(), facts())
        except Retryable as error:
            errors.append(error)
        connections["default"].close()

    thread = threading.Thread(target=second)
    with begin_write("default"):
        claim("default", keyed(), facts())
        thread.start()
        until(lambda: waits("default"))
        keep("default", keyed(), ANSWER)
    thread.join()
    assert len(errors) == 1


def test_database_without_the_table_is_an_unknown_error(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(IdempotencyRecord._meta, "db_table", "missing")
    with pytest.raises(ConfigurationError, match="has no table for the answers") as raised:
        run(database, keyed())
    assert f"run migrate --database {database}" in raised.value.hint
