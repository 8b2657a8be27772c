"""Which texts may be a user id: what a database would refuse never gets there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.users.ids import NAMED, UserIdType, is_clean_text, type_of_field, user_id_type
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import TEXT, int_codec

UUID = "6f9619ff-8b86-d011-b42d-00c04fc964ff"


@pytest.mark.parametrize(
    ("kind", "given", "canonical"),
    [
        ("int", "0", "0"),
        ("int", "-1", "-1"),
        ("int", "2147483647", "2147483647"),
        ("int", "2147483648", None),
        ("int", "-2147483649", None),
        ("bigint", "9223372036854775807", "9223372036854775807"),
        ("bigint", "9223372036854775808", None),
        ("bigint", "9" * 5000, None),
        ("int", "abc", None),
        ("int", "007", None),
        ("int", "-0", None),
        ("int", "+7", None),
        ("int", " 7", None),
        ("int", "7\n", None),
        ("int", "1_0", None),
        ("int", "1e3", None),
        ("int", "0x1F", None),
        ("int", "\u0667", None),
        ("int", "", None),
        ("int", "7\x00", None),
        ("uuid", UUID, UUID),
        ("uuid", UUID.upper(), UUID),
        ("uuid", UUID.replace("-", ""), UUID),
        ("uuid", "{" + UUID + "}", None),
        ("uuid", "urn:uuid:" + UUID, None),
        ("uuid", UUID + "\n", None),
        ("uuid", UUID.replace("-", "", 1), None),
        ("uuid", "7", None),
        ("text", "auth0|5f7c", "auth0|5f7c"),
        ("text", "", None),
        ("text", "a\x00b", None),
        ("text", "\udcff", None),
        ("text", "x" * 255, "x" * 255),
        ("text", "x" * 256, None),
    ],
)
def test_user_id(kind: str, given: str, canonical: str | None) -> None:
    assert NAMED[kind].canonical(given) == canonical


@given(st.text())
def test_accepted_integer_is_one_for_postgresql_too(text: str) -> None:
    if NAMED["bigint"].canonical(text) is not None:
        assert str(int(text)) == text


@given(st.integers())
def test_every_integer_is_accepted_within_its_bounds_only(number: int) -> None:
    assert (NAMED["bigint"].canonical(str(number)) is not None) == (-(2**63) <= number < 2**63)
    assert (NAMED["int"].canonical(str(number)) is not None) == (-(2**31) <= number < 2**31)


@pytest.mark.django_db
@given(st.text())
def test_accepted_text_is_one_for_the_database(text: str) -> None:
    if is_clean_text(text):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::text", [text])
            assert cursor.fetchone() == (text,)


class Odd(models.CharField):  # type: ignore[type-arg]
    """A field with a conversion of its own."""

    def get_prep_value(self, value: Any) -> Any:
        return value.lower()


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (models.SmallAutoField(primary_key=True), UserIdType(int_codec(-(2**15), 2**15 - 1))),
        (models.AutoField(primary_key=True), NAMED["int"]),
        (models.BigAutoField(primary_key=True), NAMED["bigint"]),
        (models.UUIDField(), NAMED["uuid"]),
        (models.CharField(max_length=20), UserIdType(TEXT, length=20)),
        (models.TextField(), NAMED["text"]),
        (models.DateField(), None),
        (Odd(max_length=20), None),
    ],
    ids=lambda each: type(each).__name__,
)
def test_type_follows_the_key(field: Any, expected: UserIdType | None) -> None:
    assert type_of_field(field) == expected


def test_type_follows_a_key_that_is_a_relation() -> None:
    from tests.support.apps.people.models import Child

    assert type_of_field(Child._meta.pk) == NAMED["int"]


def test_type_follows_the_user_model_and_the_setting(settings: Any) -> None:
    assert user_id_type(None) == NAMED["int"]
    assert user_id_type("text") == NAMED["text"]
    settings.AUTH_USER_MODEL = "people.Absent"
    assert user_id_type(None) == NAMED["text"]


def test_unknown_type_is_reported() -> None:
    with pytest.raises(ConfigurationError, match="USER_ID_TYPE") as caught:
        user_id_type("integer")
    assert caught.value.hint == "It is one of bigint, int, text, uuid."
