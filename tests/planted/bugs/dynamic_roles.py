"""Roles that the caller's row gives: guessed, verified, learned."""

from __future__ import annotations

from tests.planted.bug import Bug

_DYNAMIC = "tests/integration/gate/test_dynamic_roles.py"
_REFUSALS = "tests/integration/gate/test_guessed_refusals.py"

BUGS = (
    Bug(
        "guard takes the role as it was assumed",
        "execution/guard.py",
        'role = parameter(fact("role")) if roles is None else roles.sql',
        'role = parameter(fact("role"))',
        (_DYNAMIC, "-k", "guessed_once"),
    ),
    Bug(
        "role is remembered where nothing verifies it",
        "statements/caller_roles.py",
        "            return USER, None\n",
        "            return self._seen.get(_key(identity)) or USER, None\n",
        (_DYNAMIC, "-k", "nothing_verifies"),
    ),
    Bug(
        "roles remembered for all callers of an authenticator",
        "statements/caller_roles.py",
        "return identity.user_id, identity.user_id_provider, identity.authenticator",
        "return identity.authenticator",
        (_DYNAMIC, "-k", "does_not_slow_another"),
    ),
    Bug(
        "learned role is forgotten",
        "statements/caller_roles.py",
        "        self._seen.put(_key(identity), role)\n",
        "        del identity, role\n",
        (_DYNAMIC, "-k", "guessed_once"),
    ),
    Bug(
        "refusal of a guess is final",
        "gate.py",
        "                if call.was_sent or not self._is_corrected(call, call.verify()):\n",
        "                if True:\n",
        (_DYNAMIC, "-k", "refuses"),
    ),
    Bug(
        "broken role that is guessed refuses whoever has another",
        "gate.py",
        "_OF_RULES = (Forbidden, AuthenticationRequired, DocumentInvalid, LimitExceeded, ConfigurationError)\n",
        "_OF_RULES = (Forbidden, AuthenticationRequired, DocumentInvalid, LimitExceeded)\n",
        (_REFUSALS, "-k", "broken_role"),
    ),
    Bug(
        "refusal of the database is asked about in a broken transaction",
        "gate.py",
        "                if call.was_sent or not self._is_corrected(call, call.verify()):\n",
        "                if not self._is_corrected(call, call.verify()):\n",
        ("tests/integration/gate/test_limits.py", "-k", "nesting_is and sqlite"),
    ),
    Bug(
        "limit of a role that is guessed refuses whoever has another",
        "gate.py",
        "_OF_RULES = (Forbidden, AuthenticationRequired, DocumentInvalid, LimitExceeded, ConfigurationError)\n",
        "_OF_RULES = (Forbidden, AuthenticationRequired, DocumentInvalid, ConfigurationError)\n",
        (_REFUSALS, "-k", "limit_of"),
    ),
    Bug(
        "caller without an id names a role of users",
        "statements/caller_roles.py",
        "        if role == USER and identity.user_id is None:\n",
        "        if False:\n",
        (_DYNAMIC, "-k", "is_nobody"),
    ),
    Bug(
        "named role need not match",
        "statements/caller_roles.py",
        "if not (self.settings.ROLE_MUST_MATCH and identity.role_from_request):",
        "if True:",
        (_DYNAMIC, "-k", "named_role"),
    ),
    Bug(
        "named role gives way to the one that matches",
        "statements/caller.py",
        "        if self.identity.role is not None:\n",
        "        if False:\n",
        (_DYNAMIC, "-k", "named_role"),
    ),
    Bug(
        "signed-in caller without a row runs what anon may not",
        "gate.py",
        "nobody = identity.is_anonymous or role == ANON",
        "nobody = identity.is_anonymous",
        (_DYNAMIC, "-k", "development"),
    ),
    Bug(
        "schema is shown to a role that was only assumed",
        "gate.py",
        "return None if self._is_corrected(call, call.verify()) else self._introspected(call)",
        "return self._introspected(call)",
        (_DYNAMIC, "-k", "development"),
    ),
    Bug(
        "errors are worded for a role that was only assumed",
        "gate.py",
        "role = self.role_of(identity, request.headers)",
        "role = self.roles.assume(identity, self.access.current(state_alias()), state_alias())[0]",
        (_DYNAMIC, "-k", "development"),
    ),
    Bug(
        "role of another database's text is not verified",
        "statements/call.py",
        "if (verified.version, verified.role) != (version, self.role):",
        "if verified.version != version:",
        (_DYNAMIC, "-k", "where_the_rules_are"),
    ),
)
