"""Keys as people and tools write them: in variables of the environment, one after another, with text around."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.auth.jwt.keys.algorithms import MAX_KEYS, read_key_document
from tests.support.auth.jwt.tokens import authenticator, certificate, errors, jwk, public_pem, request, token

FIRST, SECOND = public_pem("RS256"), public_pem("RS256", 1)


def signs_in(number: int, **options: Any) -> bool:
    found = authenticator(**options).authenticate(request(token("RS256", number=number)))
    return found is not None and found.user_id is not None


WAYS: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: text.replace("\n", "\\n"),
    lambda text: text.replace("\n", "\\r\\n"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text,
    lambda text: "Bag Attributes\n    friendlyName: api\nsubject=CN = api\n" + text + "\n# the end\n",
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", ["key", "certificate"])
def test_key_is_found_however_it_is_written(
    way: Callable[[str], str], key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = way(FIRST if key == "key" else certificate())
    assert signs_in(0, public_key=text)
    path = tmp_path / "key.pem"
    path.write_text(text, encoding="utf-8")
    assert signs_in(0, public_key_file=str(path))
    monkeypatch.setenv("PUBLIC_KEY", text)
    assert signs_in(0, public_key={"env": "PUBLIC_KEY"})


def test_all_keys_of_a_text_hold() -> None:
    for text in (FIRST + SECOND, f"old:\n{FIRST}\nnew:\n{certificate(1)}"):
        assert signs_in(0, public_key=text)
        assert signs_in(1, public_key=text)


def test_variable_that_is_not_there_is_reported() -> None:
    (problem,) = errors(public_key={"env": "NO_SUCH_VARIABLE"})
    assert "NO_SUCH_VARIABLE is missing" in problem


def test_private_key_among_others_is_reported() -> None:
    from tests.support.auth.jwt.tokens import private_pem

    assert any("private" in each for each in errors(public_key=FIRST + private_pem("RS256")))


def test_header_that_holds_all_cookies_is_refused() -> None:
    assert any("Cookie" in each for each in errors(public_key=FIRST, header="cookie"))


# ------------------------------------------------------------------------------------ published keys


def test_key_beyond_the_64th_is_read() -> None:
    members = [jwk("RS256", kid=f"k{number}") for number in range(100)]
    keys, wrong = read_key_document({"keys": members})
    assert (len(keys), wrong) == (100, [])


def test_keys_that_are_too_many_are_reported() -> None:
    members = [{"kty": "oct"}] * (MAX_KEYS + 1)
    _, wrong = read_key_document({"keys": members})
    assert wrong[0] == f"The document has {MAX_KEYS + 1} keys, of which the first {MAX_KEYS} are read."


def chained(**members: Any) -> dict[str, Any]:
    return {"kty": "RSA", "kid": "c", "x5c": [re.sub("-----[A-Z ]+-----|\\s", "", certificate())], **members}


def test_key_of_a_certificate_alone_is_read() -> None:
    ((key,), wrong) = read_key_document({"keys": [chained(alg="RS256")]})
    assert (key.kid, wrong) == ("c", [])
    ((other,), _) = read_key_document({"keys": [jwk("RS256", kid="c")]})
    assert key.fingerprint == other.fingerprint


@pytest.mark.parametrize(
    "members", [{"kty": "EC"}, {"x5c": []}, {"x5c": ["!"]}, {"x5c": "AA"}, {"x5c": [1]}, {"x5c": None}]
)
def test_certificate_that_is_none_is_left_out(members: dict[str, Any]) -> None:
    keys, wrong = read_key_document({"keys": [chained(**members)]})
    assert (keys, len(wrong)) == ([], 1)
