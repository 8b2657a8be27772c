"""Planted bugs: what surrounds a mutation."""

from __future__ import annotations

from tests.planted.bug import Bug

_KEYS = "tests/integration/execution/writes/test_idempotency.py"
_REQUESTS = "tests/integration/gate/test_mutation_requests.py"
_VARIABLES = "tests/integration/execution/writes/test_session_variables.py"

BUGS = (
    Bug(
        "Idempotency-Key is shared by users",
        "execution/writes/idempotency.py",
        "identity.user_id_provider, identity.user_id, service]",
        "identity.user_id_provider, service]",
        (_KEYS, "-k", "callers_share_a_key"),
    ),
    Bug(
        "Idempotency-Key of another role's request",
        "execution/writes/idempotency.py",
        "[operation, facts.role, variables,",
        "[operation, variables,",
        (_KEYS, "-k", "other_request"),
    ),
    Bug(
        "Idempotency-Key of an anonymous caller",
        "execution/writes/idempotency.py",
        "if identity.is_anonymous:",
        "if identity.is_anonymous and identity.role is None:",
        (_KEYS, "-k", "anonymous"),
    ),
    Bug(
        "second request under a key runs while the first does",
        "execution/writes/idempotency.py",
        "excluded.created_at RETURNING",
        "excluded.expires_at RETURNING",
        (_KEYS, "-k", "runs_twice or beside_the_first"),
    ),
    Bug(
        "kept answer of other rules is given",
        "execution/writes/idempotency.py",
        "if statement != keyed.statement:",
        "if statement is None:",
        (_KEYS, "-k", "rules_of_today"),
    ),
    Bug(
        "session variable outlives its transaction",
        "execution/drivers/postgresql.py",
        "set_config(name, value, true) FROM old",
        "set_config(name, value, false) FROM old",
        (_VARIABLES, "-k", "missing_or_stays"),
    ),
    Bug(
        "session variable stays in the project's transaction",
        "execution/writes/transaction.py",
        "if not outermost and not connection.needs_rollback:  #",
        "if outermost and not connection.needs_rollback:  #",
        (_VARIABLES, "-k", "of_the_project"),
    ),
    Bug(
        "claim poses as the user in a session variable",
        "execution/writes/session_variables.py",
        """        **identity.variables,
        "user_id": identity.user_id,""",
        """        "user_id": identity.user_id,
        **identity.variables,""",
        (_VARIABLES, "-k", "claim_replaces"),
    ),
    Bug(
        "anybody may ask for a dry run",
        "gate.py",
        "if call.request.dry_run and role not in",
        "if call.request.dry_run and role in",
        (_REQUESTS, "-k", "dry_run"),
    ),
    Bug(
        "dry run takes its Idempotency-Key",
        "execution/writes/program.py",
        "None if request.dry_run or self.plan.reads else request.idempotency_key",
        "request.idempotency_key",
        (_REQUESTS, "-k", "needs_no_permission"),
    ),
    Bug(
        "kept answer is given before the guard",
        "execution/writes/program.py",
        "        refusal = self.refused_by_guard()\n        if refusal is not None:\n            return refusal\n        stored",
        "        stored",
        (_REQUESTS, "-k", "outlives"),
    ),
)
