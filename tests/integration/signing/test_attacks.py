"""What attackers try with messages that they have seen, or with texts that end up in signed ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import jwt
import pytest

from django_graphgate.signing import SCHEMES, SignatureInvalid, problems, sign, verify
from tests.support.signing.cases import BODY, ED25519, FORM, NOW, TEXT, URL, WHSEC, by_name

SECONDS = str(int(NOW))


def refused(scheme: str, body: bytes, headers: dict[str, str], secret: str = TEXT, **rest: object) -> str:
    with pytest.raises(SignatureInvalid) as caught:
        verify(scheme, body, headers, [secret], **{"now": NOW, **rest})
    return caught.value.reason


def mac(algorithm: str, content: bytes = BODY, key: bytes = TEXT.encode()) -> str:
    return hmac.new(key, content, algorithm).hexdigest()


@pytest.mark.parametrize("prefix", ["sha1", "md5", "sha512", "SHA256", ""])
def test_algorithm_of_the_message_is_obeyed(prefix: str) -> None:
    """A right signature of another algorithm, which the prefix names."""
    value = mac(prefix.lower() or "sha256")
    for scheme, header in (("sha256Verifier", "RW-WEBHOOK-SIGNATURE"), ("github", "X-Hub-Signature-256")):
        refused(scheme, BODY, {header: f"{prefix}={value}"})
        refused(scheme, BODY, {header: value})
        refused(scheme, BODY, {header: f"sha256=sha256={mac('sha256')}"})
    if prefix == "sha1":
        assert verify("sha1Verifier", BODY, {"RW-WEBHOOK-SIGNATURE": f"sha1={value}"}, [TEXT], now=NOW)
        refused("sha1Verifier", BODY, {"RW-WEBHOOK-SIGNATURE": f"sha256={mac('sha256')}"})


@pytest.mark.parametrize("version", ["v0", "v2", "v1a", "V1"])
def test_other_version_of_a_signature_is_taken(version: str) -> None:
    value = mac("sha256", f"{SECONDS}.".encode() + BODY)
    assert verify("stripe", BODY, {"Stripe-Signature": f"t={SECONDS},v1={value}"}, [TEXT], now=NOW)
    refused("stripe", BODY, {"Stripe-Signature": f"t={SECONDS},{version}={value}"})
    message = by_name("svix").signed()
    refused(
        "svix",
        BODY,
        {**message.headers, "svix-signature": message.headers["svix-signature"].replace("v1", version)},
        WHSEC,
    )


def test_every_signature_is_tried() -> None:
    value = mac("sha256", f"{SECONDS}.".encode() + BODY)
    header = f"t={SECONDS},v0=00,v1={'0' * 64},v1={value},v1=ff"
    assert verify("stripe", BODY, {"Stripe-Signature": header}, [TEXT], now=NOW).timestamp == NOW
    refused("stripe", BODY, {"Stripe-Signature": ",".join([f"t={SECONDS}", *["v1=00"] * 40, f"v1={value}"])})
    message = by_name("svix").signed()
    right = message.headers["svix-signature"]
    assert message.but("svix-signature", f"v1a,AAAA v1,AAAA {right} v2,AA==").verified()
    for malformed in (f"v1,AAAA  {right}", f"{right} ", f"v1 {right}", f"v1,*** {right}", f"{right},v1,AAAA"):
        refused("svix", BODY, {**message.headers, "svix-signature": malformed}, WHSEC)


@pytest.mark.parametrize(
    "text",
    [
        "", "-1700000000", "+1700000000", "1700000000.0", "1.7e9", "1_700_000_000", "0x6553f100", "01700000000", "nan", "inf",
        "1700000000 ", "\u0661\u0667\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660", "9" * 400, "1700000000000", "17000000000000",
        "2023-11-14T22:13:20Z", "1700000000\0",
    ],
)  # fmt: skip
def test_timestamp_is_anything_but_seconds(text: str) -> None:
    """Each is signed by the sender as it is."""
    content = f"v0:{text}:".encode() + BODY
    refused(
        "slack",
        BODY,
        {"X-Slack-Signature": f"v0={mac('sha256', content)}", "X-Slack-Request-Timestamp": text},
    )
    signature = mac("sha256", f"{text}.".encode() + BODY)
    refused("stripe", BODY, {"Stripe-Signature": f"t={text},v1={signature}"})


def test_redwood_takes_milliseconds_and_seconds() -> None:
    """Its own are milliseconds; those who followed Stripe send seconds."""
    for text in (SECONDS, f"{SECONDS}000"):
        value = mac("sha256", f"{text}.".encode() + BODY)
        headers = {"RW-WEBHOOK-SIGNATURE": f"t={text},v1={value}"}
        assert verify("timestampSchemeVerifier", BODY, headers, [TEXT], now=NOW + 299).timestamp == NOW
        refused("timestampSchemeVerifier", BODY, headers, now=NOW + 301)


@pytest.mark.parametrize("name", ["discord", "sendgrid"])
def test_digits_move_from_the_body_to_the_timestamp(name: str) -> None:
    """Nothing separates them: seconds with three digits of the body behind would be milliseconds of the same time."""
    message = replace(by_name(name), body=b"123 is an event").signed()
    header = next(key for key, value in message.headers.items() if value == SECONDS)
    assert message.verified()
    for digits in (1, 2, 3):
        text = SECONDS + "123"[:digits]
        moved = replace(message.but(header, text), body=message.body[digits:])
        for now in (NOW, float(text)):
            with pytest.raises(SignatureInvalid):
                moved.verified(now=now)


def test_full_stop_in_an_id_moves_the_borders() -> None:
    """The id ``a``, and a body that begins with a time, or the id ``a.1700000000`` and the rest of the body."""
    body = f"{SECONDS}.{{}}".encode()
    headers = sign("standardwebhooks", body, [WHSEC], now=NOW - 3600, event_id="a")
    assert verify("standardwebhooks", body, headers, [WHSEC], now=NOW - 3600).event_id == "a"
    forged = {**headers, "webhook-id": f"a.{headers['webhook-timestamp']}", "webhook-timestamp": SECONDS}
    assert "separate" in refused("standardwebhooks", b"{}", forged, WHSEC)
    with pytest.raises(ValueError, match="separate"):
        sign("standardwebhooks", b"{}", [WHSEC], now=NOW, event_id="a.1")


def test_separator_in_a_header_moves_the_borders() -> None:
    """The same where the options say what is signed, as the documentation does for Svix."""
    options = {
        "signatureHeader": "svix-signature",
        "signatureTransformer": "v1,([A-Za-z0-9+/=]+)",
        "payload": "{header:svix-id}.{header:svix-timestamp}.{body}",
        "eventTimestamp": "header:svix-timestamp",
    }
    old, key = str(int(NOW) - 3600), base64.b64encode(TEXT.encode()).decode()
    value = base64.b64encode(
        hmac.digest(TEXT.encode(), f"a.{old}.b.{SECONDS}.{{}}".encode(), "sha256")
    ).decode()
    headers = {"svix-signature": f"v1,{value}", "svix-id": "a", "svix-timestamp": old}
    body, rest = f"b.{SECONDS}.{{}}".encode(), {"options": options}
    assert verify("base64Sha256Verifier", body, headers, [key], now=NOW - 3600, options=options)
    forged = {**headers, "svix-id": f"a.{old}.b", "svix-timestamp": SECONDS}
    assert "separate" in refused("base64Sha256Verifier", b"{}", forged, key, **rest)


@pytest.mark.parametrize("event_id", ["x" * 201, "a b", "a,b", "ë", "a\0", "a\n"])
def test_id_of_an_event_is_not_an_id(event_id: str) -> None:
    content = f"{event_id}.{SECONDS}.".encode() + BODY
    key = base64.b64decode(WHSEC.removeprefix("whsec_"))
    value = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    headers = {"svix-id": event_id, "svix-timestamp": SECONDS, "svix-signature": f"v1,{value}"}
    refused("svix", BODY, headers, WHSEC)
    refused("github", BODY, {"X-Hub-Signature-256": f"sha256={mac('sha256')}", "X-GitHub-Delivery": event_id})


@pytest.mark.parametrize("value", ["x" * 201, "a\0b", "é", "", 1.5, True, None, ["a"], {"a": 1}])
def test_id_in_a_payload_is_not_an_id(value: object) -> None:
    body = json.dumps({"id": value}).encode()
    assert verify("vercel", body, sign("vercel", body, [TEXT], now=NOW), [TEXT], now=NOW).event_id is None


@pytest.mark.parametrize(
    "body", [b'{"id":"a","id":"b"}', b'["id"]', b"\xff", b'{"id":NaN}', b"[" * 100_000, b""]
)
def test_genuine_body_that_is_no_object(body: bytes) -> None:
    assert verify("vercel", body, sign("vercel", body, [TEXT], now=NOW), [TEXT], now=NOW).event_id is None


def test_text_of_a_message_is_taken_for_the_hash_of_a_body() -> None:
    """Twilio signs the fields behind the URL: an SMS can look like a part of it."""
    evil = b'{"From":"+1"}'
    hash_of_evil = hashlib.sha256(evil).hexdigest()
    body = f"Body=%26bodySHA256%3D{hash_of_evil}%26x%3D&From=%2B15550199".encode()
    headers = sign("twilio", body, [TEXT], now=NOW, url=URL)
    assert verify("twilio", body, {**FORM, **headers}, [TEXT], now=NOW, url=URL)
    signed = f"{URL}Body&bodySHA256={hash_of_evil}&x=From+15550199"
    refused("twilio", evil, {"Content-Type": "application/json", **headers}, url=signed)
    refused("twilio", evil, {"Content-Type": "application/json", **headers}, url=URL)


def test_url_of_twilio() -> None:
    """A port that is the scheme's own is signed or not; behind a proxy the options say the URL."""
    case = by_name("twilio")
    message = case.signed()
    with_port = URL.replace("example.com", "example.com:443")
    assert replace(message, url=with_port).verified()
    headers = sign("twilio", case.body, [TEXT], now=NOW, url=with_port)
    assert verify("twilio", case.body, {**FORM, **headers}, [TEXT], now=NOW, url=URL)
    for other in (
        URL.replace("https", "http"),
        URL.replace("tenant=7", "tenant=8"),
        f"{URL}&x=1",
        URL.replace("calls", "c"),
        "",
    ):
        with pytest.raises(SignatureInvalid):
            replace(message, url=other).verified()
    inside = URL.replace("https://example.com", "http://10.0.0.7:8000")
    assert replace(message, url=inside).verified(url=URL.partition("?")[0])


