"""Who calls, and what answers leave in a browser."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS = (
    Bug(
        "cookie of another app is taken away",
        "auth/chain.py",
        "replace(identity, cookie=authenticator.cookie(request))",
        "replace(identity, cookie=self.authenticators[-1].cookie(request))",
        ("tests/integration/views/test_ended_sessions.py", "-k", "another_app"),
    ),
    Bug(
        "shared caches keep an operation that a header chose",
        "statements/caching.py",
        "by_headers = header_decides or any(",
        "by_headers = any(",
        ("tests/integration/views/test_caching.py", "-k", "name_that_a_header"),
    ),
)
