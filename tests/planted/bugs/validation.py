"""Planted bugs: the quick look before GraphQL's rules."""

from __future__ import annotations

from tests.planted.bug import Bug

CERTAIN = "compiler/validate/certain.py"
SLIPS = ("tests/compiler/test_certain.py", "-k", "golden_with_a_slip or invalid_document")

BUGS = (
    Bug(
        "quick look passes variables of any type",
        CERTAIN,
        "return mine is kind or is_type_sub_type_of(self.schema, mine, kind)",
        "return True",
        SLIPS,
    ),
    Bug(
        "quick look passes two meanings of one key",
        CERTAIN,
        "same = known[0] == name and known[1] is kind and",
        "same = known[1] is kind and",
        SLIPS,
    ),
    Bug(
        "quick look passes two meanings of one key further in",
        CERTAIN,
        "return known[3] if same and",
        "return {} if same and",
        SLIPS,
    ),
    Bug(
        "quick look passes repeated fields with other arguments",
        CERTAIN,
        "known[1] is kind and known[2] and not node.arguments",
        "known[1] is kind",
        SLIPS,
    ),
    Bug(
        "quick look passes objects without fields",
        CERTAIN,
        "return isinstance(kind, GraphQLScalarType | GraphQLEnumType)",
        "return True",
        SLIPS,
    ),
    Bug(
        "quick look passes repeated arguments",
        CERTAIN,
        "name not in known or name in given or not self.value_fits(node.value, ",
        "name not in known or not self.value_fits(node.value, ",
        SLIPS,
    ),
    Bug(
        "quick look passes directives in any place",
        CERTAIN,
        "definition is None or place not in definition.locations",
        "definition is None",
        SLIPS,
    ),
    Bug(
        "quick look passes directives without what they need",
        CERTAIN,
        "not isinstance(argument.type, GraphQLNonNull) or name in given for",
        "name in known for",
        SLIPS,
    ),
)
