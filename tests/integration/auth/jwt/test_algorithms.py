"""Every algorithm with its own key, and with everybody else's."""

from __future__ import annotations

import jwt as pyjwt
import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from jwt.algorithms import HMACAlgorithm
from jwt.exceptions import InvalidKeyError

from django_graphgate.auth.jwt.keys import algorithms as keys
from django_graphgate.auth.jwt.keys.algorithms import secret_key
from django_graphgate.errors import InvalidCredentials
from tests.support.auth.jwt.tokens import (
    SECRET,
    authenticator,
    certificate,
    claims,
    errors,
    private_key,
    public_pem,
    request,
    token,
)

RSA = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
EC = ["ES256", "ES384", "ES512", "ES256K"]
ED = ["EdDSA", "Ed25519", "Ed448"]
HMAC = ["HS256", "HS384", "HS512"]


def made(alg: str) -> str:
    """A token of that algorithm; PyJWT knows the two curves of EdDSA by one name."""
    if alg == "Ed448":
        head = {"alg": "Ed448"}
        return token("EdDSA", private_key("Ed448"), header=head)
    if alg == "Ed25519":
        return token("EdDSA", private_key("EdDSA"), header={"alg": "Ed25519"})
    return token(alg)


def key_of(alg: str) -> str:
    return public_pem("EdDSA" if alg == "Ed25519" else alg)


@pytest.mark.parametrize("alg", HMAC)
def test_a_secret_verifies_each_hash(alg: str) -> None:
    identity = authenticator().authenticate(request(made(alg)))
    assert identity is not None
    assert identity.user_id == "7"


@pytest.mark.parametrize("alg", RSA + EC + ED)
def test_a_public_key_verifies_its_algorithms(alg: str) -> None:
    identity = authenticator(public_key=key_of(alg)).authenticate(request(made(alg)))
    assert identity is not None
    assert identity.user_id == "7"


@pytest.mark.parametrize("alg", ["HS256", "RS256", "PS512", "ES256", "ES384", "ES512", "EdDSA"])
def test_tokens_of_another_library_are_understood(alg: str) -> None:
    key = SECRET if alg == "HS256" else private_key(alg)
    text = pyjwt.encode(claims(), key, alg, headers={"kid": "any"})
    found = authenticator(secret=SECRET) if alg == "HS256" else authenticator(public_key=public_pem(alg))
    identity = found.authenticate(request(text))
    assert identity is not None
    assert identity.user_id == "7"


@pytest.mark.parametrize("alg", HMAC + RSA + EC + ED)
@pytest.mark.parametrize("holder", ["HS256", "RS256", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed448"])
def test_a_key_of_another_type_verifies_nothing(alg: str, holder: str) -> None:
    families = {"HS": "HS", "RS": "RS", "PS": "RS"}
    same = families.get(alg[:2], alg) == families.get(holder[:2], holder) or (alg, holder) == (
        "Ed25519",
        "EdDSA",
    )
    found = authenticator() if holder == "HS256" else authenticator(public_key=public_pem(holder))
    if same:
        assert found.authenticate(request(made(alg))) is not None
    else:
        with pytest.raises(InvalidCredentials):
            found.authenticate(request(made(alg)))


@pytest.mark.parametrize("alg", [*HMAC, "RS256", "PS256", "ES256", "ES512", "EdDSA"])
def test_another_key_of_the_same_type_verifies_nothing(alg: str) -> None:
    if alg.startswith("HS"):
        found, text = (
            authenticator(),
            token(alg, "woqafo4NJPEsuuEMDteOvV6cxNbSjxyNDVSqzaOFhFcHbInfwlXITyCZY9"),
        )
    else:
        found, text = authenticator(public_key=public_pem(alg, 1)), token(alg)
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(text))


def test_algorithms_can_be_narrowed() -> None:
    found = authenticator(public_key=public_pem("RS256"), algorithms=["RS256"])
    assert found.authenticate(request(token("RS256"))) is not None
    for alg in ("RS384", "RS512", "PS256"):
        with pytest.raises(InvalidCredentials):
            found.authenticate(request(token(alg)))


def test_a_short_secret_has_short_hashes_only() -> None:
    secret = "s" * 40
    found = authenticator(secret=secret)
    assert found.authenticate(request(token("HS256", secret))) is not None
    for alg in ("HS384", "HS512"):
        with pytest.raises(InvalidCredentials):
            found.authenticate(request(token(alg, secret)))
    assert authenticator(secret=secret, algorithms=["HS512"]).authenticate(request(token("HS512", secret)))


@pytest.mark.parametrize("asked", [["none"], ["None"], ["HS256", "none"], ["RS1"], ["hs256"], ["RSA-OAEP"]])
def test_no_other_algorithm_can_be_asked_for(asked: list[str]) -> None:
    assert errors(secret=SECRET, algorithms=asked)


def test_several_keys_hold_at_once_for_rotation() -> None:
    found = authenticator(secret=[SECRET, "uVRLzCL4iyhTyJkyEyShsb7aquz5L5aBLRr5NMZB0yWk6J8FjUmJDsv6vCQ6"])
    assert found.authenticate(request(token()))
    assert found.authenticate(
        request(token("HS256", "uVRLzCL4iyhTyJkyEyShsb7aquz5L5aBLRr5NMZB0yWk6J8FjUmJDsv6vCQ6"))
    )
    found = authenticator(public_key=[public_pem("RS256"), public_pem("ES256"), public_pem("RS256", 1)])
    for each in (token("RS256"), token("ES256"), token("RS256", number=1)):
        assert found.authenticate(request(each))
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(token("RS256", number=2)))


def test_a_certificate_stands_for_its_key() -> None:
    assert authenticator(public_key=certificate(3)).authenticate(request(token("RS256", number=3)))


@pytest.mark.parametrize("error", [ValueError, TypeError, InvalidKeyError, UnsupportedAlgorithm])
def test_a_library_that_fails_on_a_signature_has_not_verified_it(error: type[Exception]) -> None:
    class Failing(HMACAlgorithm):
        def verify(self, msg: bytes, key: bytes, sig: bytes) -> bool:
            raise error("no")

    key = secret_key(SECRET.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(keys._IMPLEMENTATIONS, "HS256", Failing(HMACAlgorithm.SHA256))  # type: ignore[arg-type]
        assert not key.verifies("HS256", b"message", b"signature")
