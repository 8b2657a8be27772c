"""A wide table with columns of every kind, and tables with many relations among them."""

# ruff: noqa: DJ001 - NULLs are what this is about, and nobody prints the rows

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from django.db import models

KINDS: Mapping[str, Callable[..., models.Field[Any, Any]]] = {
    "small": models.SmallIntegerField,
    "whole": models.PositiveIntegerField,
    "big": models.BigIntegerField,
    "real": models.FloatField,
    "exact": lambda **given: models.DecimalField(max_digits=9, decimal_places=3, **given),
    "flag": models.BooleanField,
    "word": lambda **given: models.CharField(max_length=40, **given),
    "text": models.TextField,
    "ident": models.UUIDField,
    "day": models.DateField,
    "clock": models.TimeField,
    "moment": models.DateTimeField,
    "span": models.DurationField,
    "blob": models.BinaryField,
    "document": models.JSONField,
    "address": models.GenericIPAddressField,
}
WORDS = ("", "a", "A", "ab", "b%", "_b", "ü", "z'", 'q"', "back\\slash", "🎈", "long" * 10)
VALUES: Mapping[str, Callable[[Random], Any]] = {
    "small": lambda random: random.choice((-32768, -1, 0, 1, 7)),
    "whole": lambda random: random.choice((0, 1, 2, 2**31 - 1)),
    "big": lambda random: random.choice((-(2**63), -5, 0, 5, 2**53 + 1)),
    "real": lambda random: random.choice((-1.5, 0.0, 0.1, 1e22, 5e-324)),
    "exact": lambda random: Decimal(random.choice(("-999999.999", "0", "0.001", "12.5"))),
    "flag": lambda random: random.choice((True, False)),
    "word": lambda random: random.choice(WORDS),
    "text": lambda random: random.choice(WORDS),
    "ident": lambda random: uuid.UUID(int=random.choice((0, 1, 2**128 - 1))),
    "day": lambda random: dt.date(random.choice((1, 2000, 9999)), 2, random.choice((1, 28))),
    "clock": lambda random: dt.time(random.choice((0, 23)), 5, 0, random.choice((0, 500_000))),
    "moment": lambda random: dt.datetime(2024, 1, random.randint(1, 3), 4, 5, 6, 70_000, dt.UTC),
    "span": lambda random: dt.timedelta(random.choice((-3, 0, 400)), 5, random.choice((0, 1))),
    "blob": lambda random: random.choice((b"", b"\0\xff", b"abc")),
    "document": lambda random: random.choice(({}, {"a": [1, None]}, [1, "two"], "a", 1.5, True)),
    "address": lambda random: random.choice(("10.0.0.1", "::1", "2001:db8::ff")),
}
COPIES = 6
COLUMNS = {f"{kind}_{number}": kind for kind in KINDS for number in range(COPIES)}

Sheet = type(
    "Sheet",
    (models.Model,),
    {
        "__module__": __name__,
        **{
            name: KINDS[kind](null=index % 2 == 1)
            for kind in KINDS
            for index, name in enumerate(one for one, other in COLUMNS.items() if other == kind)
        },
    },
)


class Alpha(models.Model):
    name = models.CharField(max_length=20, null=True)
    rank = models.IntegerField()
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="alphas")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    first_beta = models.ForeignKey("Beta", models.CASCADE, null=True, related_name="alphas_first")
    second_beta = models.ForeignKey("Beta", models.CASCADE, null=True, related_name="alphas_second")
    friends = models.ManyToManyField("self", symmetrical=False, related_name="friends_of")
    linked = models.ManyToManyField("Beta", through="Knot", related_name="knotted")


class Beta(models.Model):
    name = models.CharField(max_length=20, null=True)
    rank = models.IntegerField()
    sheet = models.OneToOneField(Sheet, models.CASCADE, null=True, related_name="beta")
    best_alpha = models.ForeignKey(Alpha, models.CASCADE, null=True, related_name="betas_best")
    favourites = models.ManyToManyField("Gamma", related_name="fans")


