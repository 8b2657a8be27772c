"""Planted bugs: actions as root fields of the schema."""

from __future__ import annotations

from tests.planted.bug import Bug

FIELDS = "tests/integration/gate/test_action_fields.py"
REFUSALS = "tests/integration/gate/test_action_field_refusals.py"
FROZEN = "tests/integration/gate/test_frozen_action_fields.py"
PLANS = "tests/unit/compiler/test_action_fields.py"

BUGS = (
    Bug(
        "field that returns too late is committed",
        "execution/writes/calls.py",
        "if time.monotonic() > end:",
        "if time.monotonic() > end + 60:",
        ("tests/integration/gate/test_action_field_refusals.py", "-k", "late"),
    ),
    Bug(
        "every role sees every action",
        "rules/apply.py",
        "        if action.admits(role):",
        "        if action.public or role:",
        (PLANS, REFUSALS, "-k", "role"),
    ),
    Bug(
        "an action's object shows members of tables that the role may not read",
        "rules/apply.py",
        "        return None if table is None or table.blocked or table.write_only else returns",
        "        return returns",
        (PLANS,),
    ),
    Bug(
        "a plan's call is not asked whether the role may run it",
        "execution/writes/calls.py",
        "definition is None or definition.auth_name or not definition.admits(role)",
        "definition is None",
        (FROZEN, "-k", "may_not_run"),
    ),
    Bug(
        "the kill switch of an action is not looked at by fields",
        "execution/writes/calls.py",
        "                if definition.name in switched_off:",
        "                if definition.name in switched_off and not definition.field:",
        (FIELDS, FROZEN, "-k", "switch"),
    ),
    Bug(
        "what an action wrote before it failed is committed",
        "execution/writes/calls.py",
        "        if transaction.get_rollback(using=self.alias):",
        "        if False:",
        (REFUSALS, "-k", "rolled_back"),
    ),
    Bug(
        "an action's exception leaves with its text",
        "execution/writes/calls.py",
        "        except Exception as error:\n            raise _failed() from error",
        "        except Exception as error:\n            raise ActionRefused(str(error)) from error",
        (REFUSALS, "-k", "what_fails"),
    ),
    Bug(
        "a mutation with a call is tried again through the models",
        "execution/writes/program.py",
        "                run = start(models_only=True, calls=calls)",
        "                run = start(calls=calls)",
        (FIELDS, "-k", "beside"),
    ),
    Bug(
        "a query that calls an action may write",
        "execution/writes/transaction.py",
        "transaction.atomic(using=alias), driver.read_only(connection)",
        "transaction.atomic(using=alias)",
        (REFUSALS, "-k", "query_writes"),
    ),
    Bug(
        "a changed signature fits the old lock",
        "ir/catalog.py",
        "        for name, action in sorted(self.actions.items()):",
        "        for name, action in sorted(self.actions.items())[:0]:",
        (PLANS, "-k", "fingerprint"),
    ),
    Bug(
        "returned rows pass the limit of the rule",
        "compiler/plan/calls.py",
        "                single=not returns.many,\n",
        "                single=not returns.many,\n                capped=False,\n",
        (FIELDS, "-k", "limit_of_the_rule"),
    ),
    Bug(
        "calls write as many rows as they like",
        "execution/writes/calls.py",
        "            budget.count_unruled(affected)\n",
        "",
        (REFUSALS, "-k", "no_more_rows"),
    ),
    Bug(
        "actions for callers of an authenticator are in the schema",
        "catalog/actions.py",
        "action.is_guarded and not action.auth_name and not runs_elsewhere",
        "action.is_guarded and not runs_elsewhere",
        ("tests/unit/catalog/test_action_fields.py",),
    ),
    Bug(
        "a row that is not saved is returned as one with the key NULL",
        "execution/writes/returned.py",
        "    if any(part is None for part in values):",
        "    if False:",
        ("tests/integration/execution/writes/test_returned.py", "-k", "keys"),
    ),
    Bug(
        "rules do not hold inside of returned objects",
        "ir/rebuild.py",
        "        inner = map_fields(field.fields, changes)",
        "        inner = map_fields(field.fields, changes) if isinstance(field, ConnectionLevel) else field.fields",
        (FIELDS, "-k", "lists_of_objects"),
    ),
    Bug(
        "what is read inside of returned objects is not seen",
        "ir/visit.py",
        "    if isinstance(field, ConnectionLevel | Returned):\n        return field.fields",
        "    if isinstance(field, Returned):\n        return None\n"
        "    if isinstance(field, ConnectionLevel):\n        return field.fields",
        (PLANS, "-k", "is_known"),
    ),
)
