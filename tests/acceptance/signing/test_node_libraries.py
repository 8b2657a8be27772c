"""The senders' own libraries for Node: what they sign verifies here, what is signed here verifies there.

Changed messages that are taken here are taken there: no scheme is laxer than the vendor's own library.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from django_graphgate.signing import SignatureInvalid, verify
from tests.acceptance.signing.conftest import Ask
from tests.support.signing.cases import BODY, ECDSA, NOW, TEXT, WHSEC, Case, Message, by_name

pytestmark = pytest.mark.slow

LIBRARIES = {
    "secretKeyVerifier": by_name("secretKeyVerifier"),
    "sha1Verifier": by_name("sha1Verifier"),
    "sha256Verifier": replace(by_name("sha256Verifier"), options={}),
    "base64Sha1Verifier": by_name("base64Sha1Verifier"),
    "base64Sha256Verifier": by_name("base64Sha256Verifier"),
    "timestampSchemeVerifier": by_name("timestampSchemeVerifier"),
    "jwtVerifier": by_name("jwtVerifier"),
    "standardwebhooks": by_name("standardwebhooks"),
    "svix": by_name("svix"),
    "clerk": by_name("clerk"),
    "gitlab": by_name("gitlab_signed"),
    "stripe": replace(by_name("stripe"), body=b'{"id":"evt_1","object":"event","type":"a"}'),
    "github": by_name("github"),
    "slack": by_name("slack"),
    "shopify": by_name("shopify"),
    "twilio": by_name("twilio"),
    "twilio_json": by_name("twilio_json"),
    "discord": by_name("discord"),
    "netlify": by_name("netlify"),
    "sendgrid": by_name("sendgrid"),
}
LAXER_HERE = {"jwtVerifier", "netlify"}
"""Redwood and Netlify's recipe do not look at the times of a token; Redwood's does not look at the body either."""


def job(library: str, task: str, message: Message, secret: str) -> dict[str, Any]:
    claims = {"iss": "netlify", "sha256": hashlib.sha256(message.body).hexdigest()}
    return {
        "library": library, "do": task, "body": message.body.decode("utf-8", "replace"), "headers": message.headers,
        "secret": secret, "now": int(NOW), "url": message.url, "id": message.case.event_id, "claims": claims,
    }  # fmt: skip


def unsigned(case: Case) -> Message:
    return Message(case=case, body=case.body, headers=dict(case.headers), signed=(), url=case.url)


def is_taken(message: Message) -> bool:
    try:
        message.verified()
    except SignatureInvalid:
        return False
    return True


def changed(message: Message, random: Random) -> Message:
    """A message with one character of its body or of a header changed."""
    if not message.signed or random.random() < 0.5:
        index = random.randrange(len(message.body))
        other = bytes([random.choice([message.body[index] ^ 1, message.body[index] ^ 0x20, 0x30])])
        return replace(message, body=message.body[:index] + other + message.body[index + 1 :])
    name = random.choice(message.signed)
    value = message.headers[name]
    index = random.randrange(len(value))
    other = random.choice([value[index].swapcase(), chr(ord(value[index]) ^ 1), "", value[index] * 2, ","])
    return message.but(name, value[:index] + other + value[index + 1 :])


def test_what_the_libraries_sign_verifies(ask_node: Ask) -> None:
    messages = {name: unsigned(case) for name, case in LIBRARIES.items()}
    secrets = {name: case.private or case.secret for name, case in LIBRARIES.items()}
    made = ask_node([job(name, "sign", message, secrets[name]) for name, message in messages.items()])
    for (name, message), headers in zip(messages.items(), made, strict=True):
        case = LIBRARIES[name]
        signed = replace(message, headers={**message.headers, **headers}, signed=tuple(headers))
        timed = case.timed and name != "netlify"
        assert signed.verified(case.other, case.secret).timestamp == (NOW if timed else None), name
        with pytest.raises(SignatureInvalid):
            signed.verified(case.other)


def test_what_is_signed_here_verifies_in_the_libraries(ask_node: Ask) -> None:
    messages = {name: case.signed() for name, case in LIBRARIES.items()}
    right = [job(name, "verify", message, LIBRARIES[name].secret) for name, message in messages.items()]
    wrong = [job(name, "verify", message, LIBRARIES[name].other) for name, message in messages.items()]
    answers = ask_node([*right, *wrong])
    assert dict(zip(messages, answers, strict=False)) == dict.fromkeys(messages, True)
    assert dict(zip(messages, answers[len(right) :], strict=True)) == dict.fromkeys(messages, False)


@pytest.mark.parametrize("seed", [1, 2])
def test_changed_messages_are_taken_here_alone(ask_node: Ask, seed: int) -> None:
    random = Random(seed)
    names = sorted(LIBRARIES.keys() - LAXER_HERE)
    messages = [(name, changed(LIBRARIES[name].signed(), random)) for name in names for _ in range(100)]
    taken = [(name, message) for name, message in messages if is_taken(message)]
    answers = ask_node([job(name, "verify", message, LIBRARIES[name].secret) for name, message in taken])
    assert [each for each, answer in zip(taken, answers, strict=True) if answer is not True] == []
    assert len(taken) < len(messages) / 10


def test_token_of_redwood_without_an_issuer(ask_node: Ask) -> None:
    """And one whose claims are not the body's members, which Redwood itself would take."""
    [headers] = ask_node([job("jwtVerifier", "sign", unsigned(by_name("jwtVerifier")), TEXT)])
    options = {"issuer": "redwood"}
    assert verify("jwtVerifier", BODY, headers, [TEXT], options=options, now=NOW)
    for body in (b"{}", json.dumps({**json.loads(BODY), "amount": 1}).encode()):
        with pytest.raises(SignatureInvalid):
            verify("jwtVerifier", body, headers, [TEXT], options=options, now=NOW)


def test_key_in_pem(ask_node: Ask) -> None:
    """SendGrid's key as its documentation shows it, and in PEM."""
    lines = "\n".join(ECDSA[0][1][start : start + 64] for start in range(0, 200, 64)).strip()
    pem = f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"
    case = by_name("sendgrid")
    [headers] = ask_node([job("sendgrid", "sign", unsigned(case), case.private)])
    assert verify("sendgrid", case.body, headers, [pem], now=NOW).timestamp == NOW


def test_documented_recipe_of_clerk(ask_node: Ask) -> None:
    """What Redwood's documentation does by hand for Svix, in options."""
    case = by_name("svix")
    [headers] = ask_node([job("svix", "sign", unsigned(case), WHSEC)])
    options = {
        "signatureHeader": "svix-signature",
        "signatureTransformer": "v1,([^ ,]+)",
        "payload": "{header:svix-id}.{header:svix-timestamp}.{body}",
        "eventTimestamp": "header:svix-timestamp",
    }
    secret = WHSEC.removeprefix("whsec_")
    assert (
        verify("base64Sha256Verifier", case.body, headers, [secret], options=options, now=NOW).timestamp
        == NOW
    )
    with pytest.raises(SignatureInvalid):
        verify("base64Sha256Verifier", case.body + b" ", headers, [secret], options=options, now=NOW)
