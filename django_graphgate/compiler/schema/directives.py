"""The directives of the GraphQL schema."""

from __future__ import annotations

from graphql import (
    DirectiveLocation,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from django_graphgate.compiler.schema.types import SCALARS
from django_graphgate.ir.constraints import (
    BETWEEN_VARIABLES,
    FORMATS,
    LESS_OR_MORE,
    SAME_OR_NOT,
    WITH_NAMES,
    WITH_VALUES,
)

SKIP_AUTH = GraphQLDirective(
    "skipAuth",
    [DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION],
    description="Anonymous callers may run the operation; the rules of the role anon still hold.",
)
REQUIRE_AUTH = GraphQLDirective(
    "requireAuth",
    [DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION],
    args={
        "roles": GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLString))),
        "auth": GraphQLArgument(GraphQLString),
    },
    description="Only signed-in callers, those of the roles, or those of a named authenticator, may run it.",
)

_ANY = GraphQLArgument(SCALARS["JSON"])
_NAMES = GraphQLArgument(GraphQLList(GraphQLNonNull(GraphQLString)))
CONSTRAINT = GraphQLDirective(
    "constraint",
    [DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION],
    args={
        "variable": GraphQLArgument(GraphQLNonNull(GraphQLString)),
        "format": GraphQLArgument(GraphQLString, description=", ".join(sorted(FORMATS))),
        "pattern": GraphQLArgument(
            GraphQLString, description="A regular expression of Python for the whole text."
        ),
        "required": GraphQLArgument(GraphQLBoolean),
        **dict.fromkeys(sorted(WITH_NAMES), _NAMES),
        **dict.fromkeys(sorted(WITH_VALUES | LESS_OR_MORE | SAME_OR_NOT), _ANY),
        "oneOf": _ANY,
        **{name: GraphQLArgument(GraphQLString) for name in sorted(BETWEEN_VARIABLES)},
    },
    is_repeatable=True,
    description="What a variable's value must be; all that fail are answered together, before anything is read.",
)


_FIELD = [DirectiveLocation.FIELD]
_FIELD_OR_FRAGMENT = [*_FIELD, DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT]
_ROLE = GraphQLArgument(GraphQLNonNull(GraphQLString))
NULL_UNLESS = GraphQLDirective(
    "nullUnless",
    _FIELD,
    args={"var": GraphQLArgument(GraphQLBoolean), "role": GraphQLArgument(GraphQLString)},
    description="The key stays; the value is null unless the variable is true and the caller has the role.",
)
NULL_IF = GraphQLDirective(
    "nullIf",
    _FIELD,
    args={"var": GraphQLArgument(GraphQLBoolean), "role": GraphQLArgument(GraphQLString)},
    description="The key stays; the value is null if the variable is true, or the caller has the role.",
)
ADD = GraphQLDirective(
    "add", _FIELD_OR_FRAGMENT, args={"ifRole": _ROLE}, description="The key is there for one role."
)
REMOVE = GraphQLDirective(
    "remove", _FIELD_OR_FRAGMENT, args={"ifRole": _ROLE}, description="The key is not there for one role."
)
CACHE_CONTROL = GraphQLDirective(
    "cacheControl",
    [DirectiveLocation.QUERY],
    args={"maxAge": GraphQLArgument(GraphQLNonNull(GraphQLInt)), "scope": GraphQLArgument(GraphQLString)},
    description="How long, in seconds, and by whom (private or public) the response may be cached.",
)
ISOLATION = GraphQLEnumType(
    "Isolation",
    {name: GraphQLEnumValue(name) for name in ("read_committed", "repeatable_read", "serializable")},
)
TRANSACTION = GraphQLDirective(
    "transaction",
    [DirectiveLocation.MUTATION],
    args={"isolation": GraphQLArgument(GraphQLNonNull(ISOLATION))},
    description="The isolation level of the transaction in which the mutation runs.",
)
MAX_AFFECTED = GraphQLDirective(
    "maxAffected",
    [DirectiveLocation.MUTATION],
    args={"rows": GraphQLArgument(GraphQLNonNull(GraphQLInt))},
    description="If the mutation would write more rows, nothing is written.",
)
SCHEMA = GraphQLDirective(
    "schema",
    _FIELD,
    args={"name": GraphQLArgument(GraphQLNonNull(GraphQLString))},
    description="The selector reads its table in another schema, one that the settings list for the table.",
)
NOT_RELATED = GraphQLDirective(
    "notRelated", _FIELD, description="The selector does not hang on the row around it."
)
OPTIONAL = GraphQLDirective(
    "optional",
    [DirectiveLocation.VARIABLE_DEFINITION],
    description="Where the variable is absent, its comparisons in filters and orderings are as if they were not"
    " written. Without it, a comparison with an absent variable holds for no row.",
)
DIRECTIVES = (
    OPTIONAL,
    SKIP_AUTH,
    REQUIRE_AUTH,
    CONSTRAINT,
    NULL_UNLESS,
    NULL_IF,
    ADD,
    REMOVE,
    CACHE_CONTROL,
    TRANSACTION,
    MAX_AFFECTED,
    SCHEMA,
    NOT_RELATED,
)
