"""Planted bugs: the data of mutations."""

from __future__ import annotations

from tests.planted.bug import Bug

DATA = "tests/unit/execution/writes/test_data.py"
RELATED = "tests/unit/execution/writes/test_related_data.py"
NARROWED = "tests/unit/execution/writes/test_narrowed_rows.py"
PRESETS = "tests/unit/execution/writes/test_presets.py"
CLEANING = "tests/unit/execution/writes/test_cleaning.py"
ERRORS = "tests/integration/execution/writes/test_errors.py"

BUGS = (
    Bug(
        "unknown keys of data dropped",
        "execution/writes/data.py",
        "                self._problems.unknown((*path, key), name)\n        row.given",
        "                pass\n        row.given",
        (DATA,),
    ),
    Bug(
        "data may give what a preset gives",
        "execution/writes/data.py",
        "for name, codec in shape.columns.items() if name not in preset",
        "for name, codec in shape.columns.items()",
        (RELATED, "-k", "preset"),
    ),
    Bug(
        "a relation gives what a preset gives",
        "execution/writes/data.py",
        "if column_of(shape, relation) not in preset",
        "if relation.name not in preset",
        (RELATED, "-k", "preset"),
    ),
    Bug(
        "presets before the data",
        "execution/writes/values.py",
        "row.values.update(copy.deepcopy(self._of(row.shape)))",
        "row.values = copy.deepcopy(self._of(row.shape))",
        (PRESETS,),
    ),
    Bug(
        "preset of the user's id is NULL for nobody",
        "execution/writes/values.py",
        'preset.source == "caller" and self._facts.identity.is_anonymous',
        'preset.source == "nobody" and self._facts.identity.is_anonymous',
        (PRESETS,),
    ),
    Bug(
        "row named without a column that has an absent variable",
        "execution/writes/named_rows.py",
        'nodes.problems.wrong(place, name, "a value is required")\n        elif conditions',
        "pass\n        elif conditions",
        (RELATED, "-k", "absent"),
    ),
    Bug(
        "rows of data not counted below the first level",
        "execution/writes/data.py",
        "self._count(1)",
        "self._count(1 if depth == 1 else 0)",
        (DATA, "-k", "rows"),
    ),
    Bug(
        "depth of data not bounded",
        "execution/writes/data.py",
        "if depth > self._reader.limits.depth:",
        "if depth > 500:",
        (DATA, "-k", "deeply"),
    ),
    Bug(
        "a nested where without its value means every row",
        "execution/writes/named_rows.py",
        """(*path, key)
        if (operator := COMPARISONS.get(key)) is None:
            nodes.problems.wrong(place, name, f"one of {', '.join(COMPARISONS)} is expected")
        elif value is ABSENT:  # without it, more rows would be meant
            nodes.problems.wrong(place, name, "a value is required")""",
        """(*path, key)
        if (operator := COMPARISONS.get(key)) is None:
            nodes.problems.wrong(place, name, f"one of {', '.join(COMPARISONS)} is expected")
        elif value is ABSENT:
            pass""",
        (NARROWED,),
    ),
    Bug(
        "connect compares",
        "execution/writes/named_rows.py",
        "elif conditions is not None and is_object(value):",
        "elif is_object(value):",
        (NARROWED,),
    ),
    Bug(
        "values of data not validated",
        "execution/writes/fields.py",
        "return field.clean(value, instance() if _needs_instance(field) else None)",
        "return field.to_python(value)",
        (CLEANING,),
    ),
    Bug(
        "foreign keys of data not validated",
        "execution/writes/fields.py",
        "Field.validate(field, value, None)",
        "pass",
        (CLEANING, "-k", "office_id"),
    ),
    Bug(
        "nested data not validated",
        "execution/writes/cleaning.py",
        "for other in related.rows:",
        "for other in related.rows[:0]:",
        (CLEANING, "-k", "parent"),
    ),
    Bug(
        "required column that the role has no name for is named",
        "execution/writes/cleaning.py",
        "if column in shape.columns or column in relations:",
        "if column:",
        (CLEANING, "-k", "no_name"),
    ),
    Bug(
        "errors of the database name columns that the role has no name for",
        "execution/writes/errors.py",
        "or not (self._names is None or {name, column} & {*self._names})",
        "or False",
        (ERRORS, "-k", "no_name"),
    ),
    Bug(
        "message of values that are taken names fields that the role has no name for",
        "execution/writes/errors.py",
        "if not places.has(*names):",
        "if not names:",
        (ERRORS, "-k", "no_name"),
    ),
    Bug(
        "text of a trigger shown in production",
        "execution/writes/errors.py",
        "if violation.message and not get_settings().production() else",
        "if violation.message else",
        (ERRORS, "-k", "trigger"),
    ),
    Bug(
        "what row-level security refuses is an error of the server",
        "execution/drivers/postgresql_errors.py",
        '    "42501": Reason.PERMISSION,\n',
        "",
        (ERRORS, "-k", "row_level"),
    ),
    Bug(
        "what a database refuses is forgotten in production",
        "execution/connection.py",
        "raised.violation = driver.violation(error.__cause__)",
        "pass",
        (ERRORS, "-k", "statement_of_the_gate"),
    ),
    Bug(
        "nested row says that it hangs on another row",
        "execution/writes/data.py",
        "self._check_links(row.shape, related, variable)",
        "pass",
        (RELATED, "-k", "hangs"),
    ),
    Bug(
        "a nested where does not compare",
        "execution/writes/relations.py",
        "                rows = meeting(rows, related.conditions)\n",
        "",
        ("tests/golden/test_mutations.py", "-k", "nested_update"),
    ),
)