class Gamma(models.Model):
    code = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=20, null=True)
    rank = models.IntegerField()
    alpha = models.ForeignKey(Alpha, models.CASCADE, null=True, related_name="gammas")
    beta = models.ForeignKey(Beta, models.CASCADE, null=True, related_name="gammas")
    sheets = models.ManyToManyField(Sheet, related_name="gammas")


class Knot(models.Model):
    alpha = models.ForeignKey(Alpha, models.CASCADE, related_name="knots")
    beta = models.ForeignKey(Beta, models.CASCADE, related_name="knots")
    weight = models.FloatField(null=True)


MODELS = {
    Sheet: ("sheets", "sheet"),
    Alpha: ("alphas", "alpha"),
    Beta: ("betas", "beta"),
    Gamma: ("gammas", "gamma"),
    Knot: ("knots", "knot"),
}


def fill(using: str) -> None:
    """The same rows each time, with NULLs, ties and loops."""
    random = Random("expanse")
    _create(using, Sheet, [_sheet(random, number) for number in range(1, 9)])
    _create(using, Alpha, [_alpha(random, number) for number in range(1, 9)])
    best = [{"best_alpha_id": _some(random, 8), "sheet_id": None if one % 2 else one} for one in range(1, 7)]
    _create(using, Beta, [{"id": one, **values, **_pair(random, one)} for one, values in enumerate(best, 1)])
    codes = [uuid.UUID(int=number * 2**100 + 5) for number in range(5)]
    keys = [{"code": one, "alpha_id": _some(random, 8), "beta_id": _some(random, 6)} for one in codes]
    _create(using, Gamma, [{**one, **_pair(random, number)} for number, one in enumerate(keys)])
    weights = [random.choice((None, 0.5, 2.0)) for _ in range(7)]
    for number, weight in enumerate(weights, 1):
        pair = {"alpha_id": random.randint(1, 5), "beta_id": random.randint(1, 6)}
        _create(using, Knot, [{"id": number, "weight": weight, **pair}])
    for number in range(1, 9):
        betas = {"first_beta_id": _some(random, 6), "second_beta_id": _some(random, 6)}
        Alpha.objects.using(using).filter(id=number).update(**betas)
    _join(random, using, Alpha.friends.through, ("from_alpha_id", range(1, 9)), ("to_alpha_id", range(1, 9)))
    _join(random, using, Beta.favourites.through, ("beta_id", range(1, 7)), ("gamma_id", codes))
    _join(random, using, Gamma.sheets.through, ("gamma_id", codes), ("sheet_id", range(1, 9)))


def _some(random: Random, number: int) -> int | None:
    return random.choice((None, *range(1, number + 1)))


def _pair(random: Random, number: int) -> dict[str, Any]:
    return {"name": random.choice((None, "", *"abc")), "rank": number % 3}


def _sheet(random: Random, number: int) -> dict[str, Any]:
    nulls = random.choice((0.1, 0.5))
    empty = {one.name for one in Sheet._meta.concrete_fields if one.null and random.random() < nulls}
    values = {name: None if name in empty else VALUES[kind](random) for name, kind in COLUMNS.items()}
    return {"id": number, **values}


def _alpha(random: Random, number: int) -> dict[str, Any]:
    parent = _some(random, number - 1)
    return {"id": number, "sheet_id": random.randint(1, 8), "parent_id": parent, **_pair(random, number)}


def _create(using: str, model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    model._default_manager.using(using).bulk_create([model(**row) for row in rows])


def _join(
    random: Random,
    using: str,
    model: type[models.Model],
    near: tuple[str, Sequence[Any]],
    far: tuple[str, Sequence[Any]],
) -> None:
    for one in near[1]:
        others = random.sample(list(far[1]), random.randint(0, 3))
        _create(using, model, [{near[0]: one, far[0]: other} for other in others])
