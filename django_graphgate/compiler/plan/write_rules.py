"""A stored rule for writing → the rule over a catalogue: names looked up, presets and filters planned."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from graphql import GraphQLSyntaxError, VariableNode, parse_value

from django_graphgate.compiler.plan.rule_filters import check_variable, no_variables, rule_filter
from django_graphgate.compiler.schema.camel import Spellings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.codec import JSON, JSON_TEXT, Codec, array_codec
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import TRUE, Filter
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.select_text import SQL, select_for_caller
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import all_of
from django_graphgate.ir.write import Action
from django_graphgate.rules.constants import bind_constants
from django_graphgate.rules.model import BLOCKED_WRITE, StoredRule, WriteRule

_NOW = "now"
_MOMENTS = frozenset({"datetime", "datetime_naive", "date", "time"})
"""Codecs of columns in which the text ``now`` is the time of the request."""


def write_rule(role: str, rule: StoredRule, table: Table, catalog: Catalog, limits: Limits) -> WriteRule:
    """The rule for an action that writes.

    Raises ``ConfigurationError`` for an unknown column, a preset of a column that cannot have one or a value that
    does not fit it, and a filter that is not understood.
    """
    if rule.block:
        return BLOCKED_WRITE
    if catalog.camel_case:
        rule = _in_catalogue_spelling(role, rule, table)
    presets = {
        name: _preset(
            f"The preset of role {role} for {rule.action} on {rule.table}.{name}", column, value, catalog
        )
        for name, value in rule.presets
        for column in [_preset_column(role, name, rule, table)]
    }
    return WriteRule(
        columns=_columns(role, rule, table),
        presets=presets,
        filter=_filter(role, rule, table, catalog, limits),
        block=False,
        max_affected=rule.max_affected,
    )


def _in_catalogue_spelling(role: str, rule: StoredRule, table: Table) -> StoredRule:
    """GraphJin's rules may name columns as its API shows them."""
    spellings = Spellings((*table.columns, *table.relations))
    presets = tuple((spellings.meant(name), value) for name, value in rule.presets)
    if len(dict(presets)) < len(presets):
        raise ConfigurationError(f"Role {role} has two presets for one column of {rule.table}.")
    columns = None if rule.columns is None else tuple(map(spellings.meant, rule.columns))
    return replace(rule, columns=columns, presets=presets)


def _filter(role: str, rule: StoredRule, table: Table, catalog: Catalog, limits: Limits) -> Filter:
    subject = f"A filter of role {role} for {rule.action} on {rule.table}"
    terms = [rule_filter(text, table, catalog, limits, subject=subject) for text in rule.filters]
    if table.rows is not None:
        terms.insert(0, table.rows)
    # an update's text has the filters of reading in it, too: the places of constants are its own
    return bind_constants(all_of(*terms), f"{rule.table} {rule.action}") if terms else TRUE


def _writable(rule: StoredRule, table: Table) -> dict[str, Column]:
    """The columns that the action can write at all."""
    return dict(table.writes.get(cast("Action", rule.action), {}))


def _columns(role: str, rule: StoredRule, table: Table) -> frozenset[str]:
    """The columns that data may give, and the many-to-many relations that Django stores by itself.

    A name that the action cannot write, such as a primary key in an update, is no mistake, and grants nothing.
    """
    writable, joins = _writable(rule, table), table.joins.get(cast("Action", rule.action), frozenset())
    hidden = {name for name, column in writable.items() if column.secret or column.generic_key}
    plain = {*joins, *(writable.keys() - hidden)}
    if rule.columns is None:
        return frozenset(plain)
    named = {*rule.columns} - {"*"}
    known = {*table.columns, *writable, *table.relations}
    if unknown := sorted(named - known):
        raise ConfigurationError(
            f"Role {role} names columns for {rule.action} that {rule.table} does not have: {', '.join(unknown)}.",
            hint=f"It has: {', '.join(sorted(known))}.",
        )
    granted = named | plain if "*" in rule.columns else named
    return frozenset(granted & {*writable, *joins})


# -- presets --------------------------------------------------------------------------------------


def _preset_column(role: str, name: str, rule: StoredRule, table: Table) -> Column:
    writable = _writable(rule, table)
    if name in writable:
        return writable[name]
    if name in table.columns:
        raise ConfigurationError(
            f"Role {role} has a preset for {rule.table}.{name}, which {rule.action} cannot write."
        )
    raise ConfigurationError(
        f"Role {role} has a preset for a column that {rule.table} does not have: {name}.",
        hint=f"{rule.action} can write: {', '.join(sorted(writable))}.",
    )


def _preset(subject: str, column: Column, value: Any, catalog: Catalog) -> Parameter:
    codec = column.codec
    if isinstance(value, str) and value.startswith(SQL):
        return _select(subject, value.removeprefix(SQL).strip(), codec, catalog)
    if isinstance(value, str) and value.startswith("$"):
        return _variable(subject, value, codec, catalog)
    if value == _NOW and codec.name in _MOMENTS:
        return Parameter(source="now", codec=codec, name=_NOW)
    return _constant(subject, value, codec, nullable=column.nullable)


def _select(subject: str, text: str, codec: Codec, catalog: Catalog) -> Parameter:
    def refused(hint: str) -> ConfigurationError:
        return ConfigurationError(f"{subject} is not a subquery.", hint=hint)

    parts = tuple(select_for_caller(text, catalog.user_id, refused))
    return Parameter(source="sql", codec=codec, parts=parts)


def _variable(subject: str, text: str, codec: Codec, catalog: Catalog) -> Parameter:
    try:
        node = parse_value(text)
        if not isinstance(node, VariableNode):
            raise ConfigurationError(f"{subject} is not a variable.")
        check_variable(node.name.value, catalog, subject)
        return no_variables(catalog).parameter(node, codec)
    except GraphQLSyntaxError as error:
        raise ConfigurationError(f"{subject} is not a variable: {error.message}") from error
    except RequestRejected as error:
        raise ConfigurationError(f"{subject} does not fit: {error.message}") from error


def _constant(subject: str, value: Any, codec: Codec, *, nullable: bool) -> Parameter:
    if value is None and not nullable:
        raise ConfigurationError(f"{subject} is null, which the column does not take.")
    try:
        coerce(codec, value)
    except BadValue as error:
        raise ConfigurationError(f"{subject} does not fit: {error}.") from error
    if codec.item is not None and value is not None:
        item = JSON_TEXT if codec.item == JSON else codec.item
        given: list[Any] = [*value] if isinstance(value, list) else [value]
        items = tuple(_plain(each, codec.item) for each in given)
        return Parameter(source="constant", codec=array_codec(item), value=items)
    return Parameter(
        source="constant", codec=JSON_TEXT if codec == JSON else codec, value=_plain(value, codec)
    )


def _plain(value: Any, codec: Codec) -> Any:
    """A value that a plan can hold: of a JSON column its text."""
    if codec != JSON or value is None:
        return value
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
