"""Planted bugs: operators."""

from __future__ import annotations

from tests.planted.bug import Bug, answers

BUGS = (
    Bug(
        "alternatives of one column taken apart",
        "compiler/normalise/filters.py",
        "            fields = _apart([(field, self._entry(field, table))])\n"
        "            items.append(ObjectValueNode(fields=fields, loc=field.loc))\n",
        "            fields = _apart([(field, self._entry(field, table))])\n"
        "            items.extend(ObjectValueNode(fields=(each,), loc=field.loc) for each in fields)\n",
        answers("terse/several_connectives"),
    ),
    Bug(
        "true is 1 in JSON on SQLite",
        "dialects/sqlite_json.py",
        "    if type(left) is not type(right):\n",
        "    if isinstance(left, list | dict) is not isinstance(right, list | dict):\n",
        ("tests/integration/dialects/test_sqlite_json.py",),
    ),
    Bug(
        "number too small for SQLite is 0",
        "dialects/sqlite_values.py",
        "return number if number or not value else math.copysign(_SMALLEST, value)",
        "return number",
        ("tests/integration/compiler/test_hostile_values.py", "-k", "exact"),
    ),
    Bug(
        "name in a document read as a text",
        "compiler/plan/values.py",
        "    if isinstance(node, StringValueNode | BooleanValueNode):\n",
        '    if hasattr(node, "value"):\n',
        ("tests/integration/compiler/test_hostile_values.py", "-k", "blob"),
    ),
    Bug(
        "refusal in words of the whole catalogue",
        "statements/role_views.py",
        "operation = read_operation(text, name, catalog=view.catalog, limits=self.limits)",
        "operation = read_operation(text, name, catalog=get_catalog(), limits=self.limits)",
        ("tests/integration/gate/test_hidden_names.py", "-k", "distinguished_from"),
    ),
)
