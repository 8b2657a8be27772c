"""What a mutation writes → the texts that the database is asked before, between and after its writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django_graphgate.compiler.render.statement import Rendered, Renderer, rendered
from django_graphgate.dialects import Dialect
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.mutation import Mutation, MutationRoot
from django_graphgate.ir.plan import Select
from django_graphgate.ir.sql import Parameter, Sql, parameter, raw, sql
from django_graphgate.ir.write import Probe, WritePlan, WriteRoot, WriteShape


@dataclass
class MutationRenderer:
    """Renders one mutation; ``scopes`` are of the cursors of its answer, ``subqueries`` what its texts contain."""

    dialect: Dialect
    scopes: dict[str, int] = field(default_factory=dict[str, int])
    subqueries: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def plan(self, mutation: Mutation) -> WritePlan:
        """The whole plan."""
        return WritePlan(
            roots=tuple(self._root(root) for root in mutation.roots),
            tables=mutation.tables,
            shapes={name: self._shape(shape) for name, shape in mutation.shapes.items()},
            probes={
                name: None if select is None else self._keys(select)
                for name, select in mutation.probes.items()
            },
            reads=mutation.reads,
            isolation=mutation.isolation,
            max_affected=mutation.max_affected,
        )

    def _root(self, root: MutationRoot) -> WriteRoot:
        find, read = root.find, root.read
        return replace(
            root.root,
            find=None if find is None else self._keys(find, lock=True),
            read=None if read is None else self._text(lambda renderer: renderer.selector(read)),
        )

    def _keys(self, select: Select, *, lock: bool = False) -> Probe:
        return self._text(lambda renderer: renderer.keys(select, lock=lock))

    def _shape(self, shape: WriteShape) -> WriteShape:
        """A preset that is a subquery of the settings becomes a text that yields its value as JSON."""
        presets = tuple(
            (name, self._preset(value) if isinstance(value, Parameter) and value.source == "sql" else value)
            for name, value in shape.presets
        )
        return replace(shape, presets=presets) if presets else shape

    def _preset(self, value: Parameter) -> Probe:
        return self._text(lambda renderer: _value(value, value.codec, renderer))

    def _text(self, write: Callable[[Renderer], Sql]) -> Probe:
        renderer = Renderer(self.dialect, scopes=self.scopes)
        text: Rendered = rendered(sql("SELECT {}", write(renderer)), renderer)
        self.subqueries.update(text.subqueries)
        return Probe(sql=text.text, parameters=text.parameters)


def _value(value: Parameter, codec: Codec, renderer: Renderer) -> Sql:
    """The JSON text of a subquery's value, which is computed once."""
    form = renderer.dialect.json_scalar(codec, raw("x.v"), nullable=True)
    return sql("(SELECT {} FROM (SELECT {} AS v{}) AS x)", form, parameter(value), renderer.dialect.fence)
