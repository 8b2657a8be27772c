"""Planted bugs: a column against another column of its row."""

from __future__ import annotations

from tests.planted.bug import Bug, answers

SPELLINGS = ("tests/unit/compiler/test_columns_on_the_right.py",)
ROWS = "tests/integration/compiler/test_columns_on_the_right.py"
MASKS = ("tests/integration/rules/test_masks.py", "-k", "some")
FILTERS = "compiler/render/filters.py"

BUGS = (
    Bug(
        "column on the right not checked against the role",
        "ir/visit.py",
        '            for expression in predicate.expressions:\n                yield from _uses_of(expression, owner, "filtered")\n',
        '            yield from _uses_of(predicate.expression, owner, "filtered")\n',
        SPELLINGS,
    ),
    Bug(
        "fence ignores the column on the right",
        FILTERS,
        "for expression in where.expressions)\n",
        "for expression in where.expressions[:1])\n",
        SPELLINGS,
    ),
    Bug(
        "column on the right taken from the outermost row",
        FILTERS,
        "render_expression(value, row, fresh), dialect)",
        "render_expression(value, replace(row, alias=row.dialect.identifier('t0')), fresh), dialect)",
        answers("where/columns_of_a_related_row"),
    ),
    Bug(
        "column on the right not masked",
        "ir/rebuild.py",
        "            value = change(owner, value)\n",
        "            value = predicate.value\n",
        MASKS,
    ),
    Bug(
        "mask of the column on the right not looked into",
        "ir/visit.py",
        "for expression in predicate.expressions for mask in masks_of(expression)",
        "for expression in predicate.expressions[:1] for mask in masks_of(expression)",
        SPELLINGS,
    ),
    Bug(
        "columns of two collations compared as they are",
        FILTERS,
        "return value if here == there else",
        "return value if here[0] == there[0] else",
        (ROWS, "-k", "collation"),
    ),
    Bug(
        "text beside citext compared letter by letter",
        "dialects/postgresql.py",
        'sql("{}::citext", value) if codec == CITEXT else ',
        "",
        (ROWS, "-k", "two_cases"),
    ),
    Bug(
        "null-safe comparison of columns is a plain one",
        FILTERS,
        'if operator in ("distinct", "not_distinct"):\n        holds = dialect.same(column, operand)',
        'if operator in ("distinct", "not_distinct"):\n        holds = dialect.compare("eq", column, operand, codec)',
        (ROWS, "-k", "another_way and day"),
    ),
    Bug(
        "floats compared with other numbers",
        "compiler/plan/between_columns.py",
        'codec.name in ("int", "decimal")',
        'codec.name in ("int", "decimal", "float")',
        SPELLINGS,
    ),
    Bug(
        "value of a JSON column taken for a column's name",
        "compiler/normalise/filters.py",
        "if column.codec == JSON or not isinstance",
        "if not isinstance",
        SPELLINGS,
    ),
)
