"""Only cookies that the Rails app made are opened, in every form that Rails has written them in."""

from __future__ import annotations

import base64
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats.messages import MAX_COOKIE
from tests.support.auth.rails.asking import ask, ask_raw, authenticator, user
from tests.support.auth.rails.ruby import (
    SECRET,
    base64_of,
    dump,
    encrypt,
    envelope,
    key_of,
    seal,
    session,
    sign,
    sign_text,
)

JSON = json.dumps(session()).encode()
DIGESTS = ["sha1", "sha256", "sha512"]
FORMS = {"GCM": seal(JSON), "CBC": encrypt(JSON), "signed": sign(JSON)}
DETECTING = authenticator()


def refused(cookie: str, reason: str | None = None, **options: object) -> None:
    with pytest.raises(SessionInvalid) as caught:
        ask(authenticator(**options) if options else DETECTING, cookie)
    assert reason is None or caught.value.reason == reason
    assert caught.value.code == "INVALID_CREDENTIALS"
    assert caught.value.status == 401


# ---------------------------------------------------------------------------------------- good cookies


@pytest.mark.parametrize("content", [JSON, dump(session())], ids=["json", "marshal"])
@pytest.mark.parametrize("digest", DIGESTS[:2])
def test_gcm_with_either_key_derivation(content, digest):
    assert user(DETECTING, seal(content, digest=digest)) == "7"


@pytest.mark.parametrize("mac_digest", DIGESTS)
@pytest.mark.parametrize("digest", DIGESTS[:2])
def test_cbc_with_either_key_derivation_and_any_digest(digest, mac_digest):
    assert user(DETECTING, encrypt(JSON, digest=digest, mac_digest=mac_digest)) == "7"


@pytest.mark.parametrize("mac_digest", DIGESTS)
@pytest.mark.parametrize("digest", DIGESTS[:2])
def test_signed_with_either_key_derivation_and_any_digest(digest, mac_digest):
    key = key_of("signed cookie", 64, digest)
    assert user(DETECTING, sign(JSON, key=key, digest=mac_digest)) == "7"


@pytest.mark.parametrize("bits", [128, 192, 256])
def test_gcm_with_keys_of_any_length(bits):
    cookie = seal(JSON, length=bits // 8)
    assert user(DETECTING, cookie) == "7"
    assert user(authenticator(cipher=f"aes-{bits}-gcm"), cookie) == "7"
    refused(cookie, "bad_signature", cipher=f"aes-{128 if bits == 256 else 256}-gcm")


def test_key_derivation_of_another_digest_is_a_setting():
    assert user(authenticator(key_digest="SHA512"), seal(JSON, digest="sha512")) == "7"
    refused(seal(JSON, digest="sha512"), "bad_signature")


def test_secret_token_of_rails_3():
    cookie = sign(dump(session()), key=b"iOIXYP6zQwQop178mUP1yFXuWqomyBNQ")
    token = "iOIXYP6zQwQop178mUP1yFXuWqomyBNQ"
    assert user(authenticator(secret_token=token), cookie) == "7"
    assert user(authenticator(secret_key_base=token), cookie) == "7"
    refused(cookie, "bad_signature")


def test_several_secrets_while_they_are_rotated():
    old, new = f"old {SECRET}", f"new {SECRET}"
    rotating = authenticator(secret_key_base=[new, old])
    for _ in range(2):  # the second time the keys that fitted come first
        assert user(rotating, seal(JSON, secret=old)) == "7"
        assert user(rotating, seal(JSON, secret=new)) == "7"
    refused(seal(JSON, secret=f"other {SECRET}"), "bad_signature", secret_key_base=[new, old])


def test_secret_from_the_environment(monkeypatch):
    monkeypatch.setenv("RAILS_SECRET", SECRET)
    assert user(authenticator(secret_key_base={"env": "RAILS_SECRET"}), FORMS["GCM"]) == "7"


def test_several_salts_while_they_are_rotated():
    rotating = authenticator(auth_salt=["newer salt", "older salt"])
    assert user(rotating, seal(JSON, salt="older salt")) == "7"
    assert user(rotating, seal(JSON, salt="newer salt")) == "7"
    refused(FORMS["GCM"], "bad_signature", auth_salt=["newer salt", "older salt"])


# ------------------------------------------------------------------------------- narrower by settings


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ({}, {"GCM", "CBC", "signed"}),
        ({"version": "7.1"}, {"GCM", "CBC", "signed"}),
        ({"jar": "encrypted"}, {"GCM", "CBC"}),
        ({"jar": "signed"}, {"signed"}),
        ({"cipher": "aes-256-gcm"}, {"GCM"}),
        ({"cipher": "AES-256-CBC"}, {"CBC"}),
        ({"cipher": "aes-128-gcm"}, set()),
        ({"auth_salt": "authenticated encrypted cookie"}, {"GCM"}),
        ({"salt": "encrypted cookie"}, {"CBC"}),
        ({"sign_salt": "signed encrypted cookie"}, {"CBC"}),
        ({"signed_salt": "signed cookie"}, {"signed"}),
        ({"auth_salt": "authenticated encrypted cookie", "salt": "encrypted cookie"}, {"GCM", "CBC"}),
        ({"key_digest": "SHA256"}, {"GCM", "CBC", "signed"}),
        ({"digest": "SHA1"}, {"GCM", "CBC", "signed"}),
        ({"digest": "SHA256"}, {"GCM"}),
    ],
)
def test_forms_that_the_settings_leave_open(options, taken):
    key = key_of("signed cookie", 64)
    cookies = {"GCM": seal(JSON), "CBC": encrypt(JSON, digest="sha256"), "signed": sign(JSON, key=key)}
    for form, cookie in cookies.items():
        if form in taken:
            assert user(authenticator(**options), cookie) == "7", form
        else:
            refused(cookie, None, **options)


