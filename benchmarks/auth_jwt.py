"""How long it takes to tell who sends a token, per request: ``python -m benchmarks.auth_jwt``.

Beside each algorithm: a token that this process has seen before, one that it has not, what of that the
signature takes by itself, and what PyJWT's own ``decode`` takes (with issuer, audience and dates checked,
as ours).  Then tokens that are refused, and a key set fetched from a server on this machine.
Microseconds of the processor, best of several rounds.
"""

from __future__ import annotations

import argparse
import hmac
import http.server
import itertools
import json
import threading
import time
import timeit
from collections.abc import Callable
from typing import Any

import django
import jwt as pyjwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from jwt.algorithms import RSAAlgorithm, get_default_algorithms
from jwt.utils import base64url_decode

SECRET = "a secret of the benchmark that is long enough for each of the three hashes, HS512 too"
ISSUER, AUDIENCE = "https://issuer.example/", "https://api.example/"


def request(token: str) -> HttpRequest:
    return RequestFactory().get("/", headers={"authorization": f"Bearer {token}"})


def made(key: Any, alg: str, **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": [AUDIENCE, "https://issuer.example/userinfo"],
        "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
        "iat": now,
        "exp": now + 3600,
        "scope": "openid profile email",
        "https://api.example/role": "editor",
        **changes,
    }
    return pyjwt.encode(claims, key, alg, headers={"kid": "bench"})


def microseconds(work: Callable[[], object], seconds: float) -> float:
    """The best of five rounds that take ``seconds`` together."""
    number = max(1, int(seconds / 5 / max(timeit.timeit(work, number=3) / 3, 1e-7)))
    return min(timeit.repeat(work, timer=time.process_time, number=number, repeat=5)) / number * 1e6


def refusal(found: Any, asked: HttpRequest) -> Callable[[], None]:
    from django_graphgate.errors import InvalidCredentials

    def work() -> None:
        try:
            found.authenticate(asked)
        except InvalidCredentials:
            return
        raise AssertionError("The token was taken.")

    return work


def keys() -> dict[str, tuple[Any, Any]]:
    """Signing and verifying key by algorithm."""
    private = rsa.generate_private_key(65537, 2048)
    curve, edwards = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
    return {
        "HS256": (SECRET, SECRET),
        "RS256": (private, private.public_key()),
        "PS256": (private, private.public_key()),
        "ES256": (curve, curve.public_key()),
        "EdDSA": (edwards, edwards.public_key()),
    }


def algorithm(alg: str, signing: Any, verifying: Any, seconds: float) -> None:
    from django_graphgate.auth.jwt.authenticator import JwtAuthenticator

    if alg == "HS256":
        key: dict[str, Any] = {"secret": verifying}
    else:
        key = {"public_key": verifying.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)}
    options = {"type": "jwt", "issuer": ISSUER, "audience": AUDIENCE, "algorithms": [alg], **key}
    options["role_claim"] = "https://api.example/role"
    caching, forgetful = JwtAuthenticator(options), JwtAuthenticator({**options, "token_cache": 1})
    text = made(signing, alg)
    asked, others = request(text), itertools.cycle([request(made(signing, alg, jti=jti)) for jti in "ab"])
    works: list[Callable[[], object]] = [
        lambda: caching.authenticate(asked),
        lambda: forgetful.authenticate(next(others)),
        signature_alone(alg, text, verifying),
        lambda: pyjwt.decode(text, verifying, [alg], issuer=ISSUER, audience=AUDIENCE, leeway=30),
    ]
    seen, new, alone, other = (microseconds(work, seconds) for work in works)
    print(f"{alg:8}{seen:14.1f}{new:10.1f}{alone:12.1f}{other:10.1f}{new / other:14.2f}")


def signature_alone(alg: str, text: str, verifying: Any) -> Callable[[], object]:
    """What the library that verifies a signature takes for it, with everything at hand."""
    signed, _, proof = text.rpartition(".")
    message, signature = signed.encode(), base64url_decode(proof)
    if alg == "HS256":
        return lambda: hmac.compare_digest(hmac.digest(verifying.encode(), message, "sha256"), signature)
    implementation = get_default_algorithms()[alg]
    return lambda: implementation.verify(message, verifying, signature)


def refusals(seconds: float) -> None:
    from django_graphgate.auth.jwt.authenticator import JwtAuthenticator

    found = JwtAuthenticator({"type": "jwt", "secret": SECRET})
    good = made(SECRET, "HS256")
    cases = {
        "no token": good[:20],
        "wrong signature": made("x" * 64, "HS256"),
        "expired": made(SECRET, "HS256", exp=1),
        "1 MB": "A" * 1_000_000,
    }
    print("\nrefused")
    for name, text in cases.items():
        print(f"{name:18}{microseconds(refusal(found, request(text)), seconds):8.1f}")


def fetched(seconds: float) -> None:
    from django_graphgate.auth.jwt.authenticator import JwtAuthenticator

    private = rsa.generate_private_key(65537, 2048)
    member = {**RSAAlgorithm.to_jwk(private.public_key(), as_dict=True), "kid": "bench", "use": "sig"}
    body = json.dumps({"keys": [member]}).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = {"type": "jwt", "jwks_url": f"http://127.0.0.1:{server.server_address[1]}/", "issuer": ISSUER}
    asked = request(made(private, "RS256"))
    found = JwtAuthenticator(options)
    print("\nkeys of a URL, RS256")
    print(f"{'first request':18}{timeit.timeit(lambda: found.authenticate(asked), number=1) * 1e6:8.1f}")
    print(f"{'seen before':18}{microseconds(lambda: found.authenticate(asked), seconds):8.1f}")
    plain = JwtAuthenticator({**options, "token_cache": 0})
    plain.authenticate(asked)
    print(f"{'new':18}{microseconds(lambda: plain.authenticate(asked), seconds):8.1f}")
    server.shutdown()
    server.server_close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=1.0, help="time for each figure")
    seconds = parser.parse_args().seconds
    settings.configure(ALLOWED_HOSTS=["testserver"], SECRET_KEY="benchmark")
    django.setup()
    print(f"{'':8}{'seen before':>14}{'new':>10}{'signature':>12}{'PyJWT':>10}{'new / PyJWT':>14}")
    for alg, (signing, verifying) in keys().items():
        algorithm(alg, signing, verifying, seconds)
    refusals(seconds)
    fetched(seconds)


if __name__ == "__main__":
    main()
