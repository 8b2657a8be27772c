"""The guard: what every statement verifies in the same round trip, before its only branch runs.

::

    SELECT CASE WHEN g.v = $version AND g.r = $role THEN (…the operation…) END, g.v, g.r
    FROM (SELECT …version of the rules… AS v, …role of the caller… AS r) AS g

A wrong guess, a changed rule or a caller who is not what the credential says executes nothing.  Where rows of the
database decide the role, ``r`` is the number of the role that they give, and ``$role`` that of the assumed one.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass

from django_graphgate.dialects import Dialect
from django_graphgate.ir.codec import TEXT, Codec
from django_graphgate.ir.identity import CallerCheck, HmacProof, Identity, PrefixProof
from django_graphgate.ir.role_source import RoleSource
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, number, parameter, raw, sql

STATE_TABLE = "graphgate_gatestate"


@dataclass(frozen=True, slots=True)
class CheckShape:
    """What of a ``CallerCheck`` is in the text; its values travel as parameters."""

    table: str
    key_column: str
    key_codec: Codec
    active_column: str | None
    proof_column: str | None
    pads: int
    prefix: int

    @classmethod
    def of(cls, check: CallerCheck) -> CheckShape:
        proof = check.proof
        return cls(
            table=check.table,
            key_column=check.key_column,
            key_codec=check.key_codec,
            active_column=check.active_column,
            proof_column=proof.column if proof else None,
            pads=len(proof.pads) if isinstance(proof, HmacProof) else 0,
            prefix=proof.length if isinstance(proof, PrefixProof) else 0,
        )


@dataclass(frozen=True, slots=True)
class GuardedText:
    """A statement with its guard: the whole text, and the guard's parameters after the operation's."""

    text: str
    parameters: tuple[Parameter, ...]
    order: tuple[int, ...] = ()
    """Which values the placeholders take, by index among the operation's and the guard's; empty: all as they are."""


def fact(name: str, codec: Codec = TEXT) -> Parameter:
    """A value of the guard itself, by name; see :func:`guard_values`."""
    return Parameter(source="guard", codec=codec, name=name)


@functools.lru_cache(maxsize=1_000)
def guarded(
    body: str,
    count: int,
    shape: CheckShape | None,
    dialect: Dialect,
    *,
    state_here: bool = True,
    roles: RoleSource | None = None,
    lock: bool = False,
) -> GuardedText:
    """The text of a step of ``count`` parameters, which many roles may have, with its guard.

    With ``lock``, nobody can change the rules' version or the caller's row until the transaction ends.
    """
    version, lock_rows = parameter(fact("version")), dialect.share_lock if lock else EMPTY
    if state_here:
        version = sql(
            "coalesce((SELECT version FROM {} WHERE id = 1{}), '')",
            dialect.identifier(STATE_TABLE),
            lock_rows,
        )
    role = parameter(fact("role")) if roles is None else roles.sql
    if shape is not None:
        role = sql("CASE WHEN {} THEN {} END", _caller(shape, dialect, lock_rows), role)
    inner = sql("SELECT {} AS v, {} AS r{}", version, role, dialect.fence)
    wanted = sql("g.v = {} AND g.r = {}", parameter(fact("version")), parameter(fact("role")))
    head, rest = sql("SELECT CASE WHEN {} THEN ", wanted), sql(" END AS data, g.v, g.r FROM ({}) AS g", inner)
    text, parameters = dialect.number(head + Sql((body,)) + rest, count + 1)
    order: tuple[int, ...] = ()
    if not dialect.numbers_parameters:
        body_at = count + sum(isinstance(part, Parameter) for part in head)
        order = (*range(count, body_at), *range(count), *range(body_at, count + len(parameters)))
    return GuardedText(sys.intern(text), parameters, order)


def _caller(shape: CheckShape, dialect: Dialect, lock_rows: Sql) -> Sql:
    user = dialect.identifier("u")
    terms = [sql("{} = {}", _column(shape.key_column, dialect), parameter(fact("key", shape.key_codec)))]
    if shape.active_column:
        terms.append(_column(shape.active_column, dialect))
    if shape.proof_column and shape.pads:
        column = _column(shape.proof_column, dialect)
        pads = [
            (parameter(fact(f"inner{index}")), parameter(fact(f"outer{index}")))
            for index in range(shape.pads)
        ]
        terms.append(sql("({})", dialect.hmac_matches(column, pads, parameter(fact("expected")))))
    elif shape.proof_column and not shape.prefix:
        terms.append(raw("1 = 0"))  # a proof that proves nothing
    elif shape.proof_column:
        column = _column(shape.proof_column, dialect)
        terms.append(dialect.prefix_matches(column, number(shape.prefix), parameter(fact("expected"))))
    table = dialect.identifier(*shape.table.strip('"').split('"."'))
    return sql("EXISTS (SELECT 1 FROM {} AS {} WHERE {}{})", table, user, join(" AND ", terms), lock_rows)


def _column(name: str, dialect: Dialect) -> Sql:
    return dialect.identifier("u", name)


def guard_values(
    identity: Identity, version: str, role: str, roles: RoleSource | None = None
) -> dict[str, str | None]:
    """The values of the guard's parameters by name."""
    expected = role if roles is None else roles.number_of(role)
    values: dict[str, str | None] = {"version": version, "role": expected}
    check = identity.check
    if check is None:
        return values
    values["key"] = check.key
    if isinstance(check.proof, HmacProof):
        values["expected"] = check.proof.expected
        for index, (inner, outer) in enumerate(check.proof.pads):
            values[f"inner{index}"], values[f"outer{index}"] = inner, outer
    elif check.proof is not None:
        values["expected"] = check.proof.expected
    return values