def test_secret_as_it_stands_is_no_key_where_the_settings_name_a_salt():
    refused(sign(JSON, key=SECRET.encode()), "bad_signature", signed_salt="signed cookie")


def test_key_digest_that_the_settings_exclude():
    refused(seal(JSON, digest="sha1"), "bad_signature", key_digest="SHA256")
    refused(seal(JSON, digest="sha256"), "bad_signature", key_digest="SHA1")


def test_marshal_that_the_settings_exclude():
    refused(seal(dump(session())), "malformed", serializer="json")
    refused(seal(envelope(dump(session()))), "malformed", serializer="message_pack")
    assert user(authenticator(serializer=":json_allow_marshal"), seal(dump(session()))) == "7"


# -------------------------------------------------------------------------------------- forged cookies

BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/="


@pytest.mark.parametrize("form", FORMS)
def test_any_changed_character_is_refused(form):
    good = FORMS[form]
    for index, before in enumerate(good):
        for after in {"A", "-", "=", before.swapcase(), BASE64[(BASE64.find(before) + 1) % 65]} - {before}:
            refused(good[:index] + after + good[index + 1 :])


@pytest.mark.parametrize("form", FORMS)
def test_any_missing_or_doubled_character_is_refused(form):
    good = FORMS[form]
    for index in range(len(good)):
        refused(good[:index] + good[index + 1 :])
        refused(good[: index + 1] + good[index:])


@pytest.mark.parametrize("form", FORMS)
@given(st.data())
def test_any_changed_bit_of_any_part_is_refused(form, data):
    parts = FORMS[form].split("--")
    index = data.draw(st.integers(0, len(parts) - 1 - (form != "GCM")))
    raw = bytearray(base64.b64decode(parts[index]))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    refused("--".join([*parts[:index], base64_of(raw), *parts[index + 1 :]]), "bad_signature")


@given(st.text(max_size=100))
def test_any_text_is_refused(text):
    refused(text)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4))
def test_any_parts_are_refused(parts):
    refused("--".join(map(base64_of, parts)))


@pytest.mark.parametrize("header", ["_app_session", "_app_session=", "_app_session=--", "_app_session=%00"])
def test_empty_cookie_is_refused(header):
    with pytest.raises(SessionInvalid):
        ask_raw(DETECTING, header)


def test_base64_that_stands_for_the_same_bytes_is_refused():
    # The last character before the padding has bits to spare.
    text, iv, tag = seal(JSON).split("--")
    assert tag.endswith("==")
    spare = BASE64[BASE64.index(tag[-3]) ^ 1]
    assert base64.b64decode(tag[:-3] + spare + "==") == base64.b64decode(tag)
    refused(f"{text}--{iv}--{tag[:-3]}{spare}==", "malformed")


@pytest.mark.parametrize("length", [0, 1, 4, 8, 12, 15, 17])
def test_tag_of_another_length_is_refused(length):
    text, iv, tag = seal(JSON).split("--")
    shorter = (base64.b64decode(tag) + b"\0")[:length]
    refused(f"{text}--{iv}--{base64_of(shorter)}", "malformed")


@pytest.mark.parametrize("length", [0, 4, 20, 39, 41])
def test_hmac_of_another_length_is_refused(length):
    text, mac = sign(JSON).split("--")
    refused(f"{text}--{(mac + 'f')[:length]}", "malformed")


def test_hmac_in_capitals_is_refused():
    text, mac = sign(JSON, key=key_of("signed cookie", 64)).split("--")
    refused(f"{text}--{mac.upper()}")


def test_unkeyed_digest_is_refused():
    refused(sign(JSON, key=b"\0"), "bad_signature")


def test_keys_of_one_form_do_not_open_another():
    refused(sign(JSON, key=key_of("encrypted cookie", 64)), "bad_signature")
    refused(sign(JSON, key=key_of("authenticated encrypted cookie", 64)), "bad_signature")
    # A value under the HMAC of encrypted cookies is deciphered, not taken as it is.
    refused(sign(JSON, key=key_of("signed encrypted cookie", 64)), "malformed")


@pytest.mark.parametrize("content", [b"", b"--", b"AAAA", b"AAAA--AAAA", base64_of(b"x" * 16).encode()])
def test_genuine_hmac_around_no_encrypted_text(content):
    refused(sign_text(base64_of(content), key_of("signed encrypted cookie", 64)), "malformed")


def test_cookie_over_the_limit_is_refused_before_any_work():
    refused("A" * (MAX_COOKIE + 1), "too_large")


def test_secrets_are_in_no_text():
    texts = [repr(DETECTING._settings), repr(vars(DETECTING._messages)), str(DETECTING.check())]
    with pytest.raises(SessionInvalid) as caught:
        ask(DETECTING, seal(JSON, secret="Z8m26xlW8ehnwKRevgVKci1xkYOWXrVYV"))
    texts += [repr(caught.value), caught.value.detail, str(caught.value)]
    keys = [key_of(salt, 64) for salt in ("signed cookie", "signed encrypted cookie")]
    for text in texts:
        assert SECRET not in text
        assert not any(repr(key)[2:-1] in text for key in keys)
