"""``match``: an SQL expression over the row that decides roles → a filter.

The text is parsed, and the filter is built from the few things that a ``match`` may contain; neither the text
nor any part of it becomes SQL.  Constants are parameters.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlglot import Dialect, TokenType, exp
from sqlglot.errors import SqlglotError

from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.catalog import Catalog, Column
from django_graphgate.ir.codec import BIGINT, BOOL, DECIMAL, PATTERN, TEXT, Codec
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.plan import FALSE, TRUE, And, Compare, Filter, Known, Not, Operator, Or
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import all_of, parameters_of
from django_graphgate.matching.constant import Constant
from django_graphgate.matching.membership import Memberships, links
from django_graphgate.matching.row import RolesRow, check_database
from django_graphgate.matching.user_row import is_true, user_table
from django_graphgate.matching.variables import NotAllowed, variable
from django_graphgate.rules.needs import with_facts

Node = Any
"""A node of the parser's tree; the name of the base class is not the same in all releases."""

MAX_LENGTH = 2_000
MAX_NESTING = 10
"""The parser calls itself: a deeper match could be read or not, by how deep the stack is that it is read in."""

ALLOWED = (
    "A match compares columns with constants and variables, and variables with constants, "
    "by =, <>, <, <=, >, >= and IN (…), and columns by LIKE and IS NULL; "
    "group('…'), perm('app.codename') and boolean columns stand alone; AND, OR, NOT and parentheses join them."
)

_COMPARISONS: Mapping[type[Any], tuple[Operator, Operator]] = {
    exp.EQ: ("eq", "eq"),
    exp.NEQ: ("neq", "neq"),
    exp.LT: ("lt", "gt"),
    exp.LTE: ("lte", "gte"),
    exp.GT: ("gt", "lt"),
    exp.GTE: ("gte", "lte"),
}
"""The operator, and the one that says the same with its sides exchanged."""
_PROVIDER = "user_id_provider"
_OPAQUE = frozenset({"json", "array", "bytes"})
"""Codecs of columns that can only be asked whether they are NULL."""


