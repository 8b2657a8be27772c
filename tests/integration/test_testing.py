"""What projects test with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import AsyncClient, Client, override_settings
from django.urls import include, path

from django_graphgate import get_gate
from django_graphgate.access import load_roles
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.testing import (
    GraphQLClient,
    graphgate_development,
    graphgate_mode,
    graphgate_production,
)
from tests.support.shop.models import Tag

__all__ = ["graphgate_development", "graphgate_production"]

urlpatterns = [path("api/v1/", include("django_graphgate.urls"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

TAGS = "query Tags { tags { slug } }"
ROLES = {"roles": [{"name": "user", "tables": [{"name": "tags", "query": {}}]}]}


@pytest.fixture
def signed_in() -> GraphQLClient:
    load_roles(ROLES)
    Tag.objects.create(slug="new")
    client = Client()
    client.force_login(User.objects.create_user("somebody"))
    return GraphQLClient(client)


@pytest.fixture
def frozen(tmp_path: Path, settings: Any) -> Path:
    """A project with one frozen operation."""
    (tmp_path / "roles.json").write_text(json.dumps(ROLES))
    (tmp_path / "allow.list").write_text(TAGS)
    settings.GRAPHGATE = {**settings.GRAPHGATE, "CONFIG_DIR": tmp_path}
    call_command("graphgate_freeze")
    return tmp_path


def test_development_records_into_a_folder_of_its_own(
    frozen: Path, graphgate_development: None, signed_in: GraphQLClient
) -> None:
    before = (frozen / "allow.list").read_text()
    assert signed_in.data("query Other { tags { id: slug } }") == {"tags": [{"id": "new"}]}
    assert (frozen / "allow.list").read_text() == before
    assert "query Other" in (get_settings().config_dir() / "allow.list").read_text()


def test_folder_of_development_is_removed() -> None:
    with graphgate_mode("development"):
        folder = get_settings().config_dir()
        assert folder.is_dir()
    assert not folder.exists()


def test_production_runs_what_is_frozen(
    frozen: Path, graphgate_production: None, signed_in: GraphQLClient
) -> None:
    assert signed_in.data(name="Tags") == {"tags": [{"slug": "new"}]}
    assert signed_in.data(TAGS) == {"tags": [{"slug": "new"}]}
    assert signed_in.codes("query Other { tags { id } }") == ["OPERATION_NOT_ALLOWED"]


def test_documents_are_named_by_digest(
    frozen: Path, graphgate_production: None, signed_in: GraphQLClient
) -> None:
    digest = next(iter(get_gate().operations)).digest
    assert signed_in.data(document_id=f"sha256:{digest}") == {"tags": [{"slug": "new"}]}


def test_production_without_frozen_files_is_refused(tmp_path: Path) -> None:
    with graphgate_mode("production", CONFIG_DIR=tmp_path), pytest.raises(ConfigurationError):
        get_gate()


def test_modes_nest_and_end(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True, "MAX_DEPTH": 3}
    with graphgate_mode("development", DEFAULT_LIMIT=5):
        assert not get_gate().production
        assert (get_settings().DEFAULT_LIMIT, get_settings().MAX_DEPTH) == (5, 3)
        with graphgate_mode("production"):
            assert get_settings().production()
        assert not get_settings().production()
    assert get_settings().production()
    assert get_settings().DEFAULT_LIMIT == 20


def test_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'debug'"), graphgate_mode("debug"):  # type: ignore[arg-type]
        pass


def test_variables_and_headers_are_sent(graphgate_development: None, signed_in: GraphQLClient) -> None:
    text = "query One($slug: String!) { tags(where: { slug: { eq: $slug } }) { slug } }"
    assert signed_in.data(text, {"slug": "new"}) == {"tags": [{"slug": "new"}]}
    assert signed_in.data(text, {"slug": "old"}) == {"tags": []}
    assert signed_in.codes(text) == ["BAD_USER_INPUT"]
    answer = signed_in.post(text, {"slug": "new"}, headers={"Accept": "application/graphql-response+json"})
    assert answer["Content-Type"].startswith("application/graphql-response+json")


def test_errors_fail_a_test_that_wants_data(graphgate_development: None, db: None) -> None:
    with pytest.raises(AssertionError, match="UNAUTHENTICATED"):
        GraphQLClient().data(TAGS)


def test_another_path_may_be_given(graphgate_development: None) -> None:
    assert GraphQLClient(path="/nowhere").post(TAGS).status_code == 404


async def _asked(client: AsyncClient) -> Any:
    body = {"query": TAGS}
    return await client.post("/api/v1/graphql", body, content_type="application/json")


def test_asynchronous_tests_see_their_own_transaction(graphgate_development: None) -> None:
    from asgiref.sync import async_to_sync

    load_roles(ROLES)
    Tag.objects.create(slug="uncommitted")
    client = AsyncClient()
    client.force_login(User.objects.create_user("somebody"))
    answer = async_to_sync(_asked)(client)
    assert answer.json()["data"] == {"tags": [{"slug": "uncommitted"}]}


def test_module_is_of_use_without_pytest() -> None:
    program = (
        "import sys; sys.modules['pytest'] = None\n"
        "from django_graphgate import testing\n"
        "print(testing.graphgate_mode.__name__, hasattr(testing, 'graphgate_development'))"
    )
    said = subprocess.check_output([sys.executable, "-c", program], text=True, cwd=Path(__file__).parents[2])
    assert said.split() == ["graphgate_mode", "False"]


def test_client_works_under_unittest_too(signed_in: GraphQLClient) -> None:
    with override_settings(DEBUG=False), graphgate_mode("development"):
        assert signed_in.data(TAGS) == {"tags": [{"slug": "new"}]}
