"""Planted bugs: columns that a filter of a rule masks."""

from __future__ import annotations

from tests.planted.bug import Bug

APPLY = "rules/apply.py"
EFFECTIVE = "rules/effective.py"
REBUILD = "ir/rebuild.py"
MASKS = ("tests/integration/rules/test_masks.py",)
HOSTILE = "tests/integration/rules/test_hostile_masks.py"
UNIT = ("tests/unit/rules/test_masks.py",)

BUGS = (
    Bug(
        "masked column shown",
        REBUILD,
        "expression=changes.value(field.expression),",
        "",
        MASKS,
    ),
    Bug(
        "masked column compared",
        APPLY,
        "masked = map_expressions(where, table, lambda owner, value: _masked(owner, value, rules))",
        "masked = map_expressions(where, table, lambda _, value: value)",
        MASKS,
    ),
    Bug(
        "masked column of a related row compared",
        REBUILD,
        "inner = map_predicates(where.where, change, where.target.name)",
        "inner = map_predicates(where.where, change, table)",
        MASKS,
    ),
    Bug(
        "masked column ordered by",
        APPLY,
        "expression=_masked(owner, key.expression, rules)",
        "expression=key.expression",
        MASKS,
    ),
    Bug(
        "masked column of a related row ordered by",
        APPLY,
        "owner = steps[-1].target.name if steps else table",
        "owner = table",
        MASKS,
    ),
    Bug(
        "masked column made distinct by",
        APPLY,
        "distinct=tuple(_masked(table, expression, rules) for expression in field.distinct),",
        "",
        MASKS,
    ),
    Bug(
        "mask of a parent does not reach its child models",
        EFFECTIVE,
        "masks=_both(inherited, rule.masks, columns),",
        "masks=rule.masks,",
        (HOSTILE, "-k", "parent"),
    ),
    Bug(
        "mask of a table does not reach its second name",
        EFFECTIVE,
        "masks=_both(real.masks, rule.masks, columns),",
        "masks=rule.masks,",
        (HOSTILE, "-k", "second_name"),
    ),
    Bug(
        "mask holds without the fact that it needs",
        EFFECTIVE,
        "{name: with_facts(mask) for name, mask in rule.masks.items()}",
        "dict(rule.masks)",
        (HOSTILE, "-k", "without_the_fact"),
    ),
    Bug(
        "masked column is never null",
        APPLY,
        "replace(column, nullable=True, masked=True) if key in rule.masks else column",
        "column",
        UNIT,
    ),
    Bug(
        "masked value taken for a column, whose comparison may look at any row",
        "ir/masked.py",
        "    @property\n    def key_codec",
        "    @property\n    def plain_column(self) -> Column | None:\n        return self.expression.plain_column\n\n"
        "    @property\n    def key_codec",
        (HOSTILE, "-k", "outside_the_fence"),
    ),
    Bug(
        "masked value has no collation on SQLite",
        "dialects/sqlite.py",
        "if collation else masked",
        "if not masked else masked",
        (HOSTILE, "-k", "collation"),
    ),
    Bug(
        "one of two filters of a column is forgotten",
        "compiler/plan/role_rules.py",
        "masks[name] = all_of(masks.get(name, TRUE), where)",
        "masks[name] = where",
        UNIT,
    ),
    Bug(
        "unsafe condition with an alternative that always holds is a syntax error",
        "compiler/render/filters.py",
        "if not inside:  #",
        "if inside is None:  #",
        MASKS,
    ),
    Bug(
        "primary key can be masked",
        "compiler/plan/role_rules.py",
        "if name in table.primary_key:",
        "if name in ():",
        UNIT,
    ),
)
