"""Whatever an attacker changes of a genuine message, no scheme takes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from django_graphgate.signing import SCHEMES, SignatureInvalid, Verified
from tests.support.signing.cases import CASES, NOW, Case, Message, by_name

all_cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
timed = pytest.mark.parametrize("case", [case for case in CASES if case.timed], ids=lambda case: case.name)


def changed_texts(text: str) -> Iterator[str]:
    """The text with each of its characters changed, left out and doubled in turn."""
    for index, character in enumerate(text):
        for other in {chr(ord(character) ^ 1), character.swapcase(), "", character * 2} - {character}:
            yield text[:index] + other + text[index + 1 :]


def changed_bodies(body: bytes) -> Iterator[bytes]:
    """The body with each of its bytes changed and left out in turn, cut short, and with more behind."""
    for index in range(len(body)):
        for bit in (1, 0x20, 0x80):
            yield body[:index] + bytes([body[index] ^ bit]) + body[index + 1 :]
        yield body[:index] + body[index + 1 :]
    yield from (b"", body + b"\n", body + b"\0", b" " + body)


def fields_of_twilio(body: bytes) -> str:
    """Names and values of a form without anything between them: that is all that Twilio signs."""
    return "".join(sorted(name + value for name, value in parse_qsl(body.decode(), keep_blank_values=True)))


MEANINGS: dict[str, Callable[[bytes], object]] = {
    "twilio": fields_of_twilio,
    "twilio_sha256": fields_of_twilio,
    "jwtVerifier": lambda body: json.dumps(json.loads(body)),
}
"""What is signed of a body, where it is not its bytes."""


def refused(message: Message, *secrets: str, now: float = NOW) -> str:
    with pytest.raises(SignatureInvalid) as caught:
        message.verified(*secrets, now=now)
    return caught.value.reason


def taken(messages: Iterator[Message]) -> list[Message]:
    """Those of the messages that pass for genuine."""
    passed = []
    for message in messages:
        try:
            message.verified()
        except SignatureInvalid:
            continue
        passed.append(message)
    return passed


def test_a_scheme_has_no_case() -> None:
    assert {case.scheme for case in CASES} == SCHEMES.keys() - {"skipVerifier"}


@all_cases
def test_genuine_message_is_verified(case: Case) -> None:
    verified = case.signed().verified()
    assert isinstance(verified, Verified)
    assert verified.timestamp == (NOW if case.timed else None)
    assert verified.answer is None
    reliable = not case.id_is_unsigned or case.name == "gitlab_token"  # whose secret itself is sent
    assert verified.event_id_is_signed == (verified.event_id is not None and reliable)


@pytest.mark.parametrize("case", [case for case in CASES if case.body_is_signed], ids=lambda case: case.name)
def test_changed_body_is_taken(case: Case) -> None:
    message = case.signed()
    signed = MEANINGS.get(case.name, bytes)
    changes = (replace(message, body=body) for body in changed_bodies(message.body))
    assert [each.body for each in taken(changes) if signed(each.body) != signed(message.body)] == []


@all_cases
def test_changed_header_is_taken(case: Case) -> None:
    message = case.signed()
    for name in message.signed:
        changes = (message.but(name, value) for value in changed_texts(message.headers[name]))
        assert [each.headers[name] for each in taken(changes)] == []


@all_cases
def test_missing_or_empty_header_is_taken(case: Case) -> None:
    message = case.signed()
    changes = (message.but(name, value) for name in message.signed for value in (None, "", " ", ",", "\0"))
    assert taken(changes) == []


@all_cases
def test_header_that_was_sent_twice_is_taken(case: Case) -> None:
    """Also the one of an event's id, signed or not."""
    message = case.signed()
    names = set(message.headers) - set(case.headers)
    for name in names:
        value = message.headers[name]
        twice = [
            f"{value},{value}",
            f"{value}, {value}",
            f"x,{value}",
            f"{value},x",
            f",{value}",
            f"{value},",
        ]
        assert taken(message.but(name, each) for each in twice) == []
        both_cases = replace(message, headers={**message.headers, name.swapcase(): value})
        assert name == name.swapcase() or taken(iter([both_cases])) == []


