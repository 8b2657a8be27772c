"""Planted bugs: what the pages of roles and rules save, and whom they let."""

from __future__ import annotations

from tests.planted.bug import Bug

RULES = "tests/integration/admin/test_rules.py"
ROLES = "tests/integration/admin/test_roles.py"
IMPACT = "tests/integration/admin/test_impact.py"
HOLDERS = "tests/integration/admin/test_holders.py"
NAMED = "tests/integration/admin/test_named_filters.py"

BUGS = (
    Bug(
        "a filter that is not understood is saved",
        "admin/rule_form.py",
        "            if (problem := filter_problem(item, self.table))\n",
        "            if (problem := filter_problem(item, self.table)) and several\n",
        (RULES,),
    ),
    Bug(
        "ticks count where all columns but secret ones are meant",
        "admin/rule_values.py",
        'return ["*", *(self._item(name) for name in listed)] if listed else None',
        'return ["*", *(self._item(name) for name in listed)]',
        (RULES,),
    ),
    Bug(
        "an empty list of ticks means all columns",
        "admin/rule_values.py",
        "            return [self._item(name) for name in names]\n",
        "            return [self._item(name) for name in names] or None\n",
        (RULES,),
    ),
    Bug(
        "the condition of a column that is not ticked is lost",
        "admin/rule_fields.py",
        "        if lost:\n",
        "        if lost and value.plain:\n",
        (RULES,),
    ),
    Bug(
        "the second of two people overwrites what the first has saved",
        "admin/editing.py",
        "cleaned.get(SEEN) != self.state",
        "not cleaned.get(SEEN)",
        (RULES, ROLES, NAMED),
    ),
    Bug(
        "a rule is not locked while it is compared",
        "admin/rules.py",
        "TableRule._default_manager.select_for_update().filter(pk=rule.pk)",
        "TableRule._default_manager.filter(pk=rule.pk)",
        (RULES,),
    ),
    Bug(
        "the page of a masked column takes any filter",
        "admin/rule_form.py",
        "return filter_problem(condition, self.table) or rule_problem(self.table, columns=mask)",
        'return ""',
        (RULES,),
    ),
    Bug(
        "a filter that no database can store is a server error",
        "admin/rule_fields.py",
        "    if not all(map(is_storable, filters)):\n",
        "    if False:\n",
        (RULES, NAMED),
    ),
    Bug(
        "a line of the wildcard rule without a column is saved",
        "admin/rule_fields.py",
        """if any(not item["if_column"] or item["filter"] == "" for item in value):""",
        """if any(item["filter"] == "" for item in value):""",
        ("tests/integration/admin/test_wildcard_rules.py",),
    ),
    Bug(
        "what stops operations is saved before it is confirmed",
        "admin/confirm.py",
        "        transaction.set_rollback(True, using=router.db_for_write(Role))\n",
        "        pass\n",
        (IMPACT,),
    ),
    Bug(
        "any confirmation confirms everything",
        "admin/confirm.py",
        "request.POST.get(_CONFIRMED) == impact.digest()",
        "request.POST.get(_CONFIRMED)",
        (IMPACT,),
    ),
    Bug(
        "roles that inherit a changed rule are not looked at",
        "admin/impact.py",
        "role.fingerprint() == other.fingerprint()",
        "(role.fingerprint() == other.fingerprint() or bool(role.extends))",
        (IMPACT,),
    ),
    Bug(
        "who may view roles moves them",
        "admin/roles.py",
        "        if not self.has_change_permission(request, role):\n",
        "        if not self.has_view_permission(request, role):\n",
        (ROLES,),
    ),
    Bug(
        "a copy shows rules to those who may not view them",
        "admin/roles.py",
        "            and rules.has_view_permission(request)\n",
        "",
        (ROLES,),
    ),
    Bug(
        "a copy has the match of its original",
        "admin/copying.py",
        "        copy.extends_id = role.extends_id\n",
        "        copy.extends_id, copy.match = role.extends_id, role.match\n",
        (ROLES,),
    ),
    Bug(
        "a role extends itself by way of another",
        "admin/roles.py",
        "            circle = [parent, *ancestors(parent)]\n",
        "            circle = [parent]\n",
        (ROLES,),
    ),
    Bug(
        "a match that is not understood is saved",
        "admin/roles.py",
        '            raise ValidationError(f"{error.message} {error.hint}".strip()) from error\n',
        "            return match\n",
        (ROLES,),
    ),
    Bug(
        "names of users are shown to those who may not view users",
        "admin/roles.py",
        'request.user.has_perm(f"{users.app_label}.view_{users.model_name}")',
        "request.user.is_staff",
        (HOLDERS,),
    ),
    Bug(
        "a named filter that rules use is deleted",
        "admin/named_filters.py",
        "[*protected, *(f\"{rule.role}: {rule}\" for rule in users)]",
        "protected",
        (NAMED,),
    ),
    Bug(
        "a named filter is checked on one of its tables only",
        "admin/named_filters.py",
        "        for table in sorted(used):\n",
        "        for table in sorted(used)[-1:]:\n",
        (NAMED,),
    ),
)
