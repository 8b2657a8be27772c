"""Random mutations over a schema, in strict spelling."""

from __future__ import annotations

from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_input_object_type,
    is_leaf_type,
)

from django_graphgate.compiler.schema.inputs import UNIQUE

VALUES = {
    "Int": ("0", "-7", "2147483647"),
    "BigInt": ("1", "9223372036854775807"),
    "Float": ("1.5", "0"),
    "Decimal": ("12.50", '"3.25"'),
    "Boolean": ("true", "false"),
    "String": ('"x"', '""', '"now"', '"ü\\n"'),
    "ID": ("1", '"1"'),
    "UUID": ('"0f8fad5b-d9cb-469f-a165-70867728950e"',),
    "Date": ('"2021-01-09"', "$now"),
    "Time": ('"16:37:01"', "$now"),
    "DateTime": ('"2021-01-09T16:37:01+00:00"', "$now"),
    "Duration": ('"P1D"',),
    "Bytes": ('"AAEC"',),
    "JSON": ('{ a: [1, { connect: { id: { gt: 1 } } }], now: "now" }', "null", "[]", '"now"'),
}


class Writer:
    """Writes one random mutation."""

    def __init__(self, schema: GraphQLSchema, random: Random) -> None:
        self.schema, self.random = schema, random
        self.variables: dict[str, str] = {}

    def document(self) -> str:
        assert self.schema.mutation_type is not None
        names = self.random.choices(sorted(self.schema.mutation_type.fields), k=self.random.choice((1, 1, 2)))
        fields = "\n".join(f"r{number}: {self.root(name)}" for number, name in enumerate(names))
        declared = ", ".join(f"${name}: {type_}" for name, type_ in self.variables.items())
        directives = self.random.choice(
            ("", "", " @maxAffected(rows: 9)", " @transaction(isolation: serializable)")
        )
        return f"mutation M{f'({declared})' if declared else ''}{directives} {{\n{fields}\n}}"

    def root(self, name: str) -> str:
        field: Any = self.schema.mutation_type and self.schema.mutation_type.fields[name]
        action = self.random.choice(
            [key for key in ("insert", "update", "upsert", "delete") if key in field.args]
        )
        arguments = {action: "true" if action == "delete" else self.value(field.args[action].type, 3)}
        if action in ("update", "delete"):
            if "id" in field.args:
                arguments["id"] = self.value(GraphQLNonNull(field.args["id"].type), 2)
            else:
                arguments["where"] = self.filter(field.args["where"].type)
        elif action == "upsert" and "on" in field.args and self.random.random() < 0.5:
            unique = get_named_type(field.args["on"].type).extensions[UNIQUE]
            known = [
                names for names in unique if names <= get_named_type(field.args["on"].type).values.keys()
            ]
            if known:
                arguments["on"] = f"[{', '.join(sorted(self.random.choice(known)))}]"
        written = ", ".join(f"{key}: {value}" for key, value in arguments.items())
        return f"{name}({written}) {{ __typename }}"

    def filter(self, type_: Any) -> str:
        tests = [
            (column, test)
            for column, field in type_.fields.items()
            for test in ("is_null", "isNull")
            if test in getattr(field.type, "fields", {})
        ]
        column, test = self.random.choice(tests)
        return f"{{ {column}: {{ {test}: {self.random.choice(('true', 'false'))} }} }}"

    def value(self, type_: Any, depth: int) -> str:
        """A value of an input type, sometimes a variable."""
        if self.random.random() < 0.15:
            name = f"v{len(self.variables)}"
            if get_named_type(type_).name.endswith(("Connect", "Match", "Increment")):
                return self.written(type_, depth)
            self.variables[name] = str(type_)
            return f"${name}"
        return self.written(type_, depth)

    def written(self, type_: Any, depth: int) -> str:
        if isinstance(type_, GraphQLNonNull):
            return self.written(type_.of_type, depth)
        if isinstance(type_, GraphQLList):
            count = self.random.choice((0, 1, 1, 2)) if depth else 1
            items = [self.value(type_.of_type, depth) for _ in range(count)]
            return f"[{', '.join(items)}]"
        if is_input_object_type(type_):
            return self.object(type_, depth)
        assert is_leaf_type(type_)
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(sorted(type_.values))
        return self.random.choice(VALUES[type_.name])

    def object(self, type_: Any, depth: int) -> str:
        names = list(type_.fields)
        leaves = [name for name in names if not is_input_object_type(get_named_type(type_.fields[name].type))]
        required = [name for name in names if isinstance(type_.fields[name].type, GraphQLNonNull)]
        open_names = (names if depth > 0 else leaves) or names[:1]
        chosen = dict.fromkeys(
            [
                *required,
                *self.random.sample(open_names, min(len(open_names), self.random.choice((1, 1, 2, 3)))),
            ]
        )
        fields = (f"{name}: {self.value(type_.fields[name].type, depth - 1)}" for name in chosen)
        return f"{{ {', '.join(fields)} }}"


def mutation_of(schema: GraphQLSchema, random: Random) -> str:
    """A mutation that is valid in the schema as far as types go."""
    return Writer(schema, random).document()
