"""What a ``match`` may say, and what it may not."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from django_graphgate.dialects import dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.sql import Parameter
from tests.support.matching.choosing import choice_of


def refusal(match: str) -> str:
    with pytest.raises(ConfigurationError) as refused:
        choice_of(match)
    assert refused.value.message.startswith("The match of role r0 is not valid: ")
    assert refused.value.hint, "what would be right"
    return (
        f"{refused.value.message.removeprefix('The match of role r0 is not valid: ')} | {refused.value.hint}"
    )


@pytest.mark.parametrize(
    ("match", "sentence"),
    [
        ("is_staff; DROP TABLE auth_user", "it has to be one expression."),
        ("is_staff; true", "it has to be one expression."),
        ("is_staff, is_superuser", "it cannot be read"),
        (";", "it has to be one expression."),
        ("is_staff -- and is_superuser", "comments are not allowed"),
        ("is_staff --", "comments are not allowed"),
        ("is_staff /* and is_superuser */", "comments are not allowed"),
        ("/* x */ is_staff", "comments are not allowed"),
        ("-- is_staff", "it has to be one expression."),
        ("lower(username) = 'ann'", "LOWER(username) stands where a column has to."),
        ("username = lower('ANN')", "LOWER('ANN') stands where a constant or a variable has to."),
        ("pg_sleep(10)", "the function pg_sleep() is not allowed"),
        ("pg_sleep(10) is null", "stands where a column has to"),
        ("coalesce(is_staff, true)", "COALESCE(is_staff, TRUE) is not allowed in it."),
        ("now() > date_joined", "CURRENT_TIMESTAMP stands where a constant"),
        ("id = (SELECT 1)", "(SELECT 1) stands where a constant or a variable has to."),
        ("id IN (SELECT id FROM auth_user)", "is not allowed in it."),
        ("id IN (SELECT 1)", "is not allowed in it."),
        ("EXISTS (SELECT 1)", "EXISTS(SELECT 1) is not allowed in it."),
        ("(SELECT true)", "SELECT TRUE) is not allowed in it."),
        ("SELECT true", "SELECT TRUE is not allowed in it."),
        ("id::text = '1'", "CAST(id AS TEXT) stands where a column has to."),
        ("id = '1'::int", "stands where a constant or a variable has to."),
        ("CAST(id AS text) = '1'", "stands where a column has to."),
        ("date_joined > DATE '2020-01-01'", "stands where a constant or a variable has to."),
        ("id + 1 = 2", "id + 1 stands where a column has to."),
        ("id = 1 + 1", "1 + 1 stands where a constant or a variable has to."),
        ("username || 'x' = 'annx'", "stands where a column has to."),
        ("CASE WHEN is_staff THEN true END", "is not allowed in it."),
        ("row_number() over () = 1", "stands where a column has to."),
        ("count(*) = 1", "stands where a column has to."),
        ("id = %s", "A match compares columns"),
        ("id = ?", "stands where a constant or a variable has to."),
        ("id = :id", "stands where a constant or a variable has to."),
        ("id = @user_id", "a variable begins with $."),
        ("id = $1", "is not a variable."),
        ("username = $$ann$$", "stands where a constant or a variable has to."),
        ("username = $x$ann$x$", "stands where a constant or a variable has to."),
        (r"username = E'\x61'", "stands where a constant or a variable has to."),
        ("username = 'a' 'b'", "stands where a constant or a variable has to."),
        ("username = 'ann", "it cannot be read"),
        ("id = ARRAY[1]", "stands where a constant or a variable has to."),
        ("id = ANY('{1}')", "stands where a constant or a variable has to."),
        ("id BETWEEN 1 AND 2", "id BETWEEN 1 AND 2 is not allowed in it."),
        ("username ~ '^a'", "is not allowed in it."),
        ("username ILIKE 'a%'", "is not allowed in it."),
        ("username LIKE 'a!%' ESCAPE '!'", "is not allowed in it."),
        ("username SIMILAR TO 'a'", "is not allowed in it."),
        ("username COLLATE \"C\" = 'a'", "stands where a column has to."),
        ("is_staff IS TRUE", "IS takes NULL and NOT NULL only, not TRUE."),
        ("id IS DISTINCT FROM 1", "is not allowed in it."),
        ("(id, is_staff) = (1, true)", "stands where a column has to."),
        ("id = 1 = true", "id = 1 stands where a column has to."),
        ("is_staff AS x", "is not allowed in it."),
        ("auth_user.* = 1", "stands where a column has to."),
        ("* = 1", "stands where a column has to."),
        ("public.auth_user.id = 1", "is not allowed in it."),
        ("id = NULL", "nothing equals NULL. | Write IS NULL or IS NOT NULL."),
        ("id IN (1, NULL)", "nothing equals NULL."),
        ("id IN ()", "is empty."),
        ("id IN (id)", "id is a column"),
        ("id = id", "id is a column"),
        ("1 = 1", "1 stands where a column has to."),
        ("1", "1 is not allowed in it."),
        ("'x'", "'x' is not allowed in it."),
        ("NOT 1", "1 is not allowed in it."),
        ("username", "username is not a boolean column, so it cannot stand alone."),
        ("username AND is_staff", "username is not a boolean column"),
        ("()", "is not allowed in it."),
        ("is_staff AND", "it cannot be read"),
        ("is_staff) OR (true", "it cannot be read"),
        ("is_staff) THEN 0 WHEN (true", "it cannot be read"),
        ("-is_staff", "is not allowed in it."),
        ("id = - - 1", "stands where a constant or a variable has to."),
        ("id = -'1'", "stands where a constant or a variable has to."),
    ],
)
def test_form_is_not_refused(match: str, sentence: str) -> None:
    assert sentence in refusal(match)


@pytest.mark.parametrize(
    ("match", "sentence"),
    [
        ("is_stuff", "the row has no column 'is_stuff'. | Did you mean is_staff?"),
        ("emial = 'x'", "Did you mean email?"),
        ("xmax = 1", "the row has no column 'xmax'."),
        ("ctid = 1", "the row has no column 'ctid'."),
        ("tableoid = 1", "the row has no column 'tableoid'."),
        ("groups.id = 1", "the roles query has no table 'groups'."),
        ("pg_user.id = 1", "the roles query has no table"),
        ('"ID" = 1', "the row has no column 'ID'. | Did you mean"),
        ('"id; DROP" = 1', "the row has no column 'id; DROP'."),
        ("is_staff = 'x'", "'x' does not fit is_staff: true or false is expected."),
        ("is_staff = 1", "1 does not fit is_staff: true or false is expected."),
        ("id = 'abc'", "'abc' does not fit id: a whole number is expected."),
        ("id = 1.5", "1.5 does not fit id: a whole number is expected."),
        ("id = 1e400", "does not fit id"),
        ("id = 99999999999", "does not fit id: a whole number from"),
        ("id = true", "TRUE does not fit id"),
        ("id IN (1, 'x')", "'x' does not fit id"),
        ("username = 1", "1 does not fit username: a text is expected."),
        ("username = true", "does not fit username"),
        ("date_joined > 'yesterday'", "does not fit date_joined"),
        ("date_joined > 'now'", "does not fit date_joined"),
        ("id LIKE '1%'", "id is not a text, so LIKE cannot look into it."),
        (r"username LIKE 'a\'", "does not fit username"),
        ("username LIKE 1", "does not fit username"),
        ("username = 'a\x00'", "does not fit username"),
        ("is_staff = $user_id", "'$user_id' is of type Int, which no Boolean can be."),
        (
            "date_joined = $user_id_provider",
            "'$user_id_provider' is of type String, which no DateTime can be.",
        ),
        ("id = $nobody", "$nobody is not a variable here. | There are $user_id, $user_id_provider"),
        ("username = $user_role", "$user_role is what is to be decided."),
        ("$user_id = $user_id", "$user_id stands where a column has to."),
        ("$user_id = 'x'", "'x' does not fit $user_id: a whole number is expected."),
        ("$user_id in (1, id)", "id is a column"),
        ("$user_id like 'x%'", "stands where a column has to."),
        ("$user_id is null", "stands where a column has to."),
        ("$nobody = 'x'", "$nobody is not a variable here."),
        ("date_joined < $now", "$now is not a variable here."),
        ("group()", "group() takes the name of one group"),
        ("group('')", "group() takes the name of one group"),
        ("group('a', 'b')", "group() takes the name of one group"),
        ("group(id)", "group() takes the name of one group"),
        ("group($user_id)", "group() takes the name of one group"),
        ("group('a\x00')", "NUL"),
        ("group('a') = true", "stands where a column has to."),
        ("public.group('a')", "is not allowed in it."),
        ("perm('change_product')", "perm() takes one permission"),
        ("perm('.change_product')", "perm() takes one permission"),
        ("perm('shop.')", "perm() takes one permission"),
        ("perm(shop.change_product)", "perm() takes one permission"),
        ("groups('a')", "the function groups() is not allowed"),
        ("is_staff()", "the function is_staff() is not allowed"),
    ],
)
def test_name_or_value_is_not_refused(match: str, sentence: str) -> None:
    assert sentence in refusal(match)


@pytest.mark.parametrize(
    "match",
    [
        "is_staff and " * 10_000 + "is_staff",
        "(" * 900 + "is_staff" + ")" * 900,
        "not " * 400 + "is_staff",
        "(" * 990,
        ")" * 1_999,
        "case when " * 150,
        "id = " + "-" * 1_000 + " 1",
        "id in (" + "(" * 900,
        "'" * 1_999,
        '"' * 1_999,
        "$" * 1_999,
        "\x00",
        "\ud800",
        "🙂 = 1",
        "\U0001d422\U0001d42c_staff",  # letters that look like "is"
        "is_staff\u2028-- x",
        "id = ٣",
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_strange_text_is_not_refused(match: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        refusal(match)
    assert not caplog.records


def test_deep_match_is_not_refused() -> None:
    for match in (
        "(" * 11 + "is_staff" + ")" * 11,
        "not " * 11 + "is_staff",
        "(not " * 6 + "is_staff" + ")" * 6,
    ):
        assert "it is nested more than 10 levels deep" in refusal(match)


def test_wide_match_is_too_much() -> None:
    choice_of(" or ".join(f"id = {number}" for number in range(150)))
    choice_of(" and ".join(["not is_staff and (id not in (1) or id is not null)"] * 30))
    choice_of("(" * 10 + "is_staff" + ")" * 10)
    choice_of("(not " * 5 + "is_staff" + ")" * 5)


def test_value_is_in_the_text() -> None:
    """Constants travel beside the statement."""
    hostile = "'; DROP TABLE auth_user; --"
    choice = choice_of(f"username = '{hostile.replace(chr(39), chr(39) * 2)}' or group('O''Brien')")
    for vendor in ("postgresql", "sqlite"):
        parts = choice.expression(dialect(vendor))
        values = [part.value for part in parts if isinstance(part, Parameter) and part.source == "constant"]
        assert {hostile, ("O'Brien",)} <= set(values)
        text = "".join(part for part in parts if isinstance(part, str))
        assert "DROP" not in text
        assert "Brien" not in text


@pytest.mark.parametrize(
    ("value", "match", "sentence"),
    [
        (["a", "b"], "username = $plan", "$plan is a list."),
        ("sql:select 1", "id = $plan", "$plan is a subquery."),
        ("free", "id = $plan", "$plan has a configured value that does not fit"),
    ],
)
def test_variable_of_the_settings_is_not_refused(value: Any, match: str, sentence: str) -> None:
    with override_settings(GRAPHGATE={**django_settings.GRAPHGATE, "VARIABLES": {"plan": value}}):
        assert sentence in refusal(match)