@pytest.mark.parametrize(
    "content_type", [None, "application/json", "multipart/form-data; boundary=x", "text/plain"]
)
def test_twilio_sends_no_form(content_type: str | None) -> None:
    headers = by_name("twilio").signed().headers
    given = {name: value for name, value in headers.items() if name != "content-type"}
    refused(
        "twilio",
        by_name("twilio").body,
        given | ({"content-type": content_type} if content_type else {}),
        url=URL,
    )


def token_of(
    claims: dict[str, object], algorithm: str = "HS256", key: str = TEXT, **headers: object
) -> dict[str, str]:
    return {"X-Webhook-Signature": jwt.encode(claims, key, algorithm=algorithm, headers=headers)}


CLAIMS = {"iss": "netlify", "sha256": hashlib.sha256(BODY).hexdigest()}
LONG = TEXT * 3


def test_token_of_netlify() -> None:
    """It has neither a time nor an id."""
    verified = verify("netlify", BODY, token_of(CLAIMS), [TEXT], now=NOW)
    assert (verified.timestamp, verified.event_id) == (None, None)


@pytest.mark.parametrize(
    "claims",
    [
        {**CLAIMS, "iss": "netlify2"}, {**CLAIMS, "iss": ""}, {"sha256": CLAIMS["sha256"]}, {**CLAIMS, "sha256": ""},
        {"iss": "netlify"}, {**CLAIMS, "sha256": hashlib.sha256(b"").hexdigest()}, {**CLAIMS, "exp": NOW - 301},
        {**CLAIMS, "nbf": NOW + 301}, {**CLAIMS, "iat": NOW - 301}, {**CLAIMS, "iat": NOW + 301},
    ],
)  # fmt: skip
def test_token_says_something_else(claims: dict[str, object]) -> None:
    refused("netlify", BODY, token_of(claims))


