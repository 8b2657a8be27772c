"""What an operation compiles to for one role: text, parameters, and what must be said beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django_graphgate.ir.codec import Codec
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.parameter_json import parameter_json, read_parameter
from django_graphgate.ir.row_bound import RowBound
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import WritePlan
from django_graphgate.ir.write_json import plan_json, read_plan

FORMAT = 5
"""Raised whenever a statement of an older release must not be run by this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSpec:
    """A declared variable: its codec, and whether it may be a list, ``null`` or absent."""

    name: str
    codec: Codec
    many: bool = False
    required: bool = False
    item_required: bool = False
    has_default: bool = False
    default: Any = None
    optional: bool = False
    """Marked ``@optional``: where it is absent, its comparisons are as if they were not written."""
    compared: bool = field(default=False, compare=False)
    """A comparison holds for no row where it is absent; not kept in files, as only developers see the hint."""
    type_text: str = ""
    """As GraphQL writes the type, for messages: ``[Int!]!``."""
    shape: str = ""
    """The name of its shape (:func:`~django_graphgate.ir.write.shape_name`) where it gives data of a mutation; then
    the codec says nothing, and the data are checked against the shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One expression, which yields the response's ``data`` as JSON text where the guard around it holds.

    It has numbered placeholders in ``parameters``' order.
    """

    sql: str
    parameters: tuple[Parameter, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON value that :meth:`from_json` reads back."""
        return {"sql": self.sql, "parameters": [parameter_json(p) for p in self.parameters]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Step:
        """As :meth:`Statement.from_json`."""
        parameters = tuple(read_parameter(parameter) for parameter in value["parameters"])
        return cls(sql=str(value["sql"]), parameters=parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A program of steps, the last of which yields the response's ``data``; a query has one step.

    ``denied`` are the response paths of blocked selectors.  Nothing in it is callable, so it can be stored in
    a file.
    """

    dialect: str
    steps: tuple[Step, ...]
    variables: tuple[VariableSpec, ...] = ()
    denied: tuple[tuple[str, ...], ...] = ()
    models: tuple[str, ...] = field(default=())
    """Django labels of the models it reads, for routers and for the exposure report."""
    cursors: tuple[str, ...] = ()
    """Scopes of the cursors that the answer holds, by the number in their mark."""
    max_age: int | None = None
    """Seconds for which a client may keep the answer; ``None``: not at all."""
    cache_publicly: bool = False
    constraints: tuple[Constraint, ...] = ()
    """Demands on the variables' values, checked before the statement runs."""
    subqueries: tuple[tuple[str, str], ...] = ()
    """Variables of the settings that are subqueries in it, and the families of types that their places take."""
    writes: WritePlan | None = None
    """What a mutation writes before the last step reads the answer; ``None`` for a query."""
    row_bounds: tuple[RowBound, ...] = ()
    """The rows that the answer can have at most."""

    @property
    def sql(self) -> str:
        """The text of the last step, which reads the response."""
        return self.steps[-1].sql

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the last step."""
        return self.steps[-1].parameters

    @property
    def flags(self) -> Mapping[int, Parameter]:
        """The parameters, by number, that say which optional variables the request gives.

        A plan made for such a statement fits one run of it only.
        """
        return {
            number: parameter
            for number, parameter in enumerate(self.parameters, 1)
            if parameter.source == "given"
        }

    def to_json(self) -> dict[str, Any]:
        """A JSON value that :meth:`from_json` reads back."""
        return {
            "dialect": self.dialect,
            "steps": [step.to_json() for step in self.steps],
            "variables": [_variable_json(v) for v in self.variables],
            "denied": [list(path) for path in self.denied],
            "models": list(self.models),
            "cursors": list(self.cursors),
            "max_age": self.max_age,
            "cache_publicly": self.cache_publicly,
            **(
                {"constraints": [[c.variable, c.name, c.value] for c in self.constraints]}
                if self.constraints
                else {}
            ),
            **({"subqueries": [list(pair) for pair in self.subqueries]} if self.subqueries else {}),
            **({"writes": plan_json(self.writes)} if self.writes is not None else {}),
            "row_bounds": [list(bound) for bound in self.row_bounds],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Statement:
        """The statement of a lock file; raises ``KeyError``, ``TypeError`` or ``ValueError`` when it is malformed."""
        return cls(
            dialect=str(value["dialect"]),
            steps=_steps(value["steps"]),
            variables=tuple(_variable(v) for v in value["variables"]),
            denied=tuple(tuple(str(key) for key in path) for path in value["denied"]),
            models=tuple(str(model) for model in value["models"]),
            cursors=tuple(str(scope) for scope in value["cursors"]),
            max_age=None if value["max_age"] is None else int(value["max_age"]),
            cache_publicly=bool(value["cache_publicly"]),
            constraints=tuple(
                Constraint(variable=str(variable), name=str(name), value=bound)
                for variable, name, bound in value.get("constraints", ())
            ),
            subqueries=tuple((str(name), str(family)) for name, family in value.get("subqueries", ())),
            writes=read_plan(value["writes"]) if "writes" in value else None,
            row_bounds=tuple(_row_bound(*bound) for bound in value["row_bounds"]),
        )


def _row_bound(outer: Any, most: Any, variable: Any, default: Any) -> RowBound:
    return RowBound(int(outer), int(most), str(variable), None if default is None else int(default))


def _steps(value: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    if not value:
        raise ValueError("a statement without a step")
    return tuple(Step.from_json(step) for step in value)


def _variable_json(spec: VariableSpec) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": spec.name, "codec": str(spec.codec), "type_text": spec.type_text}
    for flag in ("many", "required", "item_required", "has_default", "optional"):
        if getattr(spec, flag):
            entry[flag] = True
    if spec.has_default:
        entry["default"] = spec.default
    if spec.shape:
        entry["shape"] = spec.shape
    return entry


def _variable(value: Mapping[str, Any]) -> VariableSpec:
    others: dict[str, Any] = {name: entry for name, entry in value.items() if name != "codec"}
    return VariableSpec(codec=Codec.parse(str(value["codec"])), **others)
