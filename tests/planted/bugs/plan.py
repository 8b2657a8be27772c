"""Planted bugs: values, sources and programs of plans."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS = (
    Bug(
        "what is computed compared for any row",
        "compiler/render/expressions.py",
        "return column is not None and dialect.may_see_any_row(operator, column)",
        "return column is None or dialect.may_see_any_row(operator, column)",
        ("tests/integration/compiler/test_new_nodes.py", "-k", "looks_at_a_hidden_row"),
    ),
    Bug(
        "columns of a connection's rows not seen in the plan",
        "ir/visit.py",
        "        for field in row_fields(select):\n            for expression in",
        "        for field in select.fields:\n            for expression in",
        ("tests/golden/test_visited.py", "-k", "connections"),
    ),
    Bug(
        "filter over the row around a field not seen in the plan",
        "ir/visit.py",
        "            if condition.row is not None:\n                yield table, condition.row",
        "            yield from ()",
        ("tests/golden/test_visited.py", "-k", "include_if"),
    ),
    Bug(
        "columns that are distinct not seen in the plan",
        "ir/visit.py",
        "        for expression in select.distinct:",
        "        for expression in select.distinct[:0]:",
        ("tests/golden/test_visited.py",),
    ),
    Bug(
        "array of keys that leads back as it leads there",
        "compiler/render/filters.py",
        'dialect.is_among(there, here) if hop.array == "here" else dialect.is_among(here, there)',
        "dialect.is_among(there, here)",
        ("tests/integration/gate/test_array_relations.py", "-k", "whose_keys"),
    ),
)
