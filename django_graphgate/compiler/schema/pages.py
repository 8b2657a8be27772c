"""Cursors and connections in the GraphQL schema."""

from __future__ import annotations

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

PAGE_INFO = GraphQLObjectType(
    "PageInfo",
    {
        "hasNextPage": GraphQLField(GraphQLBoolean),
        "hasPreviousPage": GraphQLField(GraphQLBoolean),
        "startCursor": GraphQLField(GraphQLString),
        "endCursor": GraphQLField(GraphQLString),
    },
    description="Where a page begins and ends, and what is beyond.",
)


def cursor_field() -> GraphQLField:
    """One for each list: the fields themselves distinguish what an operation uses of a schema."""
    of = GraphQLArgument(GraphQLString, description="The alias of the list, where there are several.")
    about = "Where the page beside it ends, for after: or before:; null at the end."
    return GraphQLField(GraphQLString, {"of": of}, description=about)


def connection_type(type_name: str, node: GraphQLObjectType) -> GraphQLObjectType:
    """The connection of a table's lists, whose rows are of the type ``node``."""

    def fields() -> dict[str, GraphQLField]:
        edge = GraphQLObjectType(
            f"{type_name}Edge",
            {
                "node": GraphQLField(node),
                "cursor": GraphQLField(GraphQLString),
            },
        )
        total = "How many rows there are on all pages."
        return {
            "edges": GraphQLField(GraphQLList(GraphQLNonNull(edge))),
            "pageInfo": GraphQLField(PAGE_INFO),
            "totalCount": GraphQLField(GraphQLInt, description=total),
        }

    return GraphQLObjectType(f"{type_name}Connection", fields)


def connection_field(listed: GraphQLField, connection: GraphQLObjectType) -> GraphQLField:
    """The connection beside a list, with the list's arguments but those of pages by number."""
    arguments = {name: argument for name, argument in listed.args.items() if name not in ("limit", "offset")}
    return GraphQLField(connection, arguments, description=listed.description)
