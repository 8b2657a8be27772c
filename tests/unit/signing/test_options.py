"""Options of an endpoint's verifier: what may be given, and what is said of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.signing import SCHEMES, SignatureInvalid, development_only, problems, sign, verify

SECRET = "s3cret-of-the-sender-which-is-long-enough"
HMAC_REDWOOD = ["sha1Verifier", "sha256Verifier"]


def test_name_of_a_scheme_is_unknown() -> None:
    assert problems("Stripe", {}, [SECRET]) == ["There is no verifier 'Stripe'. Did you mean 'stripe'?"]
    assert problems("xyzzy", {}, [SECRET]) == ["There is no verifier 'xyzzy'."]
    with pytest.raises(SignatureInvalid, match="no verifier"):
        verify("xyzzy", b"", {}, [SECRET], now=0, development=True)


def test_all_of_redwoods_are_there() -> None:
    assert {name for name in SCHEMES if name.endswith("Verifier")} == {
        *("skipVerifier", "secretKeyVerifier", "sha1Verifier", "sha256Verifier", "base64Sha1Verifier"),
        *("base64Sha256Verifier", "timestampSchemeVerifier", "jwtVerifier"),
    }


@pytest.mark.parametrize(
    ("scheme", "options", "problem"),
    [
        (
            "sha256Verifier",
            {"signatureheader": "X"},
            "no option 'signatureheader'. Did you mean 'signatureHeader'?",
        ),
        ("github", {"tolerance": 5000}, "github has no option 'tolerance'."),
        ("sha256Verifier", {"algorithm": "sha1"}, "no option 'algorithm'"),
        ("sha256Verifier", {"signatureHeader": "X Y"}, "must be the name of a header"),
        ("sha256Verifier", {"signatureHeader": "X\n"}, "must be the name of a header"),
        ("sha256Verifier", {"signatureHeader": None}, "must be the name of a header"),
        ("sha256Verifier", {"signatureTransformer": "v1,.*"}, "a regular expression with one group"),
        ("sha256Verifier", {"signatureTransformer": "(.*"}, "a regular expression with one group"),
        ("sha256Verifier", {"payload": "{header:X-Id}"}, "a text with {body} in it"),
        ("sha256Verifier", {"payload": "{timestamp}.{body}"}, "eventTimestamp does not name its header"),
        ("sha256Verifier", {"payload": "{id}.{body}"}, "eventId does not name its header"),
        (
            "sha256Verifier",
            {"eventTimestamp": "header:X-Time"},
            "must have {header:X-Time}: an unsigned time",
        ),
        ("sha256Verifier", {"payload": "{header:X-Id}{body}"}, "a text that separates {header:X-Id}"),
        ("sha256Verifier", {"payload": "{body}.{url}{header:X-Id}"}, "a text that separates {header:X-Id}"),
        (
            "custom",
            {"signatureHeader": "X", "eventId": "header:X-Id", "payload": "{id}{body}"},
            "a text that separates {id}",
        ),
        ("sha256Verifier", {"eventTimestamp": 1_700_000_000_000}, "header:NAME or a path in the payload"),
        ("stripe", {"tolerance": 300}, "a number of milliseconds from 1000 to a week"),
        ("stripe", {"tolerance": "300000"}, "a number of milliseconds"),
        ("stripe", {"tolerance": True}, "a number of milliseconds"),
        ("stripe", {"tolerance": 10**12}, "a number of milliseconds"),
        ("stripe", {"tolerance": None}, "a number of milliseconds"),
        ("stripe", {"currentTimestampOverride": "now"}, "a number of milliseconds since the epoch"),
        ("jwtVerifier", {"issuer": ""}, "the text of the claim iss"),
        ("jwtVerifier", {"issuer": ["a"]}, "the text of the claim iss"),
        ("netlify", {"issuer": "other"}, "no option 'issuer'"),
        ("custom", {}, "needs the option signatureHeader"),
        ("custom", {"signatureHeader": "X", "algorithm": "md5"}, "one of sha1, sha256, sha384, sha512"),
        ("custom", {"signatureHeader": "X", "encoding": "raw"}, "one of hex, base64"),
        ("custom", {"signatureHeader": "X", "secretEncoding": 1}, "one of text, base64, hex, whsec"),
        ("custom", {"signatureHeader": "X", "eventId": "id"}, "must be header:NAME"),
        ("custom", {"signatureHeader": "X", "prefix": "a\n"}, "must be a text"),
        ("twilio", {"url": "https://example.com/?a=1"}, "a URL without a query"),
        ("twilio", {"url": "example.com"}, "a URL without a query"),
        ("twilio", {"algorithm": "md5"}, "one of sha1, sha256"),
        ("svix", {"headerPrefix": "webhook:"}, "the beginning of names of headers"),
    ],
)
def test_option_is_invalid(scheme: str, options: dict[str, Any], problem: str) -> None:
    """Nothing is verified and nothing signed with it."""
    [sentence] = problems(scheme, options, [SECRET])
    assert problem in sentence
    with pytest.raises(SignatureInvalid) as caught:
        verify(scheme, b"{}", {}, [SECRET], options=options, now=0, development=True)
    assert caught.value.reason == sentence
    with pytest.raises(ValueError, match=r"option"):
        sign(scheme, b"{}", [SECRET], options=options, now=0)


def test_secret_is_quoted() -> None:
    for scheme in SCHEMES:
        options = {"signatureHeader": "X"} if scheme == "custom" else {}
        assert "\u2603" not in "".join(problems(scheme, options, ["\u2603-no-key"]))


@pytest.mark.parametrize(
    ("scheme", "secrets", "expected"),
    [
        ("github", ["good", " bad\n"], ["Secret 2 of 2 begins or ends with white space."]),
        ("base64Sha1Verifier", ["a*b"], ["Secret 1 of 1 is not base64."]),
        ("base64Sha1Verifier", ["MY_VOICE_IS_MY_PASSPORT_VERIFY_ME"], ["Secret 1 of 1 is not base64."]),
        ("base64Sha1Verifier", ["MY_VOICE_IS_MY_PASSPORT_VERIFY_ME!"], ["Secret 1 of 1 is not base64."]),
        ("base64Sha1Verifier", ["TVk-Vk9_", "TVk+Vk9/", "TVk", "TVk="], []),
        ("base64Sha1Verifier", ["whsec_TVkx"], ["Secret 1 of 1 is not base64 as it is: remove whsec_."]),
        ("svix", ["whsec_TVk", "TVk="], []),
        ("discord", ["xyz"], ["Secret 1 of 1 is not hexadecimal."]),
        ("gitlab", ["plain", "whsec_*"], ["Secret 2 of 2 is not base64."]),
        ("skipVerifier", [], []),
    ],
)
def test_secrets_that_are_of_no_use(scheme: str, secrets: list[str], expected: list[str]) -> None:
    assert problems(scheme, {}, secrets) == expected


def test_what_is_for_development() -> None:
    assert development_only("skipVerifier", {})
    assert development_only("stripe", {"currentTimestampOverride": 1})
    assert not development_only("stripe", {"tolerance": 1000})


def test_transformer_finds_the_signature() -> None:
    """As in Redwood's recipes: the header has more than the signature."""
    options = {
        "signatureHeader": "svix-signature",
        "signatureTransformer": "v1,([A-Za-z0-9+/=]+)",
        "payload": "{header:svix-id}.{header:svix-timestamp}.{body}",
        "eventTimestamp": "header:svix-timestamp",
    }
    headers = sign("svix", b"{}", ["TVk="], now=1_700_000_000, event_id="msg_1")
    verified = verify("base64Sha256Verifier", b"{}", headers, ["TVk="], options=options, now=1_700_000_000)
    assert verified.timestamp == 1_700_000_000
    for change in (
        {"svix-signature": f"v2,{headers['svix-signature'][3:]}"},
        {"svix-id": "msg_2"},
        {"svix-timestamp": "1700000001"},
    ):
        with pytest.raises(SignatureInvalid):
            verify(
                "base64Sha256Verifier",
                b"{}",
                {**headers, **change},
                ["TVk="],
                options=options,
                now=1_700_000_000,
            )
    with pytest.raises(SignatureInvalid, match="old"):
        verify("base64Sha256Verifier", b"{}", headers, ["TVk="], options=options, now=1_700_000_301)


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("1700000000", True), ("1700000000000", True), ('"1700000000"', True), ('"2023-11-14T22:13:20Z"', True),
        ('"2023-11-15T03:13:20+05:00"', True), ('"2023-11-14T22:13:20.5-00:00"', True),
        ('"2023-11-14T22:13:20"', False), ('"2023-11-14"', False), ('"14 Nov 2023 22:13:20 UTC"', False), ("null", False),
        ("true", False), ("1700000000.0", False), ('"\u0661\u0667\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660"', False),
        ('"2023-11-14T22:13:20+05:00"', False), ("-1700000000", False), ("[1700000000]", False),
    ],
)  # fmt: skip
def test_time_of_the_event_is_in_the_payload(value: str, known: bool) -> None:
    """A time without an offset is no time: the sender's zone is not ours."""
    options = {"eventTimestamp": "event.at"}
    body = f'{{"event":{{"at":{value}}}}}'.encode()
    headers = sign("sha256Verifier", body, [SECRET], options=options, now=0)
    if known:
        verified = verify("sha256Verifier", body, headers, [SECRET], options=options, now=1_700_000_000)
        assert abs((verified.timestamp or 0) - 1_700_000_000) < 1
    else:
        with pytest.raises(SignatureInvalid):
            verify("sha256Verifier", body, headers, [SECRET], options=options, now=1_700_000_000)


def test_prefix_of_the_headers() -> None:
    headers = sign("standardwebhooks", b"", ["TVk="], options={"headerPrefix": "acme-"}, now=9, event_id="a")
    assert sorted(headers) == ["acme-id", "acme-signature", "acme-timestamp"]
    assert (
        verify("standardwebhooks", b"", headers, ["TVk="], options={"headerPrefix": "acme-"}, now=9).event_id
        == "a"
    )
    with pytest.raises(SignatureInvalid):
        verify("standardwebhooks", b"", headers, ["TVk="], now=9)


def test_rotation_of_what_goes_out() -> None:
    """Where a scheme has several signatures, old and new secret sign."""
    for scheme in ("stripe", "standardwebhooks"):
        headers = sign(scheme, b"{}", ["TVkx", "TVky"], now=9, event_id="a")
        for secret in ("TVkx", "TVky"):
            assert verify(scheme, b"{}", headers, [secret], now=9)
    assert sign("github", b"", ["a", "b"], now=9) == sign("github", b"", ["a"], now=9)


def test_id_is_needed() -> None:
    with pytest.raises(ValueError, match="webhook-id"):
        sign("standardwebhooks", b"", ["TVk="], now=9)
