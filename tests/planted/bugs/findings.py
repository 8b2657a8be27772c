"""Planted bugs: findings."""

from __future__ import annotations

from tests.planted.bug import Bug

RULES = "tests/integration/findings/test_rules.py"
COMMAND = "tests/integration/findings/test_command.py"

BUGS = (
    Bug(
        "columns about people opened without a finding",
        "findings/role_rules.py",
        "personal = sorted(name for name in unnamed if looks_personal(name))",
        "personal = sorted(name for name in unnamed if rule.columns and looks_personal(name))",
        (RULES, "-k", "F004"),
    ),
    Bug(
        "operation that is open without a directive is no finding",
        "findings/reach.py",
        "or (not required and not listed_access(operation.document))",
        "",
        (RULES, "-k", "F002"),
    ),
    Bug(
        "page of findings for everybody who is staff",
        "admin/findings.py",
        "if not role_admin.has_view_permission(request):",
        "if not request.user.is_staff:",
        (COMMAND, "-k", "page_is_for_others"),
    ),
    Bug(
        "findings never fail",
        "management/commands/graphgate_findings.py",
        "sys.exit(1)",
        "return",
        (COMMAND, "-k", "status"),
    ),
    Bug(
        "data give a preset column in another action without a finding",
        "findings/write_rules.py",
        "rule.presets.keys() & given.columns",
        "rule.presets.keys() & given.presets.keys()",
        (RULES, "-k", "F033"),
    ),
)