@pytest.mark.parametrize("claim", ["iat", "nbf", "exp"])
@pytest.mark.parametrize("value", [SECONDS, None, True, [NOW]])
def test_time_in_a_token_is_no_number(claim: str, value: object) -> None:
    token = jwt.api_jws.encode(json.dumps({**CLAIMS, claim: value}).encode(), TEXT.encode(), "HS256")
    refused("netlify", BODY, {"X-Webhook-Signature": token})


def test_algorithm_of_a_token_is_obeyed() -> None:
    refused("netlify", BODY, token_of(CLAIMS, "none", ""))
    for algorithm in ("HS384", "HS512"):
        refused("netlify", BODY, token_of(CLAIMS, algorithm, LONG), LONG)
    assert verify("netlify", BODY, token_of(CLAIMS, key=LONG), [LONG], now=NOW)
    refused("netlify", BODY, token_of(CLAIMS, crit=["x"], x=1))


@pytest.mark.parametrize(
    "header",
    [
        b"[" * 20_000,
        b'{"alg":' * 20_000,
        b"{}",
        b"\xff",
        b'{"alg":["HS256"]}',
        b'{"alg":"HS256","alg":"none"}',
    ],
)
def test_header_of_a_token_is_nonsense(header: bytes) -> None:
    parts = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, b"{}", b"x" * 32)]
    refused("netlify", BODY, {"X-Webhook-Signature": ".".join(parts)})
    for token in ("", ".", "..", "a.b.c", ".".join(parts[:2]), ".".join(parts * 2), "\u2603.\u2603.\u2603"):
        refused("netlify", BODY, {"X-Webhook-Signature": token})


