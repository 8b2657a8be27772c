"""API names from Django's names, and names that look secret."""

from __future__ import annotations

import pytest

from django_graphgate.catalog.naming import is_name, plural_and_singular
from django_graphgate.ir.secret_names import looks_secret


@pytest.mark.parametrize(
    ("single", "plural"),
    [
        ("product", "products"), ("category", "categories"), ("address", "addresses"), ("status", "statuses"),
        ("analysis", "analyses"), ("bus", "buses"), ("box", "boxes"), ("quiz", "quizzes"), ("leaf", "leaves"),
        ("person", "people"), ("child", "children"), ("woman", "women"), ("specimen", "specimens"),
        ("canvas", "canvases"), ("lens", "lenses"), ("virus", "viruses"), ("alias", "aliases"),
        ("day", "days"),
        ("photo", "photos"), ("hero", "heroes"), ("house", "houses"), ("movie", "movies"), ("omen", "omens"),
        ("user_address", "user_addresses"), ("order_line", "order_lines"), ("orderstatus", "orderstatuses"),
        ("auth_user", "auth_users"), ("x1", "x1s"),
    ],
)  # fmt: skip
def test_plural_and_singular_do_not_meet(single: str, plural: str) -> None:
    assert plural_and_singular(single) == (plural, single)
    assert plural_and_singular(plural) == (plural, single)


@pytest.mark.parametrize(
    "word", ["sheep", "news", "series", "species", "equipment", "information", "sea_fish"]
)
def test_list_and_object_have_one_name(word: str) -> None:
    assert plural_and_singular(word) == (word, f"{word}_one")


@pytest.mark.parametrize(
    "name",
    [
        "password", "password_hash", "user_password", "PASSWORD", "passwd", "passphrase", "pass", "db_pass",
        "secret", "client_secret", "secret_answer", "secrets", "token", "api_token", "refresh_token_hash",
        "tokens", "encrypted_name", "name_encrypted", "salt", "password_salt", "key", "api_key", "apikey",
        "private_key", "stripe_private_key_pem", "secret_key", "cvv", "card_cvc", "card_number", "card_no",
        "credit_card", "credit_card_number", "creditcard", "encryption_key", "otp_secret",
        "pwd", "user_pwd", "otp", "otp2", "totp_seed", "pin", "pin_code", "ssn", "iban", "iban2", "jwt", "last_jwt",
        "session_data", "credentials", "credential", "cc_number", "cc_no", "ccnum", "cardnumber", "cardNo", "cardNumber",
        "apiToken", "accesstoken", "clientSecret", "APIKey", "dbPassword", "pass1", "password2", "cvv2", "passcode",
        "social_security_number", "bank_account", "account_number", "recovery_codes", "security_answer", "auth_code",
        "mfa_secret", "authorization", "private_pem", "discard_number_of_card_no", "PWD", "passwords",
    ],
)  # fmt: skip
def test_secret_is_shown(name: str) -> None:
    assert looks_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "id", "name", "keyboard", "monkey", "keys_pressed", "hockey", "passenger", "passport", "compass",
        "passed",
        "bypass", "salty", "basalt", "tokenizer", "card", "postcard", "discard_number_of", "secretary",
        "pinned", "opinion", "spinning", "adoption", "session", "session_id", "accounts", "account", "number_of_cards",
        "code", "country_code", "author", "auth_method", "cc", "cc_email", "compassName", "potpie",
        "key_count",
        "number", "cardinality",
    ],
)  # fmt: skip
def test_harmless_name_is_hidden(name: str) -> None:
    assert not looks_secret(name)


@pytest.mark.parametrize("name", ["", "1a", "a b", "a-b", "ä", "__typename", "a\n", "a'", "a.b", "$a"])
def test_name_that_graphql_lacks_is_taken(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize("name", ["a", "_", "A_1", "_private", "a__b"])
def test_name_is_refused(name: str) -> None:
    assert is_name(name)
