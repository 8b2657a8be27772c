"""The senders' own libraries for Python: what they sign verifies here, what is signed here verifies there."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
import standardwebhooks
import stripe
import svix.webhooks
import twilio.request_validator

from django_graphgate.signing import SignatureInvalid, sign, verify
from tests.support.signing.cases import FORM, NOW, OTHER_WHSEC, TEXT, URL, WHSEC, by_name

BODY = '{"id":"evt_1","object":"event","type":"a","name":"Zo\u00eb"}'
LISTED = [
    ("standardwebhooks", standardwebhooks.Webhook, "webhook-"),
    ("svix", svix.webhooks.Webhook, "svix-"),
]


def test_stripe_signs() -> None:
    header = stripe.WebhookSignature.generate_signature_header(BODY, "whsec_x", int(NOW))
    verified = verify("stripe", BODY.encode(), {"Stripe-Signature": header}, ["whsec_x"], now=NOW)
    assert (verified.event_id, verified.timestamp) == ("evt_1", NOW)


def test_stripe_verifies() -> None:
    """With both secrets while they are rotated."""
    now = time.time()
    header = sign("stripe", BODY.encode(), ["whsec_new", "whsec_old"], now=now)["Stripe-Signature"]
    for secret in ("whsec_new", "whsec_old"):
        assert stripe.Webhook.construct_event(BODY, header, secret).id == "evt_1"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(BODY, header, "whsec_other")
    old = sign("stripe", BODY.encode(), ["whsec_new"], now=now - 301)["Stripe-Signature"]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(BODY, old, "whsec_new")


@pytest.mark.parametrize(("scheme", "library", "prefix"), LISTED)
def test_library_of_standard_webhooks_signs(scheme: str, library: type, prefix: str) -> None:
    signature = library(WHSEC).sign("msg_1", datetime.fromtimestamp(NOW, UTC), BODY)
    headers = {f"{prefix}id": "msg_1", f"{prefix}timestamp": str(int(NOW)), f"{prefix}signature": signature}
    verified = verify(scheme, BODY.encode(), headers, [OTHER_WHSEC, WHSEC], now=NOW)
    assert (verified.event_id, verified.timestamp) == ("msg_1", NOW)
    with pytest.raises(SignatureInvalid):
        verify(scheme, BODY.encode(), headers, [OTHER_WHSEC], now=NOW)


@pytest.mark.parametrize(("scheme", "library", "prefix"), LISTED)
def test_library_of_standard_webhooks_verifies(scheme: str, library: type, prefix: str) -> None:
    headers = sign(scheme, BODY.encode(), [WHSEC, OTHER_WHSEC], now=time.time(), event_id="msg_1")
    for secret in (WHSEC, OTHER_WHSEC):
        library(secret).verify(BODY, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        library(WHSEC).verify(f"{BODY} ", headers)
    assert headers[f"{prefix}id"] == "msg_1"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("body", ["", "a=1", "b=2&a=1&b=1&b=2&empty=", "Body=Zo%C3%AB+%26+co&From=%2B1555"])
def test_twilio(algorithm: str, body: str) -> None:
    validator = twilio.request_validator.RequestValidator(TEXT)
    params = FormOfTwilio(parse_qs(body, keep_blank_values=True))
    name = f"HMAC_{algorithm.upper()}"
    options = {"algorithm": algorithm}
    theirs = validator.compute_signature(URL, params, name)
    assert verify(
        "twilio",
        body.encode(),
        {**FORM, "X-Twilio-Signature": theirs},
        [TEXT],
        options=options,
        now=0,
        url=URL,
    )
    ours = sign("twilio", body.encode(), [TEXT], options=options, now=0, url=URL)["X-Twilio-Signature"]
    assert ours == theirs
    assert validator.validate(URL, params, ours, name)


class FormOfTwilio(dict):
    """What the library knows of forms with repeated fields."""

    getlist = dict.__getitem__


def test_twilio_with_json() -> None:
    validator = twilio.request_validator.RequestValidator(TEXT)
    message = by_name("twilio_json").signed()
    assert validator.validate(message.url, message.body.decode(), message.headers["X-Twilio-Signature"])
    theirs = validator.compute_signature(message.url, {})
    assert verify("twilio", message.body, {"X-Twilio-Signature": theirs}, [TEXT], now=0, url=message.url)
