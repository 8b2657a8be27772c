"""Which models the API shows, what they are called there, and what is on the blocklist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from django_graphgate.catalog.entries import TableEntry
from django_graphgate.catalog.naming import (
    RESERVED_TYPES,
    is_name,
    own_types,
    plural_and_singular,
    type_name_of,
)
from django_graphgate.errors import ConfigurationError

Model = type[models.Model]
if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field


def exposed_models(entries: Iterable[str]) -> list[Model]:
    """The models that ``GRAPHGATE["MODELS"]`` names, in the order of the apps, each once."""
    wanted: dict[Model, None] = {}
    for entry in entries:
        label, dot, name = entry.partition(".")
        try:
            config = apps.get_app_config(label)
            listed = (
                [config.get_model(name)] if dot else [m for m in config.get_models() if not m._meta.proxy]
            )
        except LookupError as error:
            raise ConfigurationError(
                f"GRAPHGATE['MODELS'] names {entry!r}, which is not an installed app or model.",
                hint="Use an app's label or app_label.ModelName.",
            ) from error
        if listed and listed[0]._meta.proxy:
            raise ConfigurationError(
                f"GRAPHGATE['MODELS'] names {entry!r}, which is a proxy: its table belongs to another model.",
                hint=f"Use {concrete(listed[0])._meta.label}; GRAPHGATE['TABLES'] gives it a second name.",
            )
        wanted.update((model, None) for model in listed)
    return list(wanted)


def concrete(model: Any) -> Model:
    """The model that owns the table: for a proxy, the model behind it."""
    owner: Model = model._meta.concrete_model or model
    return owner


def split_table(db_table: str) -> tuple[str, str]:
    """(schema, table) of ``db_table``.  Users of Django write ``schema"."table`` into it."""
    schema, dot, table = db_table.strip('"').partition('"."')
    return (schema, table) if dot else ("", db_table.strip('"'))


def column_of(model_field: Field) -> str:
    """The column's name in the database."""
    return str(model_field.column)


@dataclass
class Blocklist:
    """``GRAPHGATE["BLOCKLIST"]`` and the blocklists of tables; remembers which entries hide something."""

    entries: frozenset[str]
    used: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, names: Iterable[str], tables: Sequence[TableEntry]) -> Blocklist:
        of_tables = (f"{table.name}.{name}" for table in tables for name in table.blocklist)
        return cls(frozenset(entry.lower() for entry in (*names, *of_tables)))

    def hides(self, *names: str) -> bool:
        """One of the names is blocked."""
        if not self.entries:
            return False
        matches = {name.lower() for name in names if name} & self.entries
        self.used |= matches
        return bool(matches)

    def hides_in(self, tables: Iterable[str], *names: str) -> bool:
        """One of the names is blocked, everywhere or in one of these tables."""
        if not self.entries:
            return False
        qualified = [f"{table}.{name}" for table in tables for name in names if name]
        return self.hides(*names, *qualified)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiNames:
    """A table's names in the API."""

    list: str
    object: str
    type: str


@dataclass
class Names:
    """The API names of all exposed models.  Raises ``ConfigurationError`` where two would share one."""

    models: Sequence[Model]
    entries: Sequence[TableEntry]
    blocklist: Blocklist
    relay: bool = False
    of: dict[Model, ApiNames] = field(default_factory=dict[Model, ApiNames])

    def __post_init__(self) -> None:
        self.taken: dict[str, str] = {}
        self.known: dict[Model, ApiNames] = {}
        self.given = self._given()
        clashes: dict[Model, ConfigurationError] = {}
        for model in self.models:
            name = self.would_be(model)
            if not self.hides(model):
                try:
                    self.claim(model._meta.label, name)
                except ConfigurationError as error:
                    clashes[model] = error
                self.of[model] = name
        if clashes:
            raise _all_of(clashes)

    def _given(self) -> Mapping[str, str]:
        given = {entry.model: entry.name for entry in self.entries if entry.model}
        labels = {model._meta.label for model in self.models}
        for label, name in given.items():
            if label not in labels:
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {name}: {label!r} is not a model that GRAPHGATE['MODELS'] lists.",
                    hint="Write it as the app's label and the class: shop.Product.",
                )
        return given

    def would_be(self, model: Model) -> ApiNames:
        """The names of a model, whether it is exposed or not."""
        if model not in self.known:
            self.known[model] = self._would_be(model)
        return self.known[model]

    def _would_be(self, model: Model) -> ApiNames:
        given = self.given.get(model._meta.label)
        if given is not None:
            return second_name(given)
        names = plural_and_singular(_stem(model))
        return ApiNames(list=names[0], object=names[1], type=model.__name__)

    def hides(self, model: Model) -> bool:
        """The whole table is blocked."""
        meta = model._meta
        return bool(self.blocklist.entries) and self.blocklist.hides(
            self.would_be(model).list, meta.db_table, meta.label
        )

    def claim(self, label: str, names: ApiNames) -> None:
        """Take these names for a table; ``label`` says whose they are."""
        for api_name in (names.list, names.object, names.type):
            if not is_name(api_name):
                raise ConfigurationError(
                    f"{label} would be called {api_name!r}, which is not a GraphQL name.", hint=_HINT
                )
        for api_name in dict.fromkeys((names.list, names.object, *own_types(names.type, relay=self.relay))):
            self.claim_name(label, api_name)

    def claim_name(self, label: str, name: str, *, hint: str = "") -> None:
        """Take one name for a table, a union or an enum."""
        other = "GraphQL itself" if name in RESERVED_TYPES else self.taken.setdefault(name, label)
        if other != label:
            raise ConfigurationError(
                f"{label} and {other} would both be called {name!r} in the API.", hint=hint or _HINT
            )

    def exposed(self, model: Any) -> str | None:
        """The API name of the table of a model or of a proxy of it."""
        if not isinstance(model, type):
            return None
        name = self.of.get(concrete(model))
        return None if name is None else name.list

    def blocked_as(self, model: Model) -> tuple[str, ...]:
        """The names by which a blocklist may mean a model's table."""
        return (self.would_be(model).list, model._meta.db_table, model._meta.label)


_HINT = 'Name one of them in GRAPHGATE[\'TABLES\']: {"name": "store_products", "model": "store.Product"}.'


def _all_of(clashes: Mapping[Model, ConfigurationError]) -> ConfigurationError:
    """One error for all: a project that lists the models of many apps sees them all at once."""
    if len(clashes) == 1:
        return next(iter(clashes.values()))
    lines = [
        f'    {{"name": "{model._meta.app_label}_{plural_and_singular(model._meta.model_name or "")[0]}", '
        f'"model": "{model._meta.label}"}},'
        for model in clashes
    ]
    return ConfigurationError(
        "\n".join(error.message for error in clashes.values()),
        hint="\n".join(["Name them in GRAPHGATE['TABLES'], for example:", *lines]),
    )


def second_name(given: str) -> ApiNames:
    """The names of a table that the settings name."""
    single = plural_and_singular(given)[1]
    single = f"{given}_one" if single == given else single
    return ApiNames(list=given, object=single, type=type_name_of(single.removesuffix("_one")))


def _stem(model: Model) -> str:
    """The table's name, or the model's if the table's is not a GraphQL name."""
    table = split_table(model._meta.db_table)[1]
    stem = table.removeprefix(f"{model._meta.app_label}_").lower()
    return stem if is_name(stem) else model.__name__.lower()