def test_secret_that_looks_like_another_key() -> None:
    """PyJWT refuses such keys for HMAC; it is no reason to break."""
    secret = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----"
    refused("netlify", BODY, token_of(CLAIMS), secret)
    assert verify("netlify", BODY, token_of(CLAIMS), [secret, TEXT], now=NOW)
    with pytest.raises(ValueError, match="key"):
        sign("netlify", BODY, [secret], now=NOW)


def test_token_with_a_short_key() -> None:
    """RFC 7518, section 3.2; a guessed key makes every token."""
    assert problems("netlify", {}, ["short"]) == ["Secret 1 of 1 is shorter than 32 bytes."]
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        headers = token_of(CLAIMS, key="short")
    refused("netlify", BODY, headers, "short")


def test_token_for_another_body() -> None:
    """Members that the token does not have, or that only the token has."""
    headers = sign("jwtVerifier", BODY, [TEXT], now=NOW)
    members = json.loads(BODY)
    for changed in (
        members | {"admin": True},
        members | {"amount": 1},
        members | {"amount": True},
        {"id": "evt_1"},
        {},
        [],
    ):
        refused("jwtVerifier", json.dumps(changed).encode(), headers)
    refused("jwtVerifier", b"", headers)
    for body in (b"{}", b"", b"null", b"[]"):
        refused("jwtVerifier", body, headers)
    only_times = {"RW-WEBHOOK-SIGNATURE": jwt.encode({"iat": int(NOW)}, TEXT)}
    for body in (b"", b"null", b"[]", b"x"):
        refused("jwtVerifier", body, only_times)


def test_issuer_that_is_not_expected() -> None:
    headers = sign("jwtVerifier", BODY, [TEXT], now=NOW, options={"issuer": "them"})
    assert verify("jwtVerifier", BODY, headers, [TEXT], now=NOW, options={"issuer": "them"})
    refused("jwtVerifier", BODY, headers)
    refused("jwtVerifier", BODY, headers, options={"issuer": "us"})
    refused("jwtVerifier", BODY, sign("jwtVerifier", BODY, [TEXT], now=NOW), options={"issuer": "them"})


def test_gitlab_token_where_signatures_are_set() -> None:
    """The settings decide: a signing token is not a header's value, and a secret token signs nothing."""
    refused("gitlab", BODY, {"X-Gitlab-Token": WHSEC}, WHSEC)
    assert verify("gitlab", BODY, {"X-Gitlab-Token": TEXT}, [WHSEC, TEXT], now=NOW)
    signed = by_name("gitlab_signed").signed()
    assert signed.verified(WHSEC, TEXT).event_id == signed.headers["webhook-id"]
    refused("gitlab", BODY, signed.headers, TEXT)


