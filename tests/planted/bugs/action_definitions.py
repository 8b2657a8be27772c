"""Planted bugs: which actions and webhooks there are, and what was frozen of them."""

from __future__ import annotations

from tests.planted.bug import Bug

FREEZE = "tests/integration/actions/test_freeze.py"
SYNC = "tests/integration/actions/test_sync.py"
PROBLEMS = "tests/unit/actions/test_problems.py"
FILE = "tests/unit/actions/test_file.py"

BUGS = (
    Bug(
        "action is public, and for some roles",
        "actions/problems.py",
        "if action.public and (action.auth_name or action.roles):",
        "if action.public and not action.is_guarded:",
        ("tests/unit/actions/test_problems.py", "-k", "contradicts"),
    ),
    Bug(
        "action is for anonymous callers without being public",
        "actions/problems.py",
        "if _ANON in action.roles and not action.auth_name:",
        "if _ANON in action.roles and not action.roles:",
        ("tests/unit/actions/test_problems.py", "-k", "contradicts"),
    ),
    Bug(
        "action with roles that is public is for everybody in the schema",
        "ir/action.py",
        "return role in self.roles if self.roles else self.public",
        "return role in self.roles or self.public",
        ("tests/unit/actions/test_problems.py", "-k", "roles_decide"),
    ),
    Bug(
        "misspelt lock of a callable locks nothing",
        "actions/registry.py",
        "read_callable(definition_json(definition), declared.path)",
        "definition_json(definition)",
        ("tests/unit/actions/test_registry.py", "-k", "could_not_have"),
    ),
    Bug(
        "actions.json that came after the freeze runs in production",
        "actions/definitions.py",
        "if digest(content) != frozen:",
        "if frozen and digest(content) != frozen:",
        (FREEZE, "-k", "came_or_went"),
    ),
    Bug(
        "callable whose guard changed after the freeze runs in production",
        "actions/definitions.py",
        "if _undescribed(content.callables) != _undescribed(callables_of(registered())):",
        "if len(content.callables) != len(registered()):",
        (FREEZE, "-k", "callable_that_is_not_the_frozen_one"),
    ),
    Bug(
        "webhooks are not part of what is frozen",
        "actions/file.py",
        '"webhooks": content.webhooks,',
        '"webhooks": (),',
        (FREEZE, "-k", "webhook_that_is_not_the_frozen_one"),
    ),
    Bug(
        "definitions are written in production",
        "actions/definitions.py",
        'if settings.production():\n        raise ConfigurationError(f"{ACTIONS_FILE} is frozen',
        'if settings.PRODUCTION is None:\n        raise ConfigurationError(f"{ACTIONS_FILE} is frozen',
        (FREEZE, "-k", "production_writes_no"),
    ),
    Bug(
        "action without a guard loads",
        "actions/problems.py",
        "if not action.is_guarded:",
        'if not action.is_guarded and action.source == "callable":',
        (PROBLEMS, "-k", "action_is_refused"),
    ),
    Bug(
        "webhook without a verifier loads in production",
        "actions/problems.py",
        "webhook.options) and around.production:",
        "webhook.options) and around.environment is None:",
        (PROBLEMS, "-k", "without_a_verifier"),
    ),
    Bug(
        "secret is written into the file",
        "actions/problems.py",
        'r"[A-Z_][A-Z0-9_]*"',
        'r"\\w+"',
        (PROBLEMS, "-k", "webhook_is_refused"),
    ),
    Bug(
        "secret that is not set in production is a warning",
        "actions/problems.py",
        '            "error" if around.production else "warning",',
        '            "warning",',
        (PROBLEMS, "-k", "secret_that_is_not_set"),
    ),
    Bug(
        "name of an action may end with a line break",
        "actions/entries.py",
        "not NAME.fullmatch(name)",
        "not NAME.match(name)",
        (FILE, "-k", "other_content"),
    ),
    Bug(
        "action of the file may name any function",
        "actions/entries.py",
        "for key in sorted(entry.keys() - keys):",
        "for key in sorted(entry.keys() - keys - {'path'}):",
        (FILE, "-k", "other_content"),
    ),
    Bug(
        "sync turns an action on that was switched off",
        "publishing/sync_actions.py",
        "defaults=dict(wanted[name])",
        'defaults={**wanted[name], "enabled": True}',
        (SYNC, "-k", "kill_switch"),
    ),
    Bug(
        "freeze keeps quiet about an action that anybody may run",
        "publishing/freeze_actions.py",
        'return ["anybody"]',
        "return []",
        (FREEZE, "-k", "reports_who_may_run_what"),
    ),
    Bug(
        "writers of actions.json overwrite each other",
        "actions/definitions.py",
        "with locked(folder / ACTIONS_FILE):\n        content",
        "with locked(folder / str(id(change))):\n        content",
        (FREEZE, "-k", "writers_at_once"),
    ),
    Bug(
        "validators look at the first item of a list only",
        "actions/signature.py",
        "for item in items if item is not None]",
        "for item in items[:1] if item is not None]",
        ("tests/unit/actions/test_signature.py", "-k", "validators_are_called"),
    ),
)
