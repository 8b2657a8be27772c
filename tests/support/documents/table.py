"""The rows of the language that a document for reading can reach: sections 3 to 6 and 9 of its description."""

from __future__ import annotations

from tests.support.documents.values import DIRECTIONS, TEXT
from tests.support.oracle.rows import ALIASES

PLAIN = ("eq", "neq", "in", "nin", "is_null", "distinct", "not_distinct")
ORDERED = ("eq", "neq", "gt", "gte", "lt", "lte", "in", "nin", "is_null", "distinct", "not_distinct")
EXPRESSIONS = ("similar", "nsimilar", "regex", "nregex", "iregex", "niregex")
ARRAY = (*PLAIN, "contains", "contained_in", "has_in_common")
JSON = (*ARRAY, "has_key", "has_key_any", "has_key_all")
OPERATORS = {"text": TEXT, "bool": PLAIN, "bytes": PLAIN, "inet": PLAIN, "json": JSON, "list": ARRAY}
PLACES = ("select", "where", "order_by", "distinct", "id", "includeIf", "skipIf")
"""Where a column may be asked for."""

ARGUMENTS = (
    "id", "id in a variable", "id with where", "id of several columns", "id of a list", "where", "order_by",
    "limit", "limit in a variable", "offset", "offset in a variable", "distinct",
)  # fmt: skip
FILTERS = (
    *(f"operator {name}" for name in dict.fromkeys((*TEXT, *EXPRESSIONS, *JSON))),
    *(f"array {name}" for name in ARRAY), *(f"JSON {name}" for name in JSON),
    *(f"alias {name}" for name in ALIASES), "underscore",
    "value for eq", "list for in", "variable for eq", "in nothing", "null in a variable",
    "optional variable that is absent", "optional variable that is given",
    "several keys", "several operators", "column to column", "column to column, strict",
    *(f"{name} of {form}" for name in ("and", "or") for form in ("a list", "an object")), "not",
    *(f"{name} in a column" for name in ("and", "or", "not")),
    "relation to one", "relation to many", "relation in a relation", "relation whose table has filters",
)  # fmt: skip
ORDERS = (
    "several keys in order", "key alone", *(f"direction {name}" for name in DIRECTIONS), "direction as a text",
    "through a relation to one", "in the order of a list", "in the order of a list, terse",
    "by name", "by name in a variable", "order_by as an object",
)  # fmt: skip
PAGES = (
    "limit of the role", "more than the limit of the role", "limit in each row",
    "first", "last", "after", "before", "nested after", "nested before", "no cursor at the end",
    "cursor nobody selected", "altered cursor", "cursor of another list",
    "connection", "connection in a row", "connection after", "connection before",
)  # fmt: skip
DIRECTIVES = (
    *(f"@{name} on a {place}" for name in ("include", "skip", "add", "remove")
      for place in ("column", "selector", "fragment")),
    *(f"@{name}({key}) on a {place}" for name in ("nullUnless", "nullIf") for key in ("var", "role")
      for place in ("column", "selector")),
    *(f"@{name}({key}) on a {place}" for name in ("include", "skip") for key in ("ifVar", "ifRole")
      for place in ("column", "selector")),
    *(f"{name} on a {place}" for name in ("includeIf", "skipIf") for place in ("column", "selector")),
    "@object", "@through", "@notRelated", "@notRelated to any table", "named fragment",
    "@cacheControl", "@constraint", "@constraint that fails", "@skipAuth", "@requireAuth",
)  # fmt: skip
REFUSED = tuple(f"refused in {place}" for place in (*PLACES, "relation", "root"))
"""Columns, relations and tables that a role may not read."""

ARRAYS = frozenset(f"array {name}" for name in ARRAY)
ON_POSTGRESQL_ALONE = frozenset(
    {
        *ARRAYS,
        *(f"operator {name}" for name in EXPRESSIONS),
        *(f"alias {a}" for a, b in ALIASES.items() if b in EXPRESSIONS),
    }
)
ROWS = (*ARGUMENTS, *FILTERS, *ORDERS, *PAGES, *DIRECTIVES, *REFUSED)
