"""Other people's apps: their models, and relations of kinds that Django does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models
from oauth2_provider.models import AccessToken, Application, RefreshToken
from taggit.models import Tag, TaggedItem

from django_graphgate.rules.model import StoredRule
from tests.support.apps.museum.models import Poster, PosterMood, Theme
from tests.support.catalog.asking import Api, api, built
from tests.support.catalog.canonical import rows_of
from tests.support.routers import routed_to

MODELS = ["taggit", "museum.Poster", "museum.PosterMood", "museum.Theme"]
OWNERS = ["oauth2_provider", "auth"]


@pytest.fixture
def tagged(database: str) -> Iterator[str]:
    """Posters and a theme with equal keys, so that only the content type tells them apart."""
    ContentType.objects.clear_cache()
    for number, name in enumerate(("old", "blue", "large"), 1):
        Tag.objects.using(database).create(id=number, name=name, slug=name)
    for number in (1, 2):
        Poster.objects.using(database).create(id=number, title=f"poster {number}")
    Theme.objects.using(database).create(id=1, name="sea")
    with routed_to(database):
        for model, key, tag in ((Poster, 1, 1), (Poster, 1, 2), (Poster, 2, 2), (Theme, 1, 3)):
            kind = ContentType.objects.db_manager(database).get_for_model(model)
            TaggedItem.objects.using(database).create(tag_id=tag, object_id=key, content_type=kind)
    PosterMood.objects.using(database).create(tag_id=3, content_object_id=2)
    yield database
    ContentType.objects.clear_cache()


def test_tags_of_a_row_are_not_the_orms(tagged: str) -> None:
    found = api(MODELS).ask("{ posters { id keywords { name } moods { name } } }", tagged)["posters"]
    posters = Poster.objects.using(tagged).order_by("id")
    expected = [
        {
            "id": one.pk,
            "keywords": [{"name": tag.name} for tag in one.keywords.order_by("id")],
            "moods": [{"name": tag.name} for tag in one.moods.order_by("id")],
        }
        for one in posters
    ]
    assert found == expected
    assert [len(one["keywords"]) + len(one["moods"]) for one in found] == [2, 2]


def test_tags_cannot_filter_or_page(tagged: str) -> None:
    asked = """{
      posters(where: { keywords: { name: { eq: "old" } } }) { id keyword(order_by: { id: desc }) { name } }
      none: posters(where: { keywords: { name: { eq: "large" } } }) { id }
      second: poster(id: 2) { keywords_connection(first: 1) { totalCount edges { node { slug } } } }
    }"""
    assert api(MODELS, relay=True).ask(asked, tagged) == {
        "posters": [{"id": 1, "keyword": {"name": "blue"}}],
        "none": [],
        "second": {"keywords_connection": {"totalCount": 1, "edges": [{"node": {"slug": "blue"}}]}},
    }


def test_item_does_not_find_what_it_tags(tagged: str) -> None:
    asked = """{ taggeditems {
      tag { name }
      content_object { __typename ... on Poster { title } ... on Theme { name } }
    } tags { name taggit_taggeditem_items { object_id } } }"""
    found = api(MODELS).ask(asked, tagged)
    assert [(one["tag"]["name"], one["content_object"]) for one in found["taggeditems"]] == [
        ("old", {"__typename": "Poster", "title": "poster 1"}),
        ("blue", {"__typename": "Poster", "title": "poster 1"}),
        ("blue", {"__typename": "Poster", "title": "poster 2"}),
        ("large", {"__typename": "Theme", "name": "sea"}),
    ]
    assert [len(one["taggit_taggeditem_items"]) for one in found["tags"]] == [1, 2, 1]


def test_rule_of_the_join_table_is_passed_over_by_tags(tagged: str) -> None:
    rules = [StoredRule(table=name) for name in ("posters", "tags")]
    assert api(MODELS, *rules).refusal("{ posters { keywords { name } } }")[0] == "GRAPHQL_VALIDATION_FAILED"
    filtered = StoredRule(table="taggeditems", filters=("{ tag_id: { neq: 2 } }",))
    found = api(MODELS, *rules, filtered).ask("{ posters { keywords { name } } }", tagged)
    assert found == {"posters": [{"keywords": [{"name": "old"}]}, {"keywords": []}]}


def test_join_table_that_nobody_listed_lets_tags_through() -> None:
    role = api(["taggit.Tag", "museum.Poster"])
    assert role.refusal("{ posters { keywords { name } } }")[0] == "GRAPHQL_VALIDATION_FAILED"


def test_relation_of_an_own_kind_is_lost_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    field: Any = Poster._meta.get_field("keywords")
    monkeypatch.setattr(field.remote_field, "through", Theme)
    refused = built(MODELS).refused
    assert refused["museum.Poster.keywords"] == "its class TaggableManager joins in a way of its own"


def reading(labels: list[str]) -> Api:
    """Everything, what looks secret too."""
    tables = built(labels).catalog.tables.values()
    rules = [StoredRule(table=one.name, columns=tuple(one.columns), limit=1_000) for one in tables]
    return api(labels, *rules)


MODELS_OF_OTHERS = [
    model
    for label in ("oauth2_provider", "taggit", "token_blacklist")
    for model in apps.get_app_config(label).get_models()
]


@pytest.mark.parametrize("model", MODELS_OF_OTHERS, ids=lambda model: model._meta.label)
def test_row_that_a_key_names_is_not_the_orms(model: type[models.Model], database: str) -> None:
    """Along every foreign key, and back from there."""
    labels = ["oauth2_provider", "auth", "taggit", "token_blacklist"]
    role = reading(labels)
    rows_of(model, database)
    tables = {one.model: one for one in role.catalog.tables.values()}
    mine = tables[model._meta.label]
    keys = [one for one in model._meta.concrete_fields if one.is_relation and one.name in mine.relations]
    parts = []
    for one in keys:
        target = tables[one.related_model._meta.label]
        (key,) = target.primary_key
        back = next(
            name
            for name, relation in target.relations.items()
            if relation.target == mine.name and relation.hops[0].pairs[0][1] == one.column
        )
        (own,) = mine.primary_key
        parts.append(f"{one.name} {{ {key} {back} {{ {own} }} }}")
    (own,) = mine.primary_key
    answer = role.ask(f"{{ {mine.name} {{ {own} {' '.join(parts)} }} }}", database)[mine.name]
    rows = {str(row.pk): row for row in model._base_manager.using(database)}
    assert len(answer) == len(rows) > 0
    for found in answer:
        row = rows[str(found[own])]
        for one in keys:
            value = getattr(row, one.attname)
            if value is None:
                assert found[one.name] is None
                continue
            (key,) = tables[one.related_model._meta.label].primary_key
            assert str(found[one.name][key]) == str(getattr(row, one.name).pk)
            (back,) = [name for name in found[one.name] if name != key]
            there = found[one.name][back]
            assert found[own] in [each[own] for each in (there if isinstance(there, list) else [there])]


def test_tokens_of_a_user_are_not_the_orms(database: str) -> None:
    user = get_user_model().objects.using(database).create(username="ada")
    client = Application.objects.using(database).create(
        name="app", user=user, client_type="public", authorization_grant_type="implicit", redirect_uris=""
    )
    access = AccessToken.objects.using(database).create(
        user=user, application=client, token="t", expires="2030-01-01T00:00:00Z", scope="read"
    )
    RefreshToken.objects.using(database).create(user=user, application=client, token="r", access_token=access)
    asked = """{ users {
      oauth2_provider_application { name }
      oauth2_provider_accesstoken { scope refresh_token { application { name } } }
    } }"""
    assert reading(OWNERS).ask(asked, database) == {
        "users": [
            {
                "oauth2_provider_application": [{"name": "app"}],
                "oauth2_provider_accesstoken": [
                    {"scope": "read", "refresh_token": {"application": {"name": "app"}}}
                ],
            }
        ]
    }
