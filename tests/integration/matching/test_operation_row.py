"""``ROLES_QUERY`` is the name of a saved operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from django_graphgate import checks
from django_graphgate.allowlist.file import render_allow_list
from django_graphgate.allowlist.listed import AllowList, list_operation
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import AllowedOperation
from tests.support.matching.choosing import choice_of, role_of
from tests.support.shop.models import Customer

CALLER = "query Caller { customers(where: { id: { eq: $user_id } }) { id mail: email credit_limit: name is_active } }"


@contextmanager
def saved(folder: Path, text: str, **entries: Any) -> Iterator[None]:
    (folder / "allow.list").write_text(render_allow_list(AllowList(operations=(list_operation(text),))))
    entries = {"ROLES_QUERY": "Caller", "CONFIG_DIR": folder, "PRODUCTION": False, **entries}
    with override_settings(GRAPHGATE={**django_settings.GRAPHGATE, **entries}):
        yield


def customers() -> tuple[Customer, Customer]:
    ann = Customer.objects.create(name="Ann", email="ann@x.org")
    return ann, Customer.objects.create(name="Ben", email="ben@y.org", referrer=ann, is_active=False)


@pytest.mark.parametrize(
    "text",
    [
        CALLER,
        "query Caller { customer(id: $user_id) { id mail: email credit_limit: name is_active } }",
        'query Caller { me: customer(where: { id: { eq: $user_id }, name: { neq: "x" } }) '
        "{ id mail: email credit_limit: name is_active } }",
    ],
)
def test_row_of_the_operation_is_not_the_callers(database: str, tmp_path: Path, text: str) -> None:
    ann, ben = customers()
    with saved(tmp_path, text):
        for match, first, second in (
            ("id = $user_id", "r0", "r0"),
            ("customers.mail like '%@x.org'", "r0", "user"),
            ("credit_limit = 'Ben'", "user", "r0"),
            ("is_active", "r0", "user"),
        ):
            assert role_of(database, ann, match) == first
            assert role_of(database, ben, match) == second
            assert role_of(database, ben.pk + 1, match) == "anon"
            assert role_of(database, "nobody", f"not ({match})") == "anon"


class Elsewhere:
    """The shop is in another database than the roles."""

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return "sqlite" if model._meta.app_label == "shop" else None


def test_operation_over_another_database_decides_roles(tmp_path: Path) -> None:
    routers = [Elsewhere(), *django_settings.DATABASE_ROUTERS]
    elsewhere = pytest.raises(ConfigurationError, match=r"shop\.Customer is in another database")
    with override_settings(DATABASE_ROUTERS=routers), saved(tmp_path, CALLER), elsewhere:
        choice_of("is_active")


def test_row_that_a_relation_leads_to_is_lost(database: str, tmp_path: Path) -> None:
    ann, ben = customers()
    text = "query Caller { customers(where: { referrer: { id: { eq: $user_id } } }) { name } }"
    with saved(tmp_path, text):
        assert role_of(database, ann, "name = 'Ben'") == "r0"
        assert role_of(database, ben, "name = 'Ben'") == "anon"


def test_operation_of_the_database_is_not_found(database: str, tmp_path: Path) -> None:
    ann, _ = customers()
    entries = {"ROLES_QUERY": "Caller", "CONFIG_DIR": tmp_path, "PRODUCTION": False}
    with override_settings(GRAPHGATE={**django_settings.GRAPHGATE, **entries}):
        assert checks.check_roles_query() == [], "without a database nobody knows"
        with pytest.raises(ConfigurationError, match="no operation of this name is saved"):
            choice_of("id = 1")
        AllowedOperation.objects.create(name="Caller", digest="a" * 64, document=CALLER)
        assert role_of(database, ann, "mail = 'ann@x.org'") == "r0"
    entries["PRODUCTION"] = True
    with (
        override_settings(GRAPHGATE={**django_settings.GRAPHGATE, **entries}),
        pytest.raises(ConfigurationError, match="not in the allow list"),
    ):
        choice_of("mail = 'ann@x.org'")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("query Caller { customers { id } }", "the same rows for every caller"),
        ("query Caller { customers(where: { id: { eq: 1 } }) { id } }", "the same rows for every caller"),
        ("query Caller { customers(where: { id: { eq: $user_id } }, limit: 1) { id } }", "without limit"),
        ("query Caller { customers(where: { id: { gt: $user_id } }, offset: 1) { id } }", "without limit"),
        ("query Caller { customers(where: { id: { gt: $user_id } }, first: 1) { id } }", "without limit"),
        ("query Caller { customer(where: { id: { gt: $user_id } }) { id } }", "a row by its key"),
        (
            "query Caller { customer(where: { or: [{ id: { eq: $user_id } }, { id: { gt: 1 } }] }) { id } }",
            "a row by its key",
        ),
        ("query Caller { customers(where: { id: { gt: $user_id } }, distinct: [name]) { id } }", "all rows"),
        (
            "query Caller($id: Int!) { customers(where: { id: { gt: $user_id, lt: $id } }) { id } }",
            r"may use \$user_id",
        ),
        ("query Caller { customers(where: { name: { eq: $user_role } }) { id } }", r"may use \$user_id"),
        ("query Caller { customers(where: { nobody: { eq: $user_id } }) { id } }", "nobody"),
        ("query Caller { __typename }", "select a table"),
        ("query Other { customers(where: { id: { eq: $user_id } }) { id } }", "no operation of this name"),
    ],
)
def test_operation_is_not_refused(tmp_path: Path, database: str, text: str, sentence: str) -> None:
    with saved(tmp_path, text), pytest.raises(ConfigurationError) as refused:
        choice_of("id = 1")

    assert re.search(sentence, f"{refused.value.message} {refused.value.hint}")


@pytest.mark.parametrize(
    ("match", "sentence"),
    [
        ("email = 'x'", "has no column 'email'"),
        ("hidden = 'x'", "cannot be used: it is not a column as it is stored"),
        ("referrer = 1", "has no column 'referrer'"),
    ],
)
def test_field_that_is_no_column_is_not_refused(
    tmp_path: Path, database: str, match: str, sentence: str
) -> None:
    text = (
        "query Caller { customers(where: { id: { eq: $user_id } })"
        " { id hidden: name(includeIf: { id: { gt: 1 } }) referrer { id } } }"
    )
    with saved(tmp_path, text), pytest.raises(ConfigurationError) as refused:
        choice_of(match)
    assert sentence in refused.value.message
