"""What a request may ask for besides a mutation, over HTTP: keys, dry runs; and who may not send one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.models import AllowedOperation, IdempotencyRecord
from tests.support.auth.sessions import new_user, sign_in
from tests.support.gate.house import caller, settings_of, write_config
from tests.support.shop.models import Tag
from tests.support.views.calling import GRAPHQL, JSON, Caller, error_of

TEXT = "mutation AddTag($slug: String!) { tag(insert: { slug: $slug }) { id slug } }"
ROLES: dict[str, Any] = {
    "roles": [
        {"name": "anon", "tables": [{"name": "tags", "query": {}, "insert": {"columns": ["slug"]}}]},
        {"name": "user", "extends": "anon"},
    ]
}
ADA, BOB = caller(1), caller(2)


def prepare(settings: Any, folder: Path) -> None:
    load_roles(ROLES)
    write_config(folder / "config", {"AddTag": TEXT}, ROLES)
    settings.GRAPHGATE = settings_of(folder / "config", PRODUCTION=False)
    settings.ROOT_URLCONF = "tests.support.views.urls"


@pytest.fixture
def project(database: str, settings: Any, tmp_path: Path) -> Any:
    """Development, with the mutation in the allow list."""
    prepare(settings, tmp_path)
    return settings


def configure(settings: Any, **changes: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, **changes}


def run(slug: str = "a", identity: Identity = ADA, **options: Any) -> Any:
    return get_gate().execute(TEXT, variables={"slug": slug}, identity=identity, **options)


def slugs(alias: str) -> list[str]:
    return list(Tag.objects.using(alias).order_by("slug").values_list("slug", flat=True))


def code_of(result: Any) -> str:
    code: str = result.errors[0]["extensions"]["code"]
    return code


@pytest.mark.usefixtures("project")
def test_key_is_not_heeded(database: str) -> None:
    first = run(idempotency_key="one")
    again = run(idempotency_key="one")
    assert (first.errors, again.errors) == ([], [])
    assert first.data == again.data
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert slugs(database) == ["a"]
    assert code_of(run("b", idempotency_key="one")) == "IDEMPOTENCY_CONFLICT"
    assert run("b", BOB, idempotency_key="one").errors == []
    assert slugs(database) == ["a", "b"]


@pytest.mark.usefixtures("project")
def test_refused_data_are_kept_under_the_key(database: str) -> None:
    run("taken")
    assert code_of(run("taken", idempotency_key="one")) == "VALIDATION_FAILED"
    assert run("free", idempotency_key="one").errors == []
    assert slugs(database) == ["free", "taken"]


@pytest.mark.usefixtures("project")
def test_kept_answer_has_a_column_that_is_hidden_by_now(database: str) -> None:
    run(idempotency_key="one")
    masked = {"columns": ["id", {"name": "slug", "if": "{ id: { lt: 0 } }"}]}
    tags = {"name": "tags", "query": masked, "insert": {"columns": ["slug"]}}
    load_roles({"roles": [{"name": "user", "tables": [tags]}]})
    again = run(idempotency_key="one")
    assert (again.data, code_of(again)) == (None, "IDEMPOTENCY_CONFLICT")
    load_roles(ROLES)
    assert run(idempotency_key="one").headers["Idempotency-Replayed"] == "true"
    assert slugs(database) == ["a"]


@pytest.mark.usefixtures("project")
def test_answer_outlives_the_right_to_it() -> None:
    """Nobody who may not run the operation any more is answered."""
    run(idempotency_key="one")
    load_roles({"roles": [{"name": "user", "tables": [{"name": "tags", "query": {}}]}]})
    assert run(idempotency_key="one").data is None


def test_dry_run_stays_or_needs_no_permission(project: Any, database: str) -> None:
    assert code_of(run(dry_run=True)) == "FORBIDDEN"
    configure(project, DRY_RUN_ROLES=["user"])
    result = run(dry_run=True, idempotency_key="one")
    assert json.loads(result.data)["tag"]["slug"] == "a"
    assert result.extensions == {"graphgate": {"dryRun": True}}
    assert (slugs(database), IdempotencyRecord.objects.using(database).count()) == ([], 0)
    assert not AllowedOperation.objects.using(database).exists()
    assert run(idempotency_key="one").errors == []
    assert code_of(run(dry_run=True, idempotency_key="one")) == "VALIDATION_FAILED"  # it runs
    assert slugs(database) == ["a"]


def test_dry_run_hides_what_the_database_refuses(project: Any, database: str) -> None:
    configure(project, DRY_RUN_ROLES=["user"])
    run("taken")
    assert code_of(run("taken", dry_run=True)) == "VALIDATION_FAILED"
    assert slugs(database) == ["taken"]


@pytest.mark.django_db
def test_trigger_does_not_know_the_caller(settings: Any, tmp_path: Path) -> None:
    """It writes who has inserted."""
    prepare(settings, tmp_path)
    configure(settings, SET_SESSION_VARIABLES=True)
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.sign() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.slug = concat_ws('-',"
            " NEW.slug, current_setting('graphgate.user_id'), current_setting('graphgate.role')); RETURN NEW; END $$;"
            "CREATE TRIGGER sign BEFORE INSERT ON shop_tag FOR EACH ROW EXECUTE FUNCTION pg_temp.sign()"
        )
        assert run().errors == []
    assert slugs("default") == ["a-1-user"]


# -- over HTTP --------------------------------------------------------------------------------------


@pytest.fixture
def ada(project: Any) -> Caller:
    """A browser in front of production, in which the mutation is frozen."""
    call_command("graphgate_sync")
    call_command("graphgate_freeze")
    configure(project, PRODUCTION=True)
    return Caller("wsgi", {"sessionid": sign_in(new_user())})


SENT = hashlib.sha256(TEXT.encode()).hexdigest()
NAMES: list[dict[str, Any]] = [
    {"operationName": "AddTag"},
    {"query": TEXT},
    {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": SENT}}},
    {"documentId": f"sha256:{SENT}"},
]
HERE = {"Sec-Fetch-Site": "same-origin"}


def parameters(members: dict[str, Any]) -> dict[str, str]:
    return {name: each if isinstance(each, str) else json.dumps(each) for name, each in members.items()}


@pytest.mark.parametrize("named", NAMES, ids="+".join)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_link_runs_a_mutation(ada: Caller, database: str, named: dict[str, Any], method: str) -> None:
    response = ada.get(method=method, **parameters({**named, "variables": {"slug": "a"}}), headers=HERE)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert slugs(database) == []
    assert ada.post({**named, "variables": {"slug": "a"}}, headers=HERE).status_code == 200
    assert slugs(database) == ["a"]


@pytest.mark.parametrize("site", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_other_site_runs_a_mutation(ada: Caller, database: str, site: dict[str, str]) -> None:
    response = ada.post({**NAMES[0], "variables": {"slug": "a"}}, headers=site)
    assert error_of(response) == (403, "CSRF_FAILED")
    assert slugs(database) == []


def test_header_is_lost_on_the_way(ada: Caller, database: str) -> None:
    asked = {**NAMES[0], "variables": {"slug": "a"}}
    headers = {**HERE, "Idempotency-Key": "one"}
    first, again = (ada.post(asked, headers=headers) for _ in range(2))
    assert first.content == again.content
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert again["Cache-Control"] == "no-store"
    other = ada.post({**asked, "variables": {"slug": "b"}}, headers=headers)
    assert error_of(other) == (409, "IDEMPOTENCY_CONFLICT")
    assert slugs(database) == ["a"]


def test_dry_run_of_production_is_secret_or_stays(ada: Caller, database: str, settings: Any) -> None:
    asked = {**NAMES[0], "variables": {"slug": "a"}, "extensions": {"dryRun": True}}
    assert error_of(ada.post(asked, headers=HERE)) == (403, "FORBIDDEN")
    configure(settings, DRY_RUN_ROLES=["user"])
    body = json.loads(ada.post(asked, headers=HERE).content)
    assert body["data"]["tag"]["slug"] == "a"
    assert body["extensions"] == {"graphgate": {"dryRun": True}}
    assert slugs(database) == []


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_refused_data_have_another_status(ada: Caller, database: str, accept: str) -> None:
    asked = {**NAMES[0], "variables": {"slug": "a"}}
    ada.post(asked, headers=HERE)
    response = ada.post(asked, headers=HERE, accept=accept)
    body = json.loads(response.content)
    assert (response.status_code, body["data"]) == (200, None)
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "VALIDATION_FAILED"
    assert [(field["path"], field["code"]) for field in error["extensions"]["fields"]] == [
        (["insert", "slug"], "unique")
    ]
    assert slugs(database) == ["a"]
