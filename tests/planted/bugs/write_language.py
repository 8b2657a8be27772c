"""Planted bugs: what a mutation may say."""

from __future__ import annotations

from tests.planted.bug import Bug

INVALID = ("tests/unit/compiler/test_invalid_mutations.py",)
TYPES = ("tests/unit/compiler/test_mutation_types.py",)
CATALOG = ("tests/unit/catalog/test_writes.py",)

BUGS = (
    Bug(
        "empty filter names all rows to delete",
        "compiler/validate/mutations.py",
        '''if "id" not in arguments and (where is None or _holds_for_all(where.value)):''',
        '''if "id" not in arguments and where is None:''',
        INVALID,
    ),
    Bug(
        "connective of empty filters names all rows",
        "compiler/validate/mutations.py",
        '''        return not value.values or any(_holds_for_all(item) for item in value.values)''',
        '''        return not value.values''',
        INVALID,
    ),
    Bug(
        "absent variable deletes more rows",
        "compiler/validate/mutations.py",
        "if (name := variable.name.value) in optional:",
        "if (name := variable.name.value) in ():",
        INVALID,
    ),
    Bug(
        "variable decides whether rows are deleted",
        "compiler/validate/mutations.py",
        "if delete is not None and not (isinstance(delete.value, BooleanValueNode) and delete.value.value):",
        "if delete is not None and isinstance(delete.value, BooleanValueNode) and not delete.value.value:",
        INVALID,
    ),
    Bug(
        "field under one key is written once of two times",
        "compiler/validate/mutations.py",
        '''if key in keys and node.name.value != "__typename":''',
        '''if key in keys and not node.name.value:''',
        INVALID,
    ),
    Bug(
        "upsert finds rows by columns that several rows share",
        "compiler/validate/mutations.py",
        "not in _unique(name, schema):",
        "not in [*_unique(name, schema), {camel(column) for column in columns}]:",
        INVALID,
    ),
    Bug(
        "mutation in a schema without any is not looked at",
        "compiler/validate/document.py",
        "if operation.operation is OperationType.MUTATION and schema.mutation_type is None:",
        "if operation.operation is OperationType.MUTATION and schema.query_type is None:",
        INVALID,
    ),
    Bug(
        "data have a default that nobody checks",
        "compiler/plan/values.py",
        "            _takes_no_default(definition)\n",
        "",
        INVALID,
    ),
    Bug(
        "operator among named rows is dropped",
        "compiler/normalise/data.py",
        '''if canonical(field.name.value) not in ("eq", "in"):''',
        '''if canonical(field.name.value) not in ("eq", "in", "neq", "gt"):''',
        ("tests/unit/compiler/test_normalise_data.py",),
    ),
    Bug(
        "rows are named by masked columns",
        "ir/relation_writes.py",
        "return column.comparable and not column.masked and",
        "return column.comparable and",
        TYPES,
    ),
    Bug(
        "table that is only written is read",
        "compiler/schema/build.py",
        "readable = [table for table in self.catalog.tables.values() if not table.write_only]",
        "readable = list(self.catalog.tables.values())",
        TYPES,
    ),
    Bug(
        "many-to-many is written without its rule",
        "ir/relation_writes.py",
        "listed = relation.name in table.joins.get(action, ())",
        "listed = action in table.writes",
        TYPES,
    ),
    Bug(
        "update changes the key",
        "catalog/writes.py",
        "for name, column in given.items() if name not in keys}",
        "for name, column in given.items()}",
        CATALOG,
    ),
    Bug(
        "row of a child model takes over a parent's row",
        "catalog/writes.py",
        "return not _is_parent_link(field) and not (inherited and field.primary_key)",
        "return True",
        CATALOG,
    ),
    Bug(
        "join table without rules is written",
        "catalog/writes.py",
        "if relation.hops[0].table == NOBODY or many",
        "if many",
        CATALOG,
    ),
    Bug(
        "what may be written is not in the fingerprint",
        "ir/catalog.py",
        'digest.update(f"writes {name} {json.dumps([written, joins, unique], sort_keys=True)}\\n".encode())',
        "del written, joins, unique",
        CATALOG,
    ),
    Bug(
        "generic key names any row without a rule that lists it",
        "compiler/plan/write_rules.py",
        "if column.secret or column.generic_key}",
        "if column.secret}",
        ("tests/integration/catalog/test_generic_writes.py",),
    ),
    Bug(
        "upsert tells which row has a masked value",
        "compiler/plan/mutations.py",
        "if name not in table.columns or table.columns[name].masked:",
        "if name not in table.columns:",
        INVALID,
    ),
)
