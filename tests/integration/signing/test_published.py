"""Signatures that the vendors publish in their documentation and in the tests of their libraries."""

from __future__ import annotations

import pytest

from django_graphgate.signing import SignatureInvalid, Verified, sign, verify

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

SLACK_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
    b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
    b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
TWILIO_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
TWILIO_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
SENDGRID_KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="

EXAMPLES = [
    pytest.param(
        "github", b"Hello, World!", "It's a Secret to Everybody", 0,
        {"X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}, "", id="github",
    ),
    pytest.param(
        "slack", SLACK_BODY, "8f742231b10e8888abcd99yyyzzz85a5", 1531420618,
        {
            "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            "X-Slack-Request-Timestamp": "1531420618",
        }, "", id="slack",
    ),
    pytest.param(
        "svix", b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1614265330,
        {
            "svix-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "svix-timestamp": "1614265330",
            "svix-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        }, "", id="svix",
    ),
    pytest.param(
        "twilio", b"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212", "12345", 0,
        {**FORM, "X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}, TWILIO_URL, id="twilio",
    ),
    pytest.param(
        "twilio", b'{"property": "value", "boolean": true}', "12345", 0,
        {"Content-Type": "application/json", "X-Twilio-Signature": "a9nBmqA0ju/hNViExpshrM61xv4="},
        f"{TWILIO_URL}&bodySHA256={TWILIO_HASH}", id="twilio of JSON",
    ),
    pytest.param(
        "sendgrid",
        b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
        b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
        b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
        b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
        SENDGRID_KEY, 1600112502,
        {
            "X-Twilio-Email-Event-Webhook-Signature":
                "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
            "X-Twilio-Email-Event-Webhook-Timestamp": "1600112502",
        }, "", id="sendgrid",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "body", "secret", "now", "headers", "url"), EXAMPLES)
def test_published_signature(
    scheme: str, body: bytes, secret: str, now: int, headers: dict, url: str
) -> None:
    verified = verify(scheme, body, headers, [secret], now=now, url=url)
    assert verified.timestamp == (now or None)
    assert verified.event_id == headers.get("svix-id")
    with pytest.raises(SignatureInvalid):
        verify(scheme, body + b" ", headers, [secret], now=now, url=url)


@pytest.mark.parametrize(
    ("scheme", "body", "secret", "now", "headers", "url"),
    [each for each in EXAMPLES if each.id != "sendgrid"],
)
def test_same_signature_is_made(
    scheme: str, body: bytes, secret: str, now: int, headers: dict, url: str
) -> None:
    made = sign(scheme, body, [secret], now=now, event_id=headers.get("svix-id", ""), url=url)
    assert made == {name: value for name, value in headers.items() if name != "Content-Type"}


PING = b'{"application_id":"1","id":"2","token":"t","type":1,"version":1}'


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (PING, b'{"type":1}'),
        (b'{"version":1,"application_id":"1","type":0}', b""),
        (b'{"version":1,"application_id":"1","type":1,"event":{"type":"APPLICATION_AUTHORIZED"}}', None),
        (b'{"id":"2","type":2,"data":{"type":1}}', None),
        (b'{"type":true}', None),
        (b'{"type":1.0}', None),
        (b'{"type":"1"}', None),
        (b'[{"type":1}]', None),
        (b"type=1", None),
        (b'{"type":2,"type":1}', None),
    ],
)
def test_discord_is_answered(body: bytes, answer: bytes | None) -> None:
    """PING of interactions and of events, and nothing else."""
    from tests.support.signing.cases import ED25519, NOW

    headers = sign("discord", body, [ED25519[0][0]], now=NOW)
    assert verify("discord", body, headers, [ED25519[0][1]], now=NOW).answer == answer
    with pytest.raises(SignatureInvalid):
        verify("discord", body, headers, [ED25519[1][1]], now=NOW)


@pytest.mark.parametrize(
    ("body", "verified"),
    [
        (
            b'{"type":"url_verification","challenge":"\xc3\xab\\""}',
            Verified(timestamp=9, answer=b'{"challenge":"\xc3\xab\\""}'),
        ),
        (
            b'{"type":"event_callback","event_id":"Ev08","challenge":"x"}',
            Verified(timestamp=9, event_id="Ev08", event_id_is_signed=True),
        ),
        (b"type=url_verification&challenge=x", Verified(timestamp=9)),
    ],
)
def test_slack_is_answered(body: bytes, verified: Verified) -> None:
    assert verify("slack", body, sign("slack", body, ["k"], now=9), ["k"], now=9) == verified
