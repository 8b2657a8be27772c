"""Magic's tokens: users sign them themselves, so that only the signer's address is proven."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from eth_keys import keys
from eth_keys.backends import is_coincurve_available
from eth_utils import keccak

from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.auth.jwt.refusals import EXPIRED, NOT_VALID
from django_graphgate.errors import InvalidCredentials
from tests.support.auth.jwt.tokens import NOW, SECRET, authenticator, errors, request
from tests.support.clock import MovableClock

USER, OTHER = keys.PrivateKey(b"\x01" * 32), keys.PrivateKey(b"\x02" * 32)
CLIENT = "c1ient-1d-0f-0ur-app1ication"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def address(key: Any = USER) -> str:
    return f"did:ethr:{key.public_key.to_checksum_address()}"


def packed(proof: Any, claim: Any) -> str:
    return base64.b64encode(json.dumps([proof, claim]).encode()).decode()


def proof_of(text: str, key: Any = USER, offset: int = 27) -> str:
    message = text.encode()
    digest = keccak(b"\x19Ethereum Signed Message:\n" + str(len(message)).encode() + message)
    raw = key.sign_msg_hash(digest).to_bytes()
    return "0x" + (raw[:64] + bytes([raw[64] + offset])).hex()


def claim(**changes: Any) -> str:
    found = {
        "iat": int(NOW),
        "ext": int(NOW) + 900,
        "nbf": int(NOW),
        "iss": address(),
        "sub": "entity-1",
        "aud": CLIENT,
        "tid": "t",
        "add": "0x00",
        **changes,
    }
    return json.dumps(
        {name: value for name, value in found.items() if value is not None}, separators=(",", ":")
    )


def did_token(key: Any = USER, **changes: Any) -> str:
    text = claim(**changes)
    return packed(proof_of(text, key), text)


def magic(**options: Any) -> JwtAuthenticator:
    return authenticator(provider="magic", audience=CLIENT, **options)


def refused(text: str, sentence: str = NOT_VALID) -> None:
    with pytest.raises(InvalidCredentials) as caught:
        magic().authenticate(request(text))
    assert caught.value.message == sentence


def test_the_address_of_the_key_is_the_user() -> None:
    found = magic()
    for _ in range(2):
        identity = found.authenticate(request(did_token()))
        assert identity is not None
        assert (identity.user_id, identity.role, dict(identity.variables)) == (address(), None, {})


def test_a_signature_made_outside_this_project() -> None:
    """The example of the web3.js documentation of ``eth.accounts.sign``."""
    from django_graphgate.auth.jwt.magic import _signer

    signature = (
        "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd"
        "6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c"
    )
    signer = _signer(bytes.fromhex(signature), b"Some data")
    assert signer == "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_pair_as_the_usual_libraries_write_it(separators: tuple[str, str], ascii_only: bool) -> None:
    text = claim(name="Zoë")
    pair = json.dumps([proof_of(text), text], separators=separators, ensure_ascii=ascii_only)
    assert magic().authenticate(request(base64.b64encode(pair.encode()).decode()))


BACKENDS = ["NativeECCBackend", *(["CoinCurveECCBackend"] if is_coincurve_available() else [])]
"""coincurve has no wheels for the newest Python."""


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """libsecp256k1, and the pure Python that stands in for it."""
    monkeypatch.setenv("ECC_BACKEND_CLASS", f"eth_keys.backends.{request.param}")


@pytest.mark.usefixtures("backend")
def test_either_backend_finds_the_signer() -> None:
    text = claim()
    proof = proof_of(text)
    assert magic().authenticate(request(packed(proof, text)))
    for wrong in (
        proof[:2] + "00" * 32 + proof[66:],
        proof[:66] + "00" * 32 + proof[130:],
        proof[:2] + "ff" * 32 + proof[66:],
        proof[:66] + "ff" * 32 + proof[130:],
        proof[:2] + f"{ORDER:x}" + proof[66:],
        proof[:66] + f"{ORDER:x}" + proof[130:],
        proof[:2] + proof[66:130] + proof[2:66] + proof[130:],
        proof[:130] + ("1c" if proof[130:] == "1b" else "1b"),
    ):
        refused(packed(wrong, text))


def test_either_numbering_of_the_recovery_is_taken() -> None:
    text = claim()
    assert magic().authenticate(request(packed(proof_of(text, offset=0), text)))
    for offset in (2, 4, 29, 35, 200):
        refused(packed(proof_of(text, offset=offset), text))


def test_nobody_signs_for_another() -> None:
    refused(did_token(OTHER))
    refused(did_token(iss=address(OTHER)))
    assert magic().authenticate(request(did_token(OTHER, iss=address(OTHER))))


@pytest.mark.parametrize(
    "iss",
    [
        None,
        "",
        1,
        [address()],
        address() + " ",
        address().removeprefix("did:ethr:"),
        address().replace("ethr", "web"),
        "did:ethr:",
        address() + ":x",
    ],
)
def test_an_issuer_that_is_not_written_so(iss: Any) -> None:
    refused(did_token(iss=iss))


@pytest.mark.parametrize(
    "write", [str.lower, lambda text: text.replace(text[9:], text[9:].upper().replace("X", "x"))]
)
def test_an_address_in_another_case_is_the_same_user(write: Any) -> None:
    identity = magic().authenticate(request(did_token(iss=write(address()))))
    assert identity is not None
    assert identity.user_id == address()


def test_what_the_user_makes_up_is_not_believed() -> None:
    identity = magic().authenticate(request(did_token(sub="somebody else", role="admin", user_id="1")))
    assert identity is not None
    assert (identity.user_id, identity.role) == (address(), None)
    for options in (
        {"role_claim": "role"},
        {"claims": {"a": "b"}},
        {"user_id_claim": "sub"},
        {"roles": ["a"]},
        {"required_claims": {"a": 1}},
        {"secret": SECRET},
        {"jwks_url": "https://x.example/"},
    ):
        assert errors(provider="magic", audience=CLIENT, **options)


def test_tokens_of_other_applications() -> None:
    for aud in (None, "other", "", [], CLIENT + "x"):
        refused(did_token(aud=aud))
    assert errors(provider="magic") == [
        "Without 'audience' the token of any application at magic is accepted."
    ]


def test_dates(time: MovableClock) -> None:
    refused(did_token(ext=NOW - 30), EXPIRED)
    for ext in (None, "1800000000", True, 1e300):
        refused(did_token(ext=ext))
    refused(did_token(ext=None, exp=NOW + 60))
    refused(did_token(nbf=NOW + 301))
    assert magic().authenticate(request(did_token(nbf=NOW + 300, iat=NOW + 300)))  # a user's clock
    refused(did_token(iat=NOW + 301))
    found, text = magic(), did_token()
    assert found.authenticate(request(text))
    time.forward(931)
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(text))


def test_another_spelling() -> None:
    good, text = did_token(), claim()
    proof = proof_of(text)
    for wrong in (
        good + "=",
        good.rstrip("=") + "====",
        good[:-1],
        good[:9] + "\n" + good[9:],
        "",
        "x",
        "e30=",
        packed(proof, json.loads(text)),
        packed(proof, text + " "),
        packed(proof[2:], text),
        packed(proof + "0", text),
        packed(proof[:-2], text),
        packed(None, text),
        packed(proof, None),
        packed("0xzz", text),
        packed("0x", text),
        packed("0x" + "00" * 65, text),
        packed("0x" + "ff" * 64 + "1b", text),
        packed("0x" + "é" * 130, text),
        packed("0x" + proof[2:].upper(), text),
        *(
            base64.b64encode(blank.join(("[", f'"{proof}",', json.dumps(text), "]")).encode()).decode()
            for blank in (" ", "\t", "\n")
        ),
        base64.b64encode(json.dumps({proof: 1, text: 2}).encode()).decode(),
        base64.b64encode(f'["{proof}","\\u007b{json.dumps(text[1:])[1:]}]'.encode()).decode(),
        packed(proof, text[:-1] + ',"a":"\ud800"}'),
        base64.b64encode(json.dumps([proof, text, 1]).encode()).decode(),
        base64.b64encode(json.dumps({"0": proof, "1": text}).encode()).decode(),
        base64.b64encode(b"[" * 5000).decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        "A" * 20_000,
    ):
        refused(wrong)
    for changed in (text[:-1] + ',"aud":"x"}', text.replace("entity-1", "entity-2")):
        refused(packed(proof, changed))
    twice = text[:-1] + f',"iss":"{address()}"}}'
    refused(packed(proof_of(twice), twice))


def test_bytes_changed() -> None:
    good = did_token()
    for place in range(0, len(good), 7):
        refused(good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :])


def test_a_json_web_token_is_none_of_magics(monkeypatch: pytest.MonkeyPatch) -> None:
    refused("eyJhbGciOiJub25lIn0.e30.")


def test_in_a_list_of_issuers_nothing_would_choose_it() -> None:
    message = "Magic's tokens name no issuer to choose by."
    both = [{"provider": "magic", "audience": CLIENT}, {"secret": SECRET, "issuer": "i"}]
    assert errors(jwt=both) == [message]


def test_bits_that_nobody_reads() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    (good,) = [text for text in (did_token(tid="t" * length) for length in (1, 2, 3)) if text.count("=") == 2]
    body = good.rstrip("=")
    same = [each for each in alphabet if base64.b64decode(f"{body[:-1]}{each}==") == base64.b64decode(good)]
    assert len(same) == 16
    for each in same:
        if each != body[-1]:
            refused(f"{body[:-1]}{each}==")
    assert magic().authenticate(request(good))
