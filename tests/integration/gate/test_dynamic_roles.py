"""Roles that the caller's row gives: guessed, verified in the statement, and right at the next request."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.test.utils import CaptureQueriesContext

from django_graphgate.errors import ConfigurationError, Forbidden
from django_graphgate.gate import Gate, get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.models import Role
from django_graphgate.statements.call import Call
from tests.support.gate.house import House, known, only_code
from tests.support.shop.fixture import load


def change(user: Any, **fields: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(**fields)


def statements(house: House, alias: str, name: str, identity: Identity) -> int:
    """How many statements an operation takes that is answered."""
    with CaptureQueriesContext(connections[alias]) as seen:
        assert house.rows(name, identity) is not None
    return len(seen)


def test_role_is_guessed_once_and_wrong_once_per_change(staff_edits: House, ada: Any, database: str) -> None:
    house, identity = staff_edits, known(ada)
    house.rows("Products", identity)
    assert statements(house, database, "Products", identity) == 1
    change(ada, is_staff=True)
    assert statements(house, database, "Products", identity) == 2
    assert statements(house, database, "Products", identity) == 1
    assert {row["email"] for row in house.rows("Mails", identity)} >= {"bob@example.com"}
    change(ada, is_staff=False)
    assert house.code("Mails", identity) == "FORBIDDEN"
    assert statements(house, database, "Products", identity) == 1


def test_what_a_guess_refuses_is_asked_of_the_database_first(
    staff_edits: House, ada: Any, database: str
) -> None:
    """The process has never seen her, so it assumes ``user``, who may not."""
    change(ada, is_staff=True)
    staff_edits.rows("Categories")
    assert statements(staff_edits, database, "ForEditors", known(ada)) == 2
    assert statements(staff_edits, database, "ForEditors", known(ada)) == 1
    change(ada, is_staff=False)
    assert staff_edits.code("ForEditors", known(ada)) == "FORBIDDEN"


def test_caller_without_a_row_has_the_role_for_that(staff_edits: House) -> None:
    nobody = Identity(user_id="987654", authenticator="test")
    assert {row["name"] for row in staff_edits.rows("Products", nobody)} == {
        row["name"] for row in staff_edits.rows("Products")
    }
    assert staff_edits.code("MyPurchases", nobody) == "FORBIDDEN", "it is not open to anon"
    staff_edits.open(ROLE_WITHOUT_ROW="user")
    assert staff_edits.rows("MyPurchases", nobody) == []
    staff_edits.open(ROLE_WITHOUT_ROW="editor")
    assert staff_edits.rows("Mails", nobody)
    staff_edits.open(ROLE_WITHOUT_ROW="gone")
    assert staff_edits.code("Products", nobody) == "FORBIDDEN"


def test_inactive_user_has_no_row(staff_edits: House, ada: Any) -> None:
    change(ada, is_staff=True, is_active=False)
    assert staff_edits.code("Mails", known(ada)) == "FORBIDDEN"
    assert staff_edits.code("MyPurchases", known(ada)) == "FORBIDDEN"


def test_first_role_in_order_is_the_callers(house: House, ada: Any) -> None:
    change(ada, is_staff=True, is_superuser=True)
    Role.objects.filter(name="editor").update(match="is_staff", position=1)
    Role.objects.create(name="auditor", match="is_superuser", position=2)
    assert get_gate().role_of(known(ada)) == "editor"
    Role.objects.filter(name="auditor").update(position=0)
    assert get_gate().role_of(known(ada)) == "auditor"
    assert house.code("Products", known(ada)) == "FORBIDDEN", "an auditor has no rules"
    change(ada, is_superuser=False)
    assert get_gate().role_of(known(ada)) == "editor"
    change(ada, is_staff=False)
    assert get_gate().role_of(known(ada)) == "user"


def test_groups_and_permissions_count_at_once(house: House, ada: Any) -> None:
    Role.objects.filter(name="editor").update(match="group('Editors') or perm('shop.change_product')")
    editors, others = Group.objects.create(name="Editors"), Group.objects.create(name="editors")
    permission = Permission.objects.get(content_type__app_label="shop", codename="change_product")
    gate, identity = get_gate(), known(ada)
    assert gate.role_of(identity) == "user"
    ada.groups.add(others)
    assert gate.role_of(identity) == "user"
    ada.groups.add(editors)
    assert house.rows("Mails", identity)
    ada.groups.clear()
    assert house.code("Mails", identity) == "FORBIDDEN"
    ada.user_permissions.add(permission)
    assert house.rows("Mails", identity)
    ada.user_permissions.clear()
    others.permissions.add(permission)
    ada.groups.add(others)
    assert house.rows("Mails", identity)
    change(ada, is_active=False)
    assert house.code("Mails", identity) == "FORBIDDEN"


def test_role_is_remembered_when_nothing_verifies_it(staff_edits: House, ada: Any) -> None:
    """Without a match no statement says who has a role, so it must not be one from before."""
    change(ada, is_staff=True)
    assert staff_edits.rows("Mails", known(ada))
    Role.objects.filter(name="editor").update(match="")
    assert staff_edits.code("Mails", known(ada)) == "FORBIDDEN"
    assert get_gate().role_of(known(ada)) == "user"


def test_deleted_and_renamed_role_is_still_had(staff_edits: House, ada: Any) -> None:
    change(ada, is_staff=True)
    assert staff_edits.rows("Mails", known(ada))
    Role.objects.filter(name="editor").update(name="author")
    assert get_gate().role_of(known(ada)) == "author"
    assert staff_edits.code("ForEditors", known(ada)) == "FORBIDDEN"
    Role.objects.get(name="author").delete()
    assert get_gate().role_of(known(ada)) == "user"
    assert staff_edits.code("Mails", known(ada)) == "FORBIDDEN"


@pytest.mark.parametrize(
    "match", ["is_staf", "is_staff; DROP TABLE auth_user", "1 = 1 --", "pg_sleep(10) = 1"]
)
def test_match_that_was_written_past_all_checks_opens_something(
    staff_edits: House, ada: Any, match: str
) -> None:
    change(ada, is_staff=True)
    Role.objects.filter(name="editor").update(match=match)
    result = staff_edits.ask("Products", known(ada))
    assert only_code(result) == ConfigurationError.code
    assert staff_edits.rows("Products"), "nobody's role depends on it"
    Role.objects.filter(name="editor").update(match="is_staff")
    assert staff_edits.rows("Mails", known(ada)), "and it holds again at the next request"


def test_number_of_a_role_means_another_after_the_order_has_changed(
    house: House, ada: Any, monkeypatch: Any
) -> None:
    """She matches both roles; their order is exchanged when the statement is chosen and has not run yet."""
    change(ada, is_staff=True)
    Role.objects.create(name="auditor", match="is_active", position=5)
    Role.objects.filter(name="editor").update(match="is_staff", position=1)
    assert house.rows("Mails", known(ada))
    run = Call.run

    def exchanged(call: Call, *arguments: Any) -> Any:
        monkeypatch.setattr(Call, "run", run)
        Role.objects.filter(name="editor").update(position=9)
        return run(call, *arguments)

    monkeypatch.setattr(Call, "run", exchanged)
    assert house.code("Mails", known(ada)) == "FORBIDDEN"
    assert get_gate().role_of(known(ada)) == "auditor"


def test_role_of_one_caller_does_not_slow_another(staff_edits: House, ada: Any, database: str) -> None:
    bob = get_user_model().objects.create_user("bob", password="x", is_staff=True)
    for user in (ada, bob):
        staff_edits.rows("Products", known(user))
    assert [statements(staff_edits, database, "Products", known(user)) for user in (ada, bob)] == [1, 1]


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_role_is_verified_where_the_rules_are(
    staff_edits: House, ada: Any, settings: Any, database: str
) -> None:
    """The data come from another database, which knows nothing of users."""
    load(OTHER[database])
    settings.DATABASE_ROUTERS = [f"{__name__}.DataIn{OTHER[database].capitalize()}"]
    staff_edits.open()
    change(ada, is_staff=True)
    assert staff_edits.rows("Mails", known(ada))
    change(ada, is_staff=False)
    assert staff_edits.code("Mails", known(ada)) == "FORBIDDEN"
    assert staff_edits.code("Mails", known(ada)) == "FORBIDDEN"


OTHER = {"default": "sqlite", "sqlite": "default"}


class _Data:
    """The shop is elsewhere than roles and users."""

    alias = ""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return self.alias if model._meta.app_label == "shop" else OTHER[self.alias]

    db_for_write = db_for_read


class DataInSqlite(_Data):
    alias = "sqlite"


class DataInDefault(_Data):
    alias = "default"


class _Users:
    """Users are elsewhere than roles: the table of users beside the roles is one that was left there."""

    alias = ""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return self.alias if model._meta.app_label == "auth" else OTHER[self.alias]

    db_for_write = db_for_read


class UsersInSqlite(_Users):
    alias = "sqlite"


class UsersInDefault(_Users):
    alias = "default"


@pytest.mark.parametrize(
    ("roles_query", "match"),
    [
        (None, "is_staff"),
        ("SELECT * FROM auth_user WHERE id = $user_id", "group('Editors')"),
        ("SELECT * FROM auth_user WHERE id = $user_id", "perm('shop.change_product')"),
    ],
)
def test_users_of_another_database_have_the_roles_of_those_here(
    staff_edits: House, ada: Any, settings: Any, database: str, roles_query: str | None, match: str
) -> None:
    change(ada, is_staff=True, is_superuser=True)
    ada.groups.add(Group.objects.create(name="Editors"))
    Role.objects.filter(name="editor").update(match=match)
    staff_edits.open(ROLES_QUERY=roles_query)
    assert staff_edits.rows("Mails", known(ada))
    settings.DATABASE_ROUTERS = [f"{__name__}.UsersIn{OTHER[database].capitalize()}"]
    staff_edits.open(ROLES_QUERY=roles_query)
    assert only_code(staff_edits.ask("Mails", known(ada))) == ConfigurationError.code
    assert staff_edits.rows("Products")


# -- development, where anything may be asked -----------------------------------------------------------


@pytest.fixture
def developed(staff_edits: House) -> Gate:
    return staff_edits.open(PRODUCTION=False)


def test_development_refuses_callers_without_a_row_what_anon_may_not(developed: Gate) -> None:
    nobody = Identity(user_id="987654", authenticator="test")
    result = developed.execute("query A { products { id } }", identity=nobody)
    assert only_code(result) == "FORBIDDEN"
    result = developed.execute("query A @skipAuth { products { id } }", identity=nobody)
    assert result.json()["data"]["products"]


def test_answer_for_a_role_that_a_row_gives_is_kept_for_others(developed: Gate, ada: Any) -> None:
    """Also where it is that of ``anon``, as for callers without a row."""
    text = "query A @skipAuth @cacheControl(maxAge: 60, scope: PUBLIC) { products { id } }"
    change(ada, is_staff=True)
    for identity in (known(ada), Identity(user_id="987654", authenticator="test"), named(None, "anon")):
        headers = developed.execute(text, identity=identity).headers
        assert headers["Cache-Control"] == "private, max-age=60"


def test_development_shows_the_schema_of_the_role_that_the_caller_has_now(developed: Gate, ada: Any) -> None:
    def fields() -> set[str]:
        asked = developed.execute('{ __type(name: "Customer") { fields { name } } }', identity=known(ada))
        return {field["name"] for field in asked.json()["data"]["__type"]["fields"]}

    change(ada, is_staff=True)
    assert "email" in fields()
    change(ada, is_staff=False)
    assert "email" not in fields()


@pytest.mark.parametrize(
    ("text", "revealed"),
    [
        ("{ customers { emial } }", "'email'"),
        ("{ customers(where: { email: $v, id: $v }) { id } }", "is used as String"),
    ],
)
def test_development_words_errors_for_the_role_that_the_caller_has_now(
    developed: Gate, ada: Any, text: str, revealed: str
) -> None:
    """Of a field, which is looked up for the role, and of a variable, which is read before any role is known."""

    def sentence() -> str:
        (error,) = developed.execute(text, identity=known(ada)).errors
        return str(error["message"])

    change(ada, is_staff=True)
    assert revealed in sentence()
    change(ada, is_staff=False)
    assert revealed not in sentence()


# -- roles that a credential names --------------------------------------------------------------------


def named(user: Any, role: str, **options: Any) -> Identity:
    user_id = None if user is None else str(user.pk)
    return Identity(user_id=user_id, role=role, authenticator="test", role_from_request=True, **options)


def test_named_role_wins_over_the_row(staff_edits: House, ada: Any) -> None:
    assert staff_edits.rows("Mails", named(ada, "editor"))
    change(ada, is_staff=True)
    assert staff_edits.code("Mails", named(ada, "user")) == "FORBIDDEN"


def test_named_role_that_the_row_does_not_match_is_had(staff_edits: House, ada: Any) -> None:
    staff_edits.open(ROLE_MUST_MATCH=True)
    assert staff_edits.code("Mails", named(ada, "editor")) == "FORBIDDEN"
    assert staff_edits.code("Products", named(ada, "editor")) == "FORBIDDEN", "it is no other role instead"
    change(ada, is_staff=True)
    assert staff_edits.rows("Mails", named(ada, "editor"))
    assert staff_edits.rows("Mails", known(ada)), "who names none has what matches"
    change(ada, is_staff=False)
    assert staff_edits.code("Mails", named(ada, "editor")) == "FORBIDDEN"
    assert staff_edits.code("Mails", named(None, "editor")) == "FORBIDDEN"
    with pytest.raises(Forbidden):
        get_gate().role_of(named(ada, "editor"))


def test_named_role_without_a_match_is_had_where_one_is_required(staff_edits: House, ada: Any) -> None:
    Role.objects.create(name="auditor")
    staff_edits.open(ROLE_MUST_MATCH=True)
    assert staff_edits.code("Products", named(ada, "auditor")) == "FORBIDDEN"
    assert staff_edits.rows("MyPurchases", named(ada, "user")) is not None
    change(ada, is_staff=True)
    assert staff_edits.code("MyPurchases", named(ada, "user")) == "FORBIDDEN", "the row gives another role"


@pytest.mark.parametrize("match", ["is_staff", ""])
def test_named_role_of_a_caller_who_is_nobody_is_had_where_a_match_is_required(
    staff_edits: House, ada: Any, match: str
) -> None:
    Role.objects.filter(name="editor").update(match=match)
    staff_edits.open(ROLE_MUST_MATCH=True)
    for role in ("user", "editor", "gone", "", "Editor"):
        assert staff_edits.code("Products", named(None, role)) == "FORBIDDEN", role
    assert staff_edits.code("Mails", named(None, "anon")) == "UNAUTHENTICATED"
    for role in ("editor", "gone", "", "Editor"):
        assert staff_edits.code("Products", named(ada, role)) == "FORBIDDEN", role


def test_role_that_the_settings_give_a_service_needs_no_match(staff_edits: House) -> None:
    staff_edits.open(ROLE_MUST_MATCH=True)
    assert staff_edits.rows("Mails", Identity(role="editor", authenticator="cron"))
