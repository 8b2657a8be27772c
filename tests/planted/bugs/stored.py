"""Planted bugs: columns that store something else than their fields say."""

from __future__ import annotations

from tests.planted.bug import Bug

TYPES = "tests/integration/stored/test_postgresql_types.py"
CLASSES = "tests/integration/stored/test_sqlite_classes.py"
GATE = "tests/integration/stored/test_gate.py"

BUGS = (
    Bug(
        "half of a pair of surrogates behind a backslash taken for a whole one",
        "dialects/stored_types.py",
        r"replace({0}::text, '\\', '.')",
        "{0}::text",
        (TYPES, "-k", "filter_fails and JSON"),
    ),
    Bug(
        "text in a JSON column's place written as it stands",
        "dialects/postgresql_forms.py",
        '"json": "{0}::jsonb::text",',
        '"json": "{0}::text",',
        (GATE, "-k", "types_changed_since"),
    ),
    Bug(
        "real types of columns not looked at",
        "statements/fitting.py",
        "self._fitted = fit_catalog(get_catalog()).checked()",
        "self._fitted = Fitted(get_catalog())",
        (GATE, "-k", "enum_under_text"),
    ),
    Bug(
        "frozen statement run over a column of another type",
        "statements/frozen_statements.py",
        "return statement if self._reads_what_is_there(statement) else None",
        "return statement",
        (GATE, "-k", "enum_under_text"),
    ),
    Bug(
        "stored text taken for JSON unread",
        "ir/field_errors.py",
        "        json.loads(text, parse_constant=refuse_constant)\n",
        "",
        (GATE, "-k", "forges_a_row"),
    ),
    Bug(
        "citext compared as text",
        "dialects/stored_types.py",
        'return Cast(codec=CITEXT) if stored == "citext" and name == "text" else Cast("{0}::text")',
        'return Cast("{0}::text")',
        (GATE, "-k", "citext"),
    ),
    Bug(
        "number of 64 bits written as one of 32",
        "dialects/postgresql.py",
        "if cast.key_codec:",
        "if False:",
        (TYPES, "-k", "another_form and int"),
    ),
    Bug(
        "misfit becomes null without a word",
        "dialects/postgresql.py",
        'fault = sql("WHEN {} IS NULL THEN \'null\'", plain), self.fault("t")',
        "fault = sql(\"WHEN {} IS NULL THEN 'null'\", plain), raw(\"'null'\")",
        (TYPES, "-k", "another_form and uuid"),
    ),
    Bug(
        "key of a primary key's column may be missing",
        "catalog/stored.py",
        "if column.plain and not table.keys[name].nullable:",
        "if False:",
        (GATE, "-k", "key_without_a_value"),
    ),
    Bug(
        "type of its own passed over",
        "column_checks.py",
        '("db_type", "rel_db_type", "db_type_parameters")',
        '("rel_db_type",)',
        (GATE, "-k", "type_of_its_own"),
    ),
    Bug(
        "text that is no UTF-8 ends the answer",
        "execution/drivers/sqlite.py",
        "else mark_broken_texts(value)\n",
        "else value.decode().encode()\n",
        (CLASSES, "-k", "broken_text"),
    ),
    Bug(
        "text handed to a function as it is",
        "dialects/sqlite.py",
        '"uuid": "gg_uuid(CAST({} AS BLOB))",',
        '"uuid": "gg_uuid({})",',
        (CLASSES, "-k", "another_form and uuid"),
    ),
    Bug(
        "NaN taken for a decimal number",
        "dialects/sqlite_functions.py",
        "if text is None or not _NUMBER.fullmatch(text):",
        "if text is None:",
        (CLASSES, "-k", "another_form and decimal"),
    ),
    Bug(
        "day that the calendar does not have written as one",
        "dialects/sqlite_functions.py",
        "            dt.date.fromisoformat(match[1])\n",
        "",
        (CLASSES, "-k", "another_form and datetime"),
    ),
    Bug(
        "JSON trusted beyond a NUL",
        "dialects/sqlite.py",
        "json_valid({0}) AND instr({0}, char(0)) = 0",
        "json_valid({0})",
        (CLASSES, "-k", "another_form and json"),
    ),
    Bug(
        "moments of SQLite always taken for UTC",
        "execution/connection.py",
        ".in_zone(zone_of(connection))",
        "",
        ("tests/integration/stored/test_time_zones.py", "-k", "sqlite and Berlin"),
    ),
    Bug(
        "offset in an answer without time zones",
        "dialects/postgresql_forms.py",
        '"datetime_naive": "to_json({0}::timestamp)::text",\n    "duration"',
        '"datetime_naive": "to_json({0})::text",\n    "duration"',
        ("tests/integration/stored/test_time_zones.py", "-k", "postgresql and False"),
    ),
    Bug(
        "first of several rows taken for the value",
        "dialects/sqlite.py",
        "CASE WHEN count(*) > 1 THEN abs(-9223372036854775806 - count(*)) ELSE v END",
        "CASE WHEN count(*) > 0 THEN v END",
        ("tests/integration/stored/test_subqueries.py", "-k", "several_rows and sqlite"),
    ),
    Bug(
        "several rows are the server's error",
        "execution/connection.py",
        "if problem is Problem.SEVERAL_ROWS:",
        "if False:",
        ("tests/integration/stored/test_subqueries.py", "-k", "several_rows"),
    ),
    Bug(
        "subquery that cannot run kept for the first caller",
        "catalog/subqueries.py",
        "            problems.append(f",
        "            str(f",
        ("tests/integration/stored/test_subqueries.py", "-k", "cannot_run"),
    ),
    Bug(
        "columns that are never equal related",
        "catalog/configured.py",
        "if families[0] != families[1]:",
        "if False:",
        ("tests/integration/stored/test_subqueries.py", "-k", "cannot_be_compared"),
    ),
    Bug(
        "ends of a relation not compared",
        "catalog/stored.py",
        'if "" not in ends and ends[0] != ends[1]:',
        "if False:",
        (GATE, "-k", "ends_of_a_relation"),
    ),
    Bug(
        "join table read as it is stored",
        "compiler/render/filters.py",
        "name = join_table(first, between)",
        "name = parent.dialect.identifier(first.db_schema, first.db_table)",
        (GATE, "-k", "join_table"),
    ),
    Bug(
        "frozen subquery of another type is run",
        "statements/frozen_statements.py",
        "if known is not None and known.family and known.family != family:",
        "if known is None:",
        ("tests/integration/stored/test_subquery_types.py",),
    ),
    Bug(
        "subqueries are forgotten in the lock",
        "ir/statement.py",
        'for name, family in value.get("subqueries", ())',
        "for name, family in ()",
        ("tests/integration/stored/test_subquery_types.py",),
    ),
    Bug(
        "statements that were ready before their columns were known stay",
        "statements/store.py",
        "self._ready.keep(lambda _: False)",
        "self._ready.keep(lambda _: True)",
        ("tests/integration/stored/test_subquery_types.py", "-k", "answers_only_after"),
    ),
)
