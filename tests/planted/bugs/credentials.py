"""Planted bugs: who is signed in, which wrong credentials count, and cookies of sessions that have ended."""

from __future__ import annotations

from tests.planted.bug import Bug

ENDED = "tests/views/test_ended_sessions.py"

BUGS = (
    Bug(
        "role of the request signs somebody in",
        "ir/identity.py",
        "return self.user_id is None and (self.role is None or self.role_from_request)",
        "return self.user_id is None and self.role is None",
        ("tests/auth/test_decorators.py", "-k", "names_signs_nobody_in"),
    ),
    Bug(
        "role of a claim signs somebody in",
        "auth/jwt/claims.py",
        "role_from_request=True",
        "role_from_request=False",
        ("tests/auth/jwt/test_claims.py", "-k", "service_without_a_user"),
    ),
    Bug(
        "role that nobody configured passes a view",
        "auth/decorators.py",
        "    if not known:\n",
        "    if not identity.role:\n",
        ("tests/auth/test_decorators.py", "-k", "not_configured"),
    ),
    Bug(
        "answer behind a secret is public",
        "statements/caching.py",
        "identity.role is None and not identity.authenticator",
        "identity.role is None",
        ("tests/views/test_caching.py", "-k", "secret"),
    ),
    Bug(
        "answer by a header is public",
        "statements/caching.py",
        "meant.access.skip_auth and nobody and not by_headers",
        "meant.access.skip_auth and nobody",
        ("tests/views/test_caching.py", "-k", "header"),
    ),
    Bug(
        "Vary without the header of the token",
        "views/responses.py",
        "[*settings.HEADER_VARIABLES.values(), *deciding_headers()]",
        "settings.HEADER_VARIABLES.values()",
        ("tests/views/test_caching.py", "-k", "vary"),
    ),
    Bug(
        "expired tokens lock their address out",
        "auth/throttle.py",
        'error.counted or error.nature != "guess"',
        "error.counted",
        ("tests/auth/test_throttle.py", "-k", "no_guess"),
    ),
    Bug(
        "forged tokens count as expired",
        "auth/jwt/simplejwt.py",
        '            return "guess"\n',
        '            return "ended"\n',
        ("tests/auth/test_throttle.py", "-k", "simple_jwt"),
    ),
    Bug(
        "forged session is nobody's",
        "auth/django_session_stores.py",
        'raise InvalidCredentials(detail="django_session: forged session") from error',
        "return None",
        (ENDED, "-k", "forged"),
    ),
    Bug(
        "undeclared proxy switches the limit off",
        "auth/throttle.py",
        'return "nowhere"',
        "return str(id(request))",
        ("tests/auth/test_throttle.py", "-k", "never_off"),
    ),
    Bug(
        "cache that hangs holds the request",
        "auth/bounded.py",
        "outcome.done.wait(self._patience)",
        "outcome.done.wait()",
        ("tests/auth/test_throttle.py", "-k", "hangs"),
    ),
    Bug(
        "stale cookie is a 401 for good",
        "auth/chain.py",
        'if error.nature != "ended":',
        "if error.nature:",
        (ENDED, "-k", "open_to_anybody"),
    ),
    Bug(
        "cookie of another path stays",
        "views/responses.py",
        "response.delete_cookie(cookie.name, cookie.path, cookie.domain, cookie.samesite)",
        "response.delete_cookie(cookie.name)",
        (ENDED, "-k", "takes_the_cookie_away"),
    ),
    Bug(
        "user who is gone runs what others opened as nobody with a 401",
        "gate.py",
        'if error.nature != "ended" or not identity.by_cookie:',
        'if error.nature == "ended" or not identity.by_cookie:',
        (ENDED, "-k", "open_to_anybody"),
    ),
    Bug(
        "processes that count alone go unnoticed",
        "auth/deployment.py",
        "LocMemCache | DummyCache",
        "DummyCache",
        ("tests/test_checks.py", "-k", "count_alone"),
    ),
    Bug(
        "proxy that nobody declared goes unnoticed",
        "auth/deployment.py",
        "if not settings.TRUSTED_PROXIES:",
        "if settings.TRUSTED_PROXIES is None:",
        ("tests/test_checks.py", "-k", "count_as_one"),
    ),
    Bug(
        "any text in memcached is a session",
        "auth/rails/stores.py",
        "if key in found and found[key].flags & FLAG_SERIALISED:",
        "if key in found:",
        ("tests/auth/rails/test_stores.py", "-k", "did_not_serialise"),
    ),
    Bug(
        "busy connections to memcached are a 503",
        "auth/rails/stores.py",
        "self._free.acquire(timeout=self._timeout)",
        "self._free.acquire(blocking=False)",
        ("tests/auth/rails/test_stores.py", "-k", "waits_for_a_connection"),
    ),
    Bug(
        "encrypted session id is refused",
        "auth/rails/authenticator.py",
        "session_id = self._from_cookie(cookie)",
        "session_id = self._signed_value(cookie)",
        ("tests/auth/rails/test_stores.py", "-k", "may_be_encrypted"),
    ),
    Bug(
        "second key of a text is dropped",
        "auth/jwt/keys.py",
        "return [match[0] for match in _PEM.finditer(plain)] or [plain]",
        "return [match[0] for match in _PEM.finditer(plain)][:1] or [plain]",
        ("tests/auth/jwt/test_key_texts.py", "-k", "all_keys"),
    ),
    Bug(
        "keys beyond the 64th are dropped in silence",
        "auth/jwt/keys.py",
        "for read in members[:MAX_KEYS]:",
        "for read in members[:64]:",
        ("tests/auth/jwt/test_key_texts.py", "-k", "64th"),
    ),
    Bug(
        "unknown authenticator of a document is the server's fault",
        "auth/named.py",
        "if name not in get_settings().NAMED_AUTH:",
        "if not name:",
        ("tests/gate/test_named_auth.py", "-k", "callers_error"),
    ),
)
