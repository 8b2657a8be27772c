"""A role whose rules mask columns, and databases in which what it must not see is not stored at all.

Whatever the role asks, it must get the same answer as one without masks gets from the blanked database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Model, Q

from django_graphgate.execution.connection import dialect_of
from django_graphgate.rules.model import StoredRole
from tests.support.shop.exact import loads
from tests.support.shop.models import Customer, Palette, Product, Sample
from tests.support.shop.running import compiled, opened, role_of, run, sealed

MASKS: Mapping[type[Model], Mapping[str, tuple[str, Q]]] = {
    Customer: {
        "email": ("{ id: { eq: $user_id } }", Q(id=1)),
        "birthday": ("{ not: { purchases: { quantity: { gt: 1 } } } }", ~Q(id__in=[1, 2])),
        "referrer_id": ("{ or: [{}, { id: { eq: 1 } }] }", Q()),
    },
    Product: {
        "description": ("{ owner: { id: { eq: $user_id } } }", Q(owner_id=1)),
        "weight": ("{ tags: { slug: { in: [\"sale\", \"rare\"] } } }", Q(tags__slug__in=["sale", "rare"])),
    },
    Sample: {
        "small": ("{ small: { gt: 0 } }", Q(small__gt=0)),
        "number": ("{ number: { gte: { column: \"small\" } } }", Q(number__gte=F("small"))),
        "text": ("{ not: { text: { like: \"%e%\" } } }", ~Q(text__contains="e")),
        "big": ("{ flag: { eq: true } }", Q(flag=True)),
        **{
            name: ("{ flag: { eq: false } }", Q(flag=False))
            for name in ("real", "exact", "day", "clock", "moment", "span", "document", "address")
        },
        **{name: ("false", Q(id__lt=0)) for name in ("ident", "blob")},
    },
    Palette: {
        name: ("{ name: { in: [\"warm\", \"holes\"] } }", Q(name__in=["warm", "holes"]))
        for name in ("colors", "sizes", "prices", "moments")
    },
}  # fmt: skip
"""Column by column: the filter of the rule, and the same for Django.  The caller is user 1."""

_NAMES = {Customer: "customers", Product: "products", Sample: "samples", Palette: "palettes"}


def masks_of(model: type[Model]) -> list[Any]:
    """The columns of a rule."""
    return ["*", *({"name": name, "if": where} for name, (where, _) in MASKS[model].items())]


def role(*, masked: bool, **filters: str) -> Any:
    """A role with masks, or one that differs in these alone; ``filters`` hide rows of tables."""
    queries: dict[str, dict[str, Any]] = {
        name: {"columns": masks_of(model)} if masked else {} for model, name in _NAMES.items()
    }
    for name in ("bundles", "purchases", "categories", "tags"):
        queries[name] = {}
    for name, where in filters.items():
        queries[name]["filters"] = [where]
    tables = [{"name": name, "query": query} for name, query in queries.items()]
    return role_of({"name": "masked" if masked else "plain", "tables": tables})


def blank(alias: str) -> None:
    """What the masks hide is stored no more."""
    seen = {
        (model, name): list(model._default_manager.using(alias).filter(where).values_list("pk", flat=True))
        for model, masks in MASKS.items()
        if model is not Palette or alias == "default"
        for name, (_, where) in masks.items()
    }
    for (model, name), keys in seen.items():
        model._default_manager.using(alias).exclude(pk__in=keys).update(**{name: None})


def answer(alias: str, text: str, role: StoredRole, user_id: str | None = "1", cursor: Any = ()) -> Any:
    """The data, with its cursors open; ``$c`` is a cursor at a place."""
    statement = compiled(text, role, dialect_of(alias).name, flags=("relay",))
    variables = sealed(statement, {"c": {"cursor": list(cursor)}} if "$c" in text else {})
    return opened(statement, loads(run(statement, alias, variables, user_id)))