class MatchReader:
    """Reads the ``match`` of roles over one kind of row.

    ``catalog`` gives the project's variables, and says what ``$user_id`` is.
    """

    def __init__(self, row: RolesRow, catalog: Catalog) -> None:
        self.row, self.catalog = row, catalog
        self.memberships = Memberships()
        """What all that it has read asks of the caller's groups and permissions."""

    def read(self, role: str, text: str) -> Filter:
        """The filter that a role's ``match`` means; false for a caller who lacks a fact that it needs.

        Where the row is that of a user of the project, it is false for callers with a ``$user_id_provider``, unless
        the match asks for that.  Raises ``ConfigurationError``.
        """
        try:
            where = with_facts(self._condition(_parsed(text)))
        except NotAllowed as error:
            raise ConfigurationError(
                f"The match of role {role} is not valid: {error}", hint=error.hint or ALLOWED
            ) from error
        if self.row.of_project and _PROVIDER not in {value.name for value in parameters_of(where)}:
            where = all_of(where, Not(Known(Parameter(source="caller", codec=TEXT, name=_PROVIDER))))
        return where

    # -- conditions -------------------------------------------------------------------------------

    def _condition(self, node: Node) -> Filter:
        if isinstance(node, exp.And | exp.Or):
            items = tuple(self._condition(item) for item in node.flatten(unnest=False))
            return And(items) if isinstance(node, exp.And) else Or(items)
        if isinstance(node, exp.Paren):
            return self._condition(_only(node, "this"))
        if isinstance(node, exp.Not):
            return Not(self._condition(_only(node, "this")))
        if isinstance(node, exp.Boolean):
            return TRUE if node.this else FALSE
        if isinstance(node, exp.Column):
            return self._flag(node)
        if isinstance(node, exp.Anonymous):
            return self._membership(node)
        return _negated(node, self._predicate(node))

    def _predicate(self, node: Node) -> Filter:
        if type(node) in _COMPARISONS:
            return self._comparison(node)
        if isinstance(node, exp.In):
            return self._member(node)
        if isinstance(node, exp.Like):
            return self._like(node)
        if isinstance(node, exp.Is):
            return self._is_null(node)
        raise NotAllowed(f"{_shown(node)} is not allowed in it.")

    def _comparison(self, node: Node) -> Filter:
        left, right = _sides(node)
        operator, exchanged = _COMPARISONS[type(node)]
        if isinstance(right, exp.Column) or (isinstance(right, exp.Parameter) and _is_constant(left)):
            left, right, operator, exchanged = right, left, exchanged, operator
        if isinstance(left, exp.Parameter) and not isinstance(right, exp.Parameter):
            return self._fact(left, exchanged, right)
        column = self._column(left)
        return Compare(ColumnRef(column), operator, self._value(right, column.name, column.codec))

    def _member(self, node: exp.In) -> Filter:
        _check_parts(node, "this", "expressions")
        items = node.expressions
        if not items:
            raise NotAllowed(f"the list of {_shown(node)} is empty.")
        if isinstance(node.this, exp.Parameter):
            return Or(tuple(self._fact(node.this, "eq", item) for item in items))
        column = self._column(node.this)
        values = tuple(self._value(item, column.name, column.codec) for item in items)
        return Compare(ColumnRef(column), "in", values)

    def _fact(self, node: exp.Parameter, operator: Operator, constant: Node) -> Filter:
        """A constant, which the filter looks at, against a variable, which it may lack."""
        name = _variable_name(node)
        own = self.catalog.user_id if name == "user_id" else None
        codec = own or _codec_of(constant)
        value = self._value(constant, f"${name}", codec)
        return Compare(Constant(value), operator, variable(name, codec, self.catalog))

    def _like(self, node: Node) -> Filter:
        left, right = _sides(node)
        column = self._column(left)
        if column.codec.scalar != "String":
            raise NotAllowed(f"{column.name} is not a text, so LIKE cannot look into it.")
        return Compare(ColumnRef(column), "like", self._value(right, column.name, PATTERN))

    def _is_null(self, node: Node) -> Filter:
        left, right = _sides(node)
        if not isinstance(right, exp.Null):
            raise NotAllowed(f"IS takes NULL and NOT NULL only, not {_shown(right)}.")
        column = self._column(left, opaque=True)
        return Compare(ColumnRef(column), "is_null", Parameter(source="constant", codec=BOOL, value=True))

    def _flag(self, node: exp.Column) -> Filter:
        column = self._column(node)
        if column.codec != BOOL:
            raise NotAllowed(f"{column.name} is not a boolean column, so it cannot stand alone.")
        return is_true(column)

    def _membership(self, node: exp.Anonymous) -> Filter:
        name, arguments = str(node.this).lower(), node.expressions
        if name not in ("group", "perm"):
            raise NotAllowed(f"the function {node.this}() is not allowed in it.")
        text = arguments[0].this if len(arguments) == 1 and _is_text(arguments[0]) else ""
        text = _checked(text)
        users = user_table().model
        links(users)
        check_database(users)
        if name == "group":
            if not text:
                raise NotAllowed("group() takes the name of one group, such as group('Editors').")
            return self.memberships.filter("group", text)
        app, dot, codename = text.partition(".")
        if not (app and dot and codename):
            raise NotAllowed("perm() takes one permission, such as perm('shop.change_product').")
        return self.memberships.filter("permission", text)

    # -- columns and values -----------------------------------------------------------------------

    def _column(self, node: Node, *, opaque: bool = False) -> Column:
        if not isinstance(node, exp.Column) or not isinstance(node.this, exp.Identifier):
            raise NotAllowed(f"{_shown(node)} stands where a column has to.")
        _check_parts(node, "this", "table")
        table = node.args.get("table")
        columns = self.row.columns
        if table is not None:
            names = self.row.tables
            columns = names[_looked_up(table, names, "table", "the roles query")]
        name = _looked_up(node.this, columns, "column", "the row")
        column = columns[name]
        if isinstance(column, str):
            raise NotAllowed(f"{name} cannot be used: {column}.")
        if column.codec.name in _OPAQUE and not opaque:
            raise NotAllowed(f"{name} is of type {column.codec.scalar}, which a match cannot compare.")
        return column

    def _value(self, node: Node, name: str, codec: Codec) -> Parameter:
        if isinstance(node, exp.Parameter):
            return variable(_variable_name(node), codec, self.catalog)
        if isinstance(node, exp.Null):
            raise NotAllowed("nothing equals NULL.", "Write IS NULL or IS NOT NULL.")
        if isinstance(node, exp.Column):
            raise NotAllowed(
                f"{_shown(node)} is a column, and columns are compared with constants and variables."
            )
        value = _constant(node, codec)
        try:
            coerce(codec, value)
        except BadValue as error:
            raise NotAllowed(f"{_shown(node)} does not fit {name}: {error}.") from error
        return Parameter(source="constant", codec=codec, value=value)


# -- the parser's tree ----------------------------------------------------------------------------


def terms_of(text: str) -> list[str]:
    """The comparisons and tests that a valid ``match`` joins by AND, OR and NOT, each once and valid by itself."""

    def leaves(node: Node) -> Iterator[Node]:
        if isinstance(node, exp.And | exp.Or):
            yield from (leaf for side in (node.left, node.right) for leaf in leaves(side))
        elif isinstance(node, exp.Not | exp.Paren):
            yield from leaves(node.this)
        else:
            yield node

    texts = (leaf.sql(dialect="postgres", normalize_functions=False) for leaf in leaves(_parsed(text)))
    return list(dict.fromkeys(texts))


