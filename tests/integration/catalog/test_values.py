"""Every column of every model reads as the ORM reads it, or is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connections, models

from django_graphgate.errors import Unsupported
from django_graphgate.rules.model import StoredRule
from tests.support.catalog.asking import Api, built
from tests.support.catalog.asking import api as api_of
from tests.support.catalog.canonical import differences, readable, rows_of
from tests.support.shop.fixture import load

REFUSED: dict[str, set[str]] = {
    "shop": {"shop.Customer.note"},
    "museum": {
        "museum.Chest",
        "museum.Chest.code",
        "museum.Lock.chest",
        "museum.Treasury.coin",
        "museum.Treasury.größe",
        "museum.Treasury.hand",
    },
    "taggit": set(),
    "oauth2_provider": {
        "oauth2_provider.AccessToken.resource",
        "oauth2_provider.Grant.resource",
        "oauth2_provider.RefreshToken.resource",
    },
    "token_blacklist": set(),
    "auth": set(),
    "admin": set(),
    "sessions": set(),
}
"""What a check names of the fields of each app."""

MODELS = [
    model
    for label in REFUSED
    for model in apps.get_app_config(label).get_models()
    if model._meta.managed and not model._meta.proxy and model._meta.label not in REFUSED[label]
]


def reading_everything(label: str) -> Api:
    """Everything, what looks secret too."""
    tables = built([label]).catalog.tables.values()
    return api_of(
        [label], *(StoredRule(table=one.name, columns=tuple(one.columns), limit=1000) for one in tables)
    )


@pytest.mark.parametrize("label", REFUSED)
def test_field_is_lost_without_a_word(label: str) -> None:
    found = built([label])
    assert set(found.refused) == REFUSED[label]
    by_model = {one.model: one for one in found.catalog.tables.values()}
    for model in apps.get_app_config(label).get_models():
        if not model._meta.proxy and model._meta.label not in REFUSED[label]:
            refused = {
                one.rpartition(".")[2] for one in REFUSED[label] if one.startswith(f"{model._meta.label}.")
            }
            fields = [one for one in model._meta.concrete_fields if one.name not in refused]
            assert set(by_model[model._meta.label].columns) == readable(fields)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_value_is_not_the_orms(model: type[models.Model], database: str) -> None:
    if not model._meta.can_migrate(connections[database]):
        with pytest.raises(Unsupported):
            reading_everything("shop").compiled("{ palettes { colors } }", "sqlite")
        return
    if model._meta.app_label == "shop":
        load(database)
    else:
        rows_of(model, database)
    assert differences(reading_everything(model._meta.app_label), model, database) == []


def test_column_of_a_third_partys_secret_is_shown_unasked(database: str) -> None:
    columns = built(["oauth2_provider"]).catalog.tables["applications"].columns
    assert columns["client_secret"].secret
    answer: Any = api_of(["oauth2_provider"])
    assert answer.refusal("{ applications { client_secret } }")[0] == "GRAPHQL_VALIDATION_FAILED"