def test_unicode_in_secrets() -> None:
    """UTF-8, letter by letter; what is no UTF-8 in the environment has its own bytes."""
    composed, decomposed = "Zo\u00eb-\U0001f511-secret", "Zoe\u0308-\U0001f511-secret"
    headers = sign("github", BODY, [composed], now=NOW)
    assert headers["X-Hub-Signature-256"] == f"sha256={mac('sha256', key=composed.encode())}"
    refused("github", BODY, headers, decomposed)
    raw = b"\xff\xfe-secret"
    value = {"X-Hub-Signature-256": f"sha256={mac('sha256', key=raw)}"}
    assert verify("github", BODY, value, [raw.decode("utf-8", "surrogateescape")], now=NOW)
    for spelling in (composed, composed.encode().decode("latin-1")):  # as a client says it, as WSGI does
        assert verify("secretKeyVerifier", b"", {"RW-WEBHOOK-SIGNATURE": spelling}, [composed], now=NOW)
    refused("secretKeyVerifier", b"", {"RW-WEBHOOK-SIGNATURE": decomposed}, composed)


@pytest.mark.parametrize("scheme", sorted(SCHEMES.keys() - {"skipVerifier"}))
@pytest.mark.parametrize("secrets", [[], [""], ["", ""]])
def test_empty_secret(scheme: str, secrets: list[str]) -> None:
    """Whoever knows the scheme knows the empty secret, too."""
    options = {"signatureHeader": "X-S"} if scheme == "custom" else {}
    empty = base64.b64encode(hmac.digest(b"", BODY, "sha256")).decode()
    for value in (empty, f"sha256={mac('sha256', key=b'')}", mac("sha1", key=b"")):
        headers = {
            "X-S": value,
            "RW-WEBHOOK-SIGNATURE": value,
            "X-Hub-Signature-256": value,
            "X-Shopify-Hmac-Sha256": value,
        }
        with pytest.raises(SignatureInvalid):
            verify(scheme, BODY, headers, secrets, options=options, now=NOW)
    with pytest.raises(ValueError, match="secret"):
        sign(scheme, BODY, secrets, options=options, now=NOW, url=URL)
    assert problems(scheme, options, secrets) == [f"{scheme} needs a secret."]


@pytest.mark.parametrize("secret", ["whsec_", "=", "whsec_==", "whsec_AAAA"])
def test_secret_of_no_bytes(secret: str) -> None:
    key_of_nothing = base64.b64encode(hmac.digest(b"", f"a.{SECONDS}.".encode() + BODY, "sha256")).decode()
    refused(
        "svix",
        BODY,
        {"svix-id": "a", "svix-timestamp": SECONDS, "svix-signature": f"v1,{key_of_nothing}"},
        secret,
    )
    assert problems("svix", {}, [secret]) == ["Secret 1 of 1 is empty."]


def test_skip_verifier_in_production() -> None:
    refused("skipVerifier", BODY, {})
    assert verify("skipVerifier", BODY, {}, [], now=NOW, development=True).event_id is None
    message = by_name("stripe").signed()
    for development in (True, False):
        override = {"currentTimestampOverride": int(NOW * 1000)}
        arguments = ("stripe", BODY, message.headers, [message.case.secret])
        if development:
            assert verify(*arguments, now=NOW * 2, options=override, development=True).timestamp == NOW
        else:
            refused(*arguments, now=NOW * 2, options=override)


def test_private_key_where_a_public_one_belongs() -> None:
    assert problems("sendgrid", {}, [by_name("sendgrid").private]) == [
        "Secret 1 of 1 is not a public key in base64 or PEM."
    ]
    assert problems("discord", {}, [ED25519[0][1][:-2]]) == ["Secret 1 of 1 is not 32 bytes in hexadecimal."]
    for scheme in ("discord", "sendgrid"):
        with pytest.raises(ValueError, match=r"(?i)secret|key|hexadecimal"):
            sign(scheme, BODY, ["no key"], now=NOW)