@all_cases
def test_names_of_headers_in_another_case(case: Case) -> None:
    message = case.signed()
    loud = replace(message, headers={name.upper(): value for name, value in message.headers.items()})
    assert loud.verified() == message.verified()


@all_cases
def test_other_secret_is_taken(case: Case) -> None:
    refused(case.signed(), case.other)
    for secret in ("", " ", "whsec_", f"x{case.secret}", f"{case.secret}x"):
        refused(case.signed(), secret)


@all_cases
def test_rotated_secrets(case: Case) -> None:
    """The sender signs with the old or with the new one; an unusable one beside them does no harm."""
    message = case.signed()
    for secrets in ([case.other, case.secret], [case.secret, case.other], ["", "?", case.secret]):
        assert message.verified(*secrets) == message.verified()


@all_cases
def test_no_secret_is_taken(case: Case) -> None:
    message = case.signed()
    with pytest.raises(SignatureInvalid):
        replace(message, case=replace(case, secret="")).verified("")


@timed
@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_within_the_tolerance(case: Case, seconds: int) -> None:
    case.signed().verified(now=NOW + seconds)


@timed
@pytest.mark.parametrize("seconds", [-(10**9), -301, 301, 10**9, float("nan"), float("inf")])
def test_old_or_future_message_is_taken(case: Case, seconds: float) -> None:
    refused(case.signed(), now=NOW + seconds)


@timed
def test_tolerance_of_the_options_is_in_milliseconds(case: Case) -> None:
    message = case.signed()
    assert message.verified(now=NOW + 2, tolerance=2000).timestamp == NOW
    with pytest.raises(SignatureInvalid):
        message.verified(now=NOW + 3, tolerance=2000)


@pytest.mark.parametrize("name", ["github", "stripe", "svix", "slack", "jwtVerifier", "netlify"])
def test_signature_over_other_json_of_the_same_value_is_taken(name: str) -> None:
    """A proxy that parses and writes the body again changes what the sender has signed."""
    case = by_name(name)
    message = case.signed()
    again = json.dumps(json.loads(message.body), indent=1).encode()
    if name == "jwtVerifier":  # whose signature is about the members
        assert replace(message, body=again).verified()
    else:
        assert taken(iter([replace(message, body=again)])) == []


@pytest.mark.parametrize("name", ["secretKeyVerifier", "gitlab_token", "mailgun"])
def test_schemes_of_vendors_that_do_not_sign_the_body(name: str) -> None:
    """Nothing that we could do; the documentation says it."""
    message = by_name(name).signed()
    changed = message.body.replace(b"opened", b"failed") if name == "mailgun" else b"anything"
    assert replace(message, body=changed).verified() == message.verified()


@pytest.mark.parametrize("name", ["github", "shopify", "discourse", "twilio", "gitlab_token"])
def test_id_that_is_not_signed_can_be_changed(name: str) -> None:
    """Which is why the documentation says that it is not."""
    case = by_name(name)
    message = case.signed()
    header = next(key for key in message.headers if message.headers[key] == case.event_id)
    assert message.verified().event_id == case.event_id
    assert message.but(header, "another").verified().event_id == "another"
    assert message.but(header, None).verified().event_id is None
    assert message.verified().event_id_is_signed == (name == "gitlab_token")


@all_cases
def test_comparison_in_constant_time_decides(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    message = case.signed()
    monkeypatch.setattr("hmac.compare_digest", lambda left, right: False)
    if case.scheme in {"discord", "sendgrid"}:  # which compare no secrets
        message.verified()
    else:
        refused(message)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.scheme in {"jwtVerifier", "netlify", "sendgrid"}],
    ids=lambda case: case.name,
)
def test_bits_that_base64_leaves_unread(case: Case) -> None:
    """Other last characters, and padding, decode to the same bytes."""
    message = case.signed()
    name = message.signed[0]
    value = message.headers[name]
    last = len(value.rstrip("=")) - 1
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/"
    values = {value[:last] + other + value[last + 1 :] for other in alphabet} | {f"{value}=", f"{value}=="}
    changes = (message.but(name, each) for each in values - {value})
    assert [each.headers[name] for each in taken(changes)] == []
