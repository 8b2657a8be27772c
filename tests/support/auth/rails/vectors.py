"""444 sessions that Rails 3.2 to 7.2 wrote with Devise, Dalli, redis-store and redis-session-store.

One record per session.  ``cookie_value`` stands as in the ``Cookie`` header; ``server_key``,
``server_value_base64`` and ``server_flags`` are what lay in the store; ``settings`` are the app's;
``expected`` is the user's id or an error.  ``may_reject`` and ``may_accept`` mark records where either
answer is sound.  In those of ``neg-…`` the cookie or the stored value was tampered with, or the
reader's settings are other than the writer's.
"""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from tests.support.leaks import secret

Vector = dict[str, Any]

FILE = Path(__file__).with_name("rails_sessions.json.gz")

VECTORS: list[Vector] = json.loads(gzip.decompress(FILE.read_bytes()))

for _vector in VECTORS:
    secret(_vector["secret_key_base"])
    secret(unquote_plus(_vector["cookie_value"], "latin-1"))

SALTS = {
    "encrypted_cookie_salt": "salt",
    "encrypted_signed_cookie_salt": "sign_salt",
    "authenticated_encrypted_cookie_salt": "auth_salt",
    "signed_cookie_salt": "signed_salt",
}
SERIALIZERS = {
    "json",
    "marshal",
    "hybrid",
    "message_pack",
    "json_allow_marshal",
    "message_pack_allow_marshal",
}


def of_store(store: str) -> list[Vector]:
    """The sessions in ``cookie``, ``redis`` or ``memcache``."""
    return [vector for vector in VECTORS if vector["store"] == store]


def detecting(vector: Vector) -> dict[str, Any]:
    """Options with GraphJin's names: the secret, the salts, and nothing about the format."""
    settings = vector["settings"]
    options = {
        "secret_key_base": vector["secret_key_base"],
        "scope": vector["expected"].get("scope", "user"),
        **{SALTS[name]: salt for name, salt in (settings.get("salts") or {}).items()},
    }
    namespace = settings.get("namespace") or settings.get("key_prefix")
    return {**options, "namespace": namespace} if namespace else options


def pinned(vector: Vector) -> dict[str, Any]:
    """Options that name the format too, so that nothing else is read."""
    settings, options = vector["settings"], detecting(vector)
    if settings.get("serializer") in SERIALIZERS:
        options["serializer"] = settings["serializer"]
    if settings.get("cipher"):
        options["cipher"] = settings["cipher"]
    elif settings.get("jar"):
        options["jar"] = settings["jar"]
    if settings.get("hmac_digest"):
        options["digest"] = settings["hmac_digest"]
    if settings.get("kdf"):
        options["key_digest"] = settings["kdf"]["hash"]
    return options


def stored(vector: Vector) -> tuple[str, bytes, int] | None:
    """The key, bytes and flags in the store, if anything lay there."""
    if "server_value_base64" not in vector:
        return None
    value = base64.b64decode(vector["server_value_base64"])
    return vector["server_key"], value, vector.get("server_flags", 0)
