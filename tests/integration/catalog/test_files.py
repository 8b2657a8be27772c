"""Files: the stored name, and the URL as the storage of the field makes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.db import models
from django.db.models.fields.files import FieldFile
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate import checks
from django_graphgate.dialects.sqlite_functions import gg_file_url
from django_graphgate.rules.model import StoredRule
from tests.support.apps.museum.models import Everything
from tests.support.catalog.asking import Api, api

TABLE = "everythings"
ASKED = "{ everythings(order_by: { id: asc }) { file file_url } }"
NAMES = [
    "a.png",
    "b c/d.png",
    "/e.png",
    "\\f\\g.png",
    "h?i#j;k&l=m+n.png",
    "%41.png",
    "é😀.png",
    "~!*()'-_.",
    '"<script>"\n\t',
    "https:evil.example",
    "//evil.example/x",
    "javascript:alert(1)",
]
FILE: Any = Everything._meta.get_field("file")


@pytest.fixture
def served(settings: Any) -> None:
    settings.MEDIA_URL = "https://cdn.example/m%20s/"


def museum(*rules: StoredRule, **options: Any) -> Api:
    return api(["museum"], *rules, **options)


@pytest.mark.usefixtures("served")
def test_url_is_not_the_storages(database: str) -> None:
    for name in [*NAMES, "", None]:
        Everything.objects.using(database).create(file=name)
    rows = museum().ask(ASKED, database)[TABLE]
    objects = Everything.objects.using(database).order_by("id")
    assert [row["file_url"] for row in rows] == [item.file.url if item.file else None for item in objects]
    assert [row["file"] for row in rows] == [*NAMES, "", ""]  # Django stores no NULL
    assert all(
        url is None or url.startswith("https://cdn.example/m%20s/") for url in (r["file_url"] for r in rows)
    )


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10))
def test_quoted_name_is_not_the_storages(name: str) -> None:
    storage = FileSystemStorage(base_url="/media/")
    whole = name.replace("\\", "/").lstrip("/")
    if name and "." not in whole and "//" not in whole:  # which urljoin resolves, as browsers do
        assert gg_file_url("/media/", name) == storage.url(name)


@pytest.mark.parametrize("value", [None, "", b"", 7, b"\xff"])
def test_value_that_is_no_name_has_a_url(value: Any) -> None:
    assert gg_file_url("/media/", value) is None


@pytest.mark.usefixtures("served")
def test_masked_name_is_in_the_url(database: str) -> None:
    for number in (1, 2):
        Everything.objects.using(database).create(file=f"{number}.png", integer=number)
    masked = StoredRule(table=TABLE, column_filters=(("file", "{ integer: { eq: 1 } }"),))
    rows = museum(masked).ask(ASKED, database)[TABLE]
    assert [row["file_url"] for row in rows] == ["https://cdn.example/m%20s/1.png", None]


@pytest.mark.usefixtures("served")
def test_url_of_a_hidden_file_is_shown() -> None:
    hidden = museum(StoredRule(table=TABLE, columns=("id",)))
    assert hidden.refusal("{ everythings { file_url } }")[0] == "GRAPHQL_VALIDATION_FAILED"
    blocked = museum(blocklist=[f"{TABLE}.file"])
    assert blocked.refusal("{ everythings { file_url } }")[0] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "text", ["where: { file_url: { eq: 1 } }", "order_by: { file_url: asc }", "distinct: [file_url]"]
)
def test_url_is_compared(text: str) -> None:
    assert museum().refusal(f"{{ everythings({text}) {{ id }} }}")[0] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.usefixtures("served")
def test_url_has_no_camel_case(database: str) -> None:
    Everything.objects.using(database).create(file="a.png")
    found = museum(camel_case=True)
    assert found.ask("{ everythings { fileUrl } }", database) == {
        TABLE: [{"fileUrl": "https://cdn.example/m%20s/a.png"}]
    }
    assert (
        found.strict("query A { everythings { file_url } }")
        == "query A { everythings { file_url: fileUrl } }"
    )


class Signing(FileSystemStorage):
    def url(self, name: str | None) -> str:
        return f"/signed/{name}"


class OwnFile(FieldFile):
    @property
    def url(self) -> str:
        return "/own"


class OwnField(models.FileField):
    attr_class = OwnFile


@pytest.mark.parametrize("base", ["", "/", None])
def test_file_that_is_not_served_has_a_url(settings: Any, base: str | None) -> None:
    settings.MEDIA_URL = base
    assert museum().refusal("{ everythings { file_url } }")[0] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "storage", [Signing(base_url="/m/"), InMemoryStorage(base_url="/m/")], ids=lambda s: type(s).__name__
)
def test_storage_with_code_of_its_own_is_passed_over(storage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FILE, "storage", storage)
    assert museum().refusal("{ everythings { file_url } }")[0] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.usefixtures("served")
def test_file_with_code_of_its_own_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FILE, "attr_class", OwnFile)
    assert museum().refusal("{ everythings { file_url } }")[0] == "GRAPHQL_VALIDATION_FAILED"


def test_missing_url_is_not_reported(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MODELS": ["museum.Everything"], "TABLES": []}

    def reported() -> list[str]:
        settings.GRAPHGATE = dict(settings.GRAPHGATE)  # the catalogue is built anew
        return [message.msg for message in checks.say_missing_urls() if message.id]

    settings.MEDIA_URL = ""
    assert reported() == ["Files without a URL in the API: museum.Everything.file."]
    settings.MEDIA_URL = "/media/"
    assert reported() == []
