"""What people are told of roles, and who sees the details of health."""

from __future__ import annotations

from tests.planted.bug import Bug

_WHOAMI = "tests/integration/management/test_whoami.py"
_HEALTH = "tests/integration/views/test_health.py"
_TOKEN = "tests/integration/management/test_token.py"
_SENTINELS = "tests/integration/views/test_sentinels.py"

BUGS = (
    Bug(
        "whoami goes on after the first match",
        "matching/explanation.py",
        'reached = name in candidates and not any(role.outcome == "yes" for role in tried)',
        "reached = name in candidates",
        (_WHOAMI, "-k", "first_match_is_not"),
    ),
    Bug(
        "whoami tries roles that the credential does not name",
        "matching/explanation.py",
        "candidates = (only,) if only in choice.roles else choice.roles",
        "candidates = choice.roles",
        (_WHOAMI, "-k", "later_named_role"),
    ),
    Bug(
        "command takes one of two users with an address",
        "auth/users/lookup.py",
        "if len(accounts) == 1:",
        "if accounts:",
        (_WHOAMI, "-k", "two_users"),
    ),
    Bug(
        "token says the role that was wanted",
        "management/commands/graphgate_token.py",
        "role = gate.role_of(identity, request.headers)",
        'role = identity.role or "user"',
        (_TOKEN, "-k", "does_not_match or has_now"),
    ),
    Bug(
        "any signed-in caller sees the details of health once there are roles for it",
        "views/health.py",
        "return identity if roles and _role(request, identity, gate) in roles else None",
        "return identity if roles else None",
        (_HEALTH, "-k", "callers_of_a_role or is_believed"),
    ),
    Bug(
        "health believes a caller whom the database does not confirm",
        "views/health.py",
        " or not confirmed(request, identity, gate.auth):",
        ":",
        (_HEALTH, "-k", "switched_off or another_site or callers_of_a_role"),
    ),
    Bug(
        "anonymous callers see the details of health",
        "views/health.py",
        "if identity.is_anonymous or not (roles or of_django)",
        "if not (roles or of_django)",
        (_HEALTH, "-k", "anonymous_callers"),
    ),
    Bug(
        "inherited rule loses its masks",
        "rules/inherit.py",
        "column_filters=tuple((column, text_of(given)) for column, given in rule.column_filters),",
        "column_filters=(),",
        (_SENTINELS, "-k", "heir"),
    ),
)
