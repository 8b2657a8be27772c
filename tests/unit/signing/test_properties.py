"""For all bodies, secrets and times: what is signed verifies, and nothing else does."""

from __future__ import annotations

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from django_graphgate.signing import SCHEMES, SignatureInvalid, sign, verify

NAMES = [
    "sha1Verifier",
    "timestampSchemeVerifier",
    "standardwebhooks",
    "stripe",
    "github",
    "slack",
    "shopify",
    "discourse",
    "vercel",
]

HEADERS = (
    *("RW-WEBHOOK-SIGNATURE", "webhook-id", "webhook-timestamp", "webhook-signature", "Stripe-Signature"),
    *("X-Hub-Signature-256", "X-Slack-Signature", "X-Slack-Request-Timestamp", "X-Shopify-Hmac-Sha256"),
    *("x-vercel-signature", "X-Signature-Ed25519", "X-Signature-Timestamp", "X-Twilio-Signature"),
    *("X-Gitlab-Token", "Content-Type"),
)
KEYS = st.binary(min_size=1, max_size=40).filter(lambda key: key.strip(b"\0"))


def secret_of(name: str, raw: bytes) -> str:
    return (
        base64.b64encode(raw).decode()
        if "base64" in SCHEMES[name].secrets
        else raw.decode("utf-8", "surrogateescape")
    )


def verifies(name: str, body: bytes, headers: dict[str, str], secret: str, now: float) -> bool:
    try:
        verify(name, body, headers, [secret], now=now)
    except SignatureInvalid:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    bodies=st.tuples(st.binary(max_size=40), st.binary(max_size=40)),
    keys=st.tuples(KEYS, KEYS),
    now=st.floats(1e9, 9e9),
    event_id=st.from_regex(r"[!-+\-/-~]{1,200}", fullmatch=True),
)
def test_signatures(name: str, bodies: tuple, keys: tuple, now: float, event_id: str) -> None:
    secret, other = (secret_of(name, key) for key in keys)
    headers = sign(name, bodies[0], [secret], now=now, event_id=event_id)
    assert verifies(name, bodies[0], headers, secret, now)
    assert verifies(name, bodies[1], headers, secret, now) == (bodies[0] == bodies[1])
    assert verifies(name, bodies[0], headers, other, now) == (_key(keys[0]) == _key(keys[1]))


def _key(key: bytes) -> bytes:
    """HMAC fills a key up with zeros (RFC 2104)."""
    return key.rstrip(b"\0")


@settings(max_examples=200, deadline=None)
@given(
    name=st.sampled_from([*NAMES, "secretKeyVerifier", "mailgun", "gitlab", "twilio", "discord"]),
    value=st.text(max_size=80),
    body=st.binary(max_size=60),
    secret=st.text(min_size=1, max_size=40),
)
def test_nonsense_raises_something_else(name: str, value: str, body: bytes, secret: str) -> None:
    """Any headers and any body are refused; nothing breaks."""
    headers = dict.fromkeys(HEADERS, value)
    assert not verifies(name, body, headers, f"{value}{secret}", 1e9)
