"""``@requireAuth(auth: …)`` and NAMESPACES: who is let in by one authenticator, and who is not."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.auth.http import throttle
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from tests.support.auth.sessions import new_user, sign_in
from tests.support.gate.house import ANON, ROLES, freeze, only_code, settings_of, write_config
from tests.support.shop.fixture import load

QUEUE, MOBILE = "xpPyd2TD6w10vuYDBGD82mDLG0Jzfh514", "MmAXQMZfIwqyqShEId4dEI4bx4gGKSGae1yeX0"
NAMED = {
    "queue": {"type": "header", "name": "X-Queue", "value": QUEUE},
    "mobile_app": {"type": "header", "name": "X-Mobile", "value": MOBILE, "role": "editor"},
    "signed_in": {"type": "django_session"},
}
OPERATIONS = {
    "ForQueue": 'query ForQueue @requireAuth(auth: "queue") { categories { id } }',
    "ForSome": 'query ForSome @requireAuth(auth: "mobile_app", roles: ["user"]) { products { id } }',
    "ForUsers": 'query ForUsers @requireAuth(auth: "signed_in") { products { id } }',
    "Open": "query Open @skipAuth { categories { id } }",
}
IN_MOBILE = "query Stock { products { id stock } }"


@pytest.fixture(params=["production", "development"])
def client(request: pytest.FixtureRequest, database: str, settings: Any, tmp_path: Path) -> Client:
    """The project in either mode."""
    throttle.forget_failures()
    caches["default"].clear()
    load(database)
    load_roles(ROLES)
    folder = tmp_path / "config"
    write_config(folder, OPERATIONS)
    (folder / "allow.mobile.list").write_text(IN_MOBILE)
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.GRAPHGATE = settings_of(
        folder,
        AUTH=[
            {"type": "django_session"},
            {"type": "header", "name": "X-Key", "value": "k" * 40, "role": "editor"},
        ],
        NAMED_AUTH={
            **NAMED,
            "signed_in": {"type": "header", "name": "X-Signed", "value": "s" * 40, "role": "user"},
        },
        NAMESPACES={"mobile": {"auth": "mobile_app"}, "partner": {}},
        PRODUCTION=request.param == "production",
        USAGE_INTERVAL=None,
    )
    if request.param == "production":
        freeze()
    return Client(enforce_csrf_checks=True)


def ask(client: Client, text: str, *, url: str = "/api/v1/graphql", **headers: str) -> Any:
    payload = {"query": text}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(url, json.dumps(payload), "application/json", headers=sent)


def code(response: Any) -> tuple[int, str]:
    body = json.loads(response.content)
    assert "data" not in body
    return response.status_code, body["errors"][0]["extensions"]["code"]


def rows(response: Any) -> int:
    body = json.loads(response.content)
    assert "errors" not in body, body
    ((_, found),) = body["data"].items()
    return len(found)


# ------------------------------------------------------------------------------- single operations


def test_caller_of_the_authenticator_runs_the_operation(client: Client) -> None:
    assert rows(ask(client, OPERATIONS["ForQueue"], X_Queue=QUEUE)) > 0


def test_name_that_does_not_exist_is_the_callers_error(client: Client, settings: Any) -> None:
    response = ask(client, 'query X @requireAuth(auth: "nosuch") { categories { id } }', X_Queue=QUEUE)
    if settings.GRAPHGATE["PRODUCTION"]:
        assert code(response) == (403, "OPERATION_NOT_ALLOWED")
    else:
        assert response.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert not Path(settings.GRAPHGATE["CONFIG_DIR"], "allow.list").read_text().count("nosuch")


def test_caller_without_its_credential_is_401_with_its_challenge(client: Client) -> None:
    response = ask(client, OPERATIONS["ForQueue"])
    assert code(response) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"] == 'ApiKey realm="graphgate"'


@pytest.mark.parametrize("others", [{"X_Key": "k" * 40}, {"X_Mobile": MOBILE}, {"X_User_ID": "1"}])
def test_caller_of_another_authenticator_is_401(client: Client, others: dict[str, str]) -> None:
    assert code(ask(client, OPERATIONS["ForQueue"], **others)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("value", ["", "x", QUEUE[:-1], f"{QUEUE},{QUEUE}", MOBILE])
def test_wrong_credential_is_401(client: Client, value: str) -> None:
    assert code(ask(client, OPERATIONS["ForQueue"], X_Queue=value)) == (401, "INVALID_CREDENTIALS")


def test_roles_hold_beside_the_authenticator(client: Client) -> None:
    assert code(ask(client, OPERATIONS["ForSome"], X_Mobile=MOBILE)) == (403, "FORBIDDEN")


def test_credential_of_a_named_authenticator_opens_nothing_else(client: Client) -> None:
    other = "query Mails { customers { id email } }"
    status, found = code(ask(client, other, X_Mobile=MOBILE))
    assert (status, found) in {(401, "UNAUTHENTICATED"), (403, "OPERATION_NOT_ALLOWED")}


def test_caller_from_python_is_whom_the_authenticator_knew(client: Client) -> None:
    gate = get_gate()
    queue = Identity(authenticator="queue")
    assert not gate.execute(OPERATIONS["ForQueue"], identity=queue).errors
    for identity in (ANON, Identity(user_id="1", role="editor", authenticator="header")):
        assert only_code(gate.execute(OPERATIONS["ForQueue"], identity=identity)) == "UNAUTHENTICATED"


def test_wrong_value_is_counted_for_its_address_alone(client: Client, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH_FAILURE_LIMIT": 2}
    found = [code(ask(client, OPERATIONS["ForQueue"], X_Queue=f"wrong {n}"))[0] for n in range(4)]
    assert found == [401, 401, 429, 429]
    assert rows(ask(client, OPERATIONS["Open"])) > 0


def test_cookie_of_a_named_authenticator_needs_the_csrf_token(client: Client, settings: Any) -> None:
    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "AUTH": [],
        "NAMED_AUTH": {**NAMED, "signed_in": {"type": "django_session"}},
    }
    client.cookies["sessionid"] = sign_in(new_user())
    assert code(ask(client, OPERATIONS["ForUsers"])) == (403, "CSRF_FAILED")
    assert code(ask(client, OPERATIONS["ForUsers"], Origin="http://evil.example")) == (403, "CSRF_FAILED")
    assert rows(ask(client, OPERATIONS["ForUsers"], Origin="http://testserver")) > 0


def test_lock_keeps_the_name(client: Client, settings: Any) -> None:
    if settings.GRAPHGATE["PRODUCTION"] is False:
        freeze()
    lock = read_lock(Path(settings.GRAPHGATE["CONFIG_DIR"]) / "allow.lock")
    names = {one.name: one.current.access.auth for one in lock.operations}
    assert names["ForQueue"] == "queue"
    assert names["Open"] is None


def test_freeze_refuses_a_name_that_is_not_there(client: Client, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "NAMED_AUTH": {"mobile_app": NAMED["mobile_app"]}}
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("graphgate_freeze", stdout=said, stderr=said)
    assert "GATE_MISCONFIGURED: GRAPHGATE['NAMED_AUTH'] has no 'queue'" in said.getvalue()


def test_names_of_both_settings_are_different(client: Client, settings: Any) -> None:
    from django_graphgate.auth.chain import problems

    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "NAMED_AUTH": {"django_session": NAMED["queue"]},
        "NAMESPACES": {},
    }
    assert [problem.message for _, problem in problems()] == [
        "AUTH already has an authenticator with this name."
    ]


# ------------------------------------------------------------------------------------- namespaces


def test_namespace_is_chosen_by_its_header(client: Client) -> None:
    mobile = {"X_GraphGate_Namespace": "mobile"}
    assert rows(ask(client, IN_MOBILE, X_Mobile=MOBILE, **mobile)) > 0
    assert rows(ask(client, IN_MOBILE, url="/mobile", X_Mobile=MOBILE)) > 0


@pytest.mark.parametrize("others", [{}, {"X_Key": "k" * 40}, {"X_Queue": QUEUE}])
def test_namespace_with_an_authenticator_knows_its_callers_alone(
    client: Client, others: dict[str, str]
) -> None:
    for asked in ({"url": "/mobile"}, {"X_GraphGate_Namespace": "mobile"}):
        assert code(ask(client, IN_MOBILE, **asked, **others)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("name", ["other", "Mobile", "mobile,mobile", "../mobile", "m" * 200, "mobile\x00"])
def test_unknown_namespace_is_a_bad_request(client: Client, name: str) -> None:
    response = ask(client, OPERATIONS["Open"], X_GraphGate_Namespace=name, X_Mobile=MOBILE)
    assert code(response) == (400, "BAD_REQUEST")


def test_url_and_header_do_not_contradict(client: Client) -> None:
    response = ask(client, IN_MOBILE, url="/mobile", X_GraphGate_Namespace="partner", X_Mobile=MOBILE)
    assert code(response) == (400, "BAD_REQUEST")
    same = ask(client, IN_MOBILE, url="/mobile", X_GraphGate_Namespace="mobile", X_Mobile=MOBILE)
    assert rows(same) > 0


def test_header_chooses_nothing_when_it_is_switched_off(client: Client, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "NAMESPACE_HEADER": None}
    assert rows(ask(client, OPERATIONS["Open"], X_GraphGate_Namespace="mobile")) > 0


def test_caches_know_that_the_namespace_matters(client: Client) -> None:
    assert "X-GraphGate-Namespace" in ask(client, OPERATIONS["Open"])["Vary"]


def test_namespace_is_named_from_python(client: Client) -> None:
    gate, app = get_gate(), Identity(role="editor", authenticator="mobile_app")
    assert not gate.execute(IN_MOBILE, namespace="mobile", identity=app).errors
    assert only_code(gate.execute(IN_MOBILE, namespace="mobile", identity=ANON)) == "UNAUTHENTICATED"
    assert only_code(gate.execute(IN_MOBILE, namespace="other", identity=app)) == "BAD_REQUEST"