def _parsed(text: str) -> Node:
    """The one expression of a text; comments are refused, since nobody would see that they have no effect."""
    if len(text) > MAX_LENGTH:
        raise NotAllowed(f"it has {len(text):,} characters, and at most {MAX_LENGTH:,} are allowed.")
    dialect = Dialect.get_or_raise("postgres")
    try:
        tokens = dialect.tokenize(text)
        if any(token.comments for token in tokens):
            raise NotAllowed("comments are not allowed in it.")
        if any(token.token_type == TokenType.PARAMETER and token.text != "$" for token in tokens):
            raise NotAllowed("a variable begins with $.")
        if _nesting(tokens) > MAX_NESTING:
            raise NotAllowed(f"it is nested more than {MAX_NESTING} levels deep.")
        trees = dialect.parser().parse(tokens, text)
    except (SqlglotError, ValueError, RecursionError) as error:
        raise NotAllowed(f"it cannot be read{_place(error)}.") from error
    if len(trees) != 1 or trees[0] is None:
        raise NotAllowed("it has to be one expression.")
    return trees[0]


def _nesting(tokens: Iterable[Any]) -> int:
    """How many parentheses and NOTs are open at most."""
    deepest = depth = 0
    around: list[int] = []
    for token in tokens:
        if token.token_type == TokenType.NOT:
            depth += 1
        elif token.token_type == TokenType.L_PAREN:
            around.append(depth)
            depth += 1
        elif token.token_type == TokenType.R_PAREN and around:
            depth = around.pop()
        elif token.token_type in (TokenType.AND, TokenType.OR):
            depth = around[-1] + 1 if around else 0
        deepest = max(deepest, depth)
    return deepest


def _place(error: Exception) -> str:
    """Where the parser stopped."""
    errors: Any = getattr(error, "errors", None)
    highlight = errors[0].get("highlight") if errors else ""
    return f" at {highlight!r:.60}" if highlight else ""


def _check_parts(node: Node, *allowed: str) -> None:
    """Refuse what the parser found at a node besides the allowed parts."""
    for name, part in node.args.items():
        if part and name not in (*allowed, "negate"):
            raise NotAllowed(f"{_shown(node)} is not allowed in it.")


def _only(node: Node, name: str) -> Node:
    _check_parts(node, name)
    part: Node = node.args[name]
    return part


def _sides(node: Node) -> tuple[Node, Node]:
    _check_parts(node, "this", "expression")
    return node.this, node.expression


def _negated(node: Node, where: Filter) -> Filter:
    """``NOT LIKE`` and ``IS NOT NULL`` are marks of a node in some releases of the parser, nodes in others."""
    return Not(where) if node.args.get("negate") else where


def _shown(node: Node) -> str:
    """A part of the expression in a sentence."""
    try:
        text = node.sql(dialect="postgres", comments=False)
    except (SqlglotError, ValueError, RecursionError):
        text = type(node).__name__
    return text if len(text) <= 60 else f"{text[:60]}…"


def _looked_up(node: Node, names: Mapping[str, Any], what: str, where: str) -> str:
    """The name that an identifier means: without quotes, upper and lower case are the same."""
    name = str(node.this)
    if name in names:
        return name
    folded = {known.lower(): known for known in names} | {known: known for known in names}
    if not node.args.get("quoted") and name.lower() in folded:
        return folded[name.lower()]
    near = difflib.get_close_matches(name.lower(), folded, 1)
    hint = f"Did you mean {folded[near[0]]}?" if near else f"There are {', '.join(names)}."
    raise NotAllowed(f"{where} has no {what} {name!r:.60}.", hint)


def _is_text(node: Node) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _checked(text: str) -> str:
    if "\0" in text:
        raise NotAllowed("a text cannot contain NUL characters.")
    return text


def _variable_name(node: exp.Parameter) -> str:
    _check_parts(node, "this")
    name = node.this
    if not isinstance(name, exp.Var | exp.Identifier) or not str(name.this).isidentifier():
        raise NotAllowed(f"{_shown(node)} is not a variable.", "A variable is written $name.")
    return str(name.this)


def _is_constant(node: Node) -> bool:
    return isinstance(node, exp.Literal | exp.Boolean | exp.Neg)


def _codec_of(node: Node) -> Codec:
    """The codec of a constant by itself."""
    if isinstance(node, exp.Boolean):
        return BOOL
    literal = node.this if isinstance(node, exp.Neg) else node
    if not isinstance(literal, exp.Literal) or literal.is_string:
        return TEXT
    return BIGINT if str(literal.this).isdecimal() else DECIMAL


def _constant(node: Node, codec: Codec) -> str | int | float | bool:
    """A constant as a JSON value; decimal numbers as texts, which keep their digits."""
    sign, literal = "", node
    if isinstance(node, exp.Neg):
        sign, literal = "-", node.this
    if isinstance(literal, exp.Boolean) and not sign:
        return bool(literal.this)
    if not isinstance(literal, exp.Literal) or (literal.is_string and sign):
        raise NotAllowed(f"{_shown(node)} stands where a constant or a variable has to.")
    text = f"{sign}{literal.this}"
    if literal.is_string:
        return text
    if not text.isascii():  # digits of other scripts, which some releases of the parser take
        raise NotAllowed(f"{_shown(node)} is not a number.")
    try:
        return int(text) if text.lstrip("-").isdecimal() else text if codec.name == "decimal" else float(text)
    except ValueError:
        raise NotAllowed(f"{_shown(node)} is not a number.") from None
