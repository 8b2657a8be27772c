"""A change of the password in the users table ends the session: what the statement has to verify."""

from __future__ import annotations

import pytest
from django.apps.registry import Apps
from django.db.models import CharField, Model

from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator
from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.login.devise import _of_model
from django_graphgate.auth.users.ids import NAMED
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import UUID
from django_graphgate.ir.identity import CallerCheck, PrefixProof
from tests.support.auth.rails.asking import ask, authenticator
from tests.support.auth.rails.ruby import SECRET, dump, seal

SALT = "$2a$12$" + "s" * 22
KEY = "warden.user.user.key"
TABLE = {"table": "users"}
MODEL = {"model": "auth.User", "column": "password", "active_column": "is_active"}


def check(devise: dict[str, object], login: object) -> CallerCheck | None:
    identity = ask(authenticator(devise=devise), seal(dump({KEY: login})))
    assert identity is not None
    return identity.check


def refused(devise: dict[str, object], login: object) -> None:
    with pytest.raises(SessionInvalid) as caught:
        check(devise, login)
    assert caught.value.reason == "malformed"


def test_without_the_option_nothing_is_verified():
    assert ask(authenticator(), seal(dump({KEY: [[7], SALT]}))).check is None


def test_table():
    assert check(TABLE, [[7], SALT]) == CallerCheck(
        table="users",
        key_column="id",
        key_codec=NAMED["bigint"].codec,
        key="7",
        proof=PrefixProof(column="encrypted_password", length=29, expected=SALT),
    )


def test_table_with_names_of_its_own():
    devise = {"table": "people", "key_column": "uid", "key_type": "uuid", "column": "digest", "length": 20}
    uuid = "9517B843-aaaa-4bbb-8ccc-6434627d18f0"
    found = check({**devise, "active_column": "active"}, [[uuid], SALT])
    assert (found.table, found.key_column, found.key_codec, found.key) == (
        "people",
        "uid",
        UUID,
        uuid.lower(),
    )
    assert found.active_column == "active"
    assert found.proof == PrefixProof(column="digest", length=20, expected=SALT)


def test_model():
    assert check(MODEL, [[7], SALT]) == CallerCheck(
        table="auth_user",
        key_column="id",
        key_codec=NAMED["int"].codec,
        key="7",
        active_column="is_active",
        proof=PrefixProof(column="password", length=29, expected=SALT),
    )


@pytest.mark.parametrize("login", [7, ["User", [7]], [[7], None], [["User", 7]], ["User", 7]])
def test_login_without_a_salt_is_refused(login):
    refused(TABLE, login)


@pytest.mark.parametrize(
    "user_id", ["abc", "007", "7 ", 2**63, -(2**63) - 1, "9517b843-aaaa-4bbb-8ccc-6434627d18f0"]
)
def test_id_that_is_no_key_is_refused(user_id):
    refused(TABLE, [[user_id], SALT])


def test_salt_is_in_no_text():
    identity = ask(authenticator(devise=TABLE), seal(dump({KEY: [[7], SALT]})))
    assert SALT not in repr(identity)
    assert SALT not in repr(identity.check)


@pytest.mark.parametrize(
    ("devise", "message"),
    [
        ({}, "either a 'model' or a 'table'"),
        ({**TABLE, **MODEL}, "either a 'model' or a 'table'"),
        ({"model": "auth.Nobody"}, "There is no model 'auth.Nobody'."),
        ({"model": "User"}, "There is no model 'User'."),
        ({"model": 5}, "There is no model 5."),
        ({"model": "auth.User"}, "auth.User has no column for 'encrypted_password'."),
        ({**MODEL, "active_column": "groups"}, "auth.User has no column for 'groups'."),
        ({**MODEL, "key_column": "id"}, "leave 'key_column' and 'key_type' out"),
        ({**TABLE, "key_type": "float"}, "Devise's 'key_type' must be one of"),
        ({**TABLE, "key_type": ["int"]}, "Devise's 'key_type' must be one of"),
        ({"table": ""}, "Devise's 'table' must be the name of a column or table."),
        ({"table": 'a"b'}, "Devise's 'table' must be the name of a column or table."),
        ({**TABLE, "column": 'a"b'}, "Devise's 'column' must be the name of a column or table."),
        ({**TABLE, "key_column": ""}, "Devise's 'key_column' must be the name of a column or table."),
        ({**TABLE, "active_column": 5}, "Devise's 'active_column' must be the name of a column or table."),
        ({**TABLE, "length": 0}, "Devise's 'length' must be a number of characters"),
        ({**TABLE, "length": True}, "Devise's 'length' must be a number of characters"),
    ],
)
def test_options_that_are_wrong(devise, message):
    entry = {"type": "rails", "cookie": "s", "secret_key_base": SECRET, "devise": devise}
    (problem,) = RailsSessionAuthenticator(entry).check()
    assert message in problem.message


def test_model_whose_key_only_its_field_can_read():
    class OwnKey(CharField):
        pass

    class Account(Model):
        id = OwnKey(primary_key=True, max_length=9)
        encrypted_password = CharField(max_length=60)

        class Meta:
            app_label = "shop"
            apps = Apps()

    with pytest.raises(ConfigurationError, match="a conversion of its own"):
        _of_model(Account, "encrypted_password", "", 29)


class UsersElsewhere:
    """A router that keeps Django's users away from graphgate's tables."""

    def db_for_read(self, model: type[Model], **hints: object) -> str:
        return "sqlite" if model._meta.app_label == "auth" else "default"

    db_for_write = db_for_read


def test_model_in_another_database_than_the_statements(settings):
    settings.DATABASE_ROUTERS = [UsersElsewhere()]
    entry = {"type": "rails", "cookie": "s", "secret_key_base": SECRET, "devise": MODEL}
    (problem,) = RailsSessionAuthenticator(entry).check()
    assert "another database" in problem.message
