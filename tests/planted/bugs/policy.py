"""A policy that is passed by."""

from __future__ import annotations

from tests.planted.bug import Bug

TOUCHED, POLICY = "exposure/touched.py", "exposure/policy.py"
UNIT, HOLES = "tests/unit/exposure/test_policy.py", "tests/integration/exposure/test_policy_holes.py"

BYTES = "tests/integration/exposure/test_proof_and_bytes.py"

BUGS = (
    Bug(
        "the exposure forgets the levels of connections",
        "ir/places.py",
        "yield from places_of(inner_fields(field) or (), table, here)",
        "yield from ()",
        (BYTES,),
    ),
    Bug(
        "the exposure shows what orders rows",
        "ir/places.py",
        'table, "ordered", below(',
        'table, "shown", below(',
        (BYTES,),
    ),
    Bug(
        "the policy forgets columns that a field is computed from",
        TOUCHED,
        "columns=revealed_by(field) if entry.how",
        "columns=own if entry.how",
        (UNIT,),
    ),
    Bug(
        "the policy trusts views that nobody describes",
        TOUCHED,
        "if maybe_view(model) and entry.model not in policy.allow_unknown:",
        "if maybe_view(model) and entry.model in policy.views:",
        (UNIT, HOLES),
    ),
    Bug(
        "the policy trusts what nobody can tell",
        POLICY,
        "if what.unknown and binding:",
        "if what.unknown and not binding:",
        (UNIT,),
    ),
    Bug(
        "the policy looks at an action's columns as at what is written",
        POLICY,
        'not rule.how.isdisjoint({"shown", "returned"})',
        'rule.how >= {"filtered"}',
        (UNIT,),
    ),
    Bug(
        "a filter of the policy holds for an action's SQL",
        "exposure/policy_filters.py",
        'or entry.how.endswith("_by_action"):',
        "or not entry.table:",
        (UNIT,),
    ),
    Bug(
        "a filter of the policy holds for rows that a delete of others takes along",
        "exposure/policy_filters.py",
        "if holding or table.db_table in rule.tables:",
        "if True:",
        (UNIT,),
    ),
    Bug(
        "the freeze takes no notice of the policy",
        "management/commands/graphgate_freeze.py",
        "if frozen.problems or not os.path.lexists(path):",
        "if frozen.problems or os.path.lexists(path):",
        (HOLES, "-k", "freeze"),
    ),
)
