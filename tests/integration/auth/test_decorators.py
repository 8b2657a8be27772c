"""``@require_auth`` on plain views, synchronous and asynchronous."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from django_graphgate.auth.http import throttle
from django_graphgate.decorators import require_auth
from django_graphgate.models import Role
from tests.support.auth.sessions import asking, new_user, sign_in

SECRET = "the-secret-of-the-tests"
KEY = {"type": "header", "name": "X-Key", "value": SECRET}
ENGINES = "django.contrib.sessions.backends."


@pytest.fixture(autouse=True)
def gate(settings: Any) -> None:
    settings.SESSION_ENGINE = ENGINES + "signed_cookies"
    settings.GRAPHGATE = {
        "AUTH": [{"type": "django_session"}, {**KEY, "role": "worker"}],
        "NAMED_AUTH": {"queue": {**KEY, "name": "X-Queue"}},
    }
    throttle.forget_failures()


@pytest.fixture(params=["sync", "async"])
def view(request: pytest.FixtureRequest) -> Any:
    """Makes a decorated view and calls it: ``view(request, name=…, roles=…)``."""

    def call(asked: HttpRequest, **options: Any) -> HttpResponse:
        if request.param == "sync":

            @require_auth(**options)
            def plain(request: HttpRequest, word: str = "hello") -> HttpResponse:
                return HttpResponse(f"{word} {request.graphgate_identity.authenticator}")  # type: ignore[attr-defined]

            return plain(asked, word="hi")

        @require_auth(**options)
        async def later(request: HttpRequest, word: str = "hello") -> HttpResponse:
            return HttpResponse(f"{word} {request.graphgate_identity.authenticator}")  # type: ignore[attr-defined]

        return async_to_sync(later)(asked, word="hi")

    return call


def code_of(response: HttpResponse) -> tuple[int, str]:
    (error,) = json.loads(response.content)["errors"]
    assert set(error) == {"message", "extensions"}
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    return response.status_code, error["extensions"]["code"]


@pytest.fixture
def worker(transactional_db: None) -> None:
    """The role that the header gives is configured."""
    Role.objects.create(name="worker")


@pytest.mark.usefixtures("worker")
def test_known_caller_reaches_the_view(view: Any) -> None:
    assert view(asking(sign_in(new_user()))).content == b"hi django_session"
    assert view(asking(X_Key=SECRET)).content == b"hi header"


@pytest.mark.usefixtures("worker")
def test_answer_is_kept_out_of_shared_caches(view: Any) -> None:
    response = view(asking(X_Key=SECRET))
    assert response["Vary"] == "Authorization, Cookie, X-Key, X-Queue"
    assert response["Cache-Control"] == "private"


def test_nobody_is_401(view: Any) -> None:
    response = view(asking())
    assert code_of(response) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"] == 'Cookie realm="graphgate", ApiKey realm="graphgate"'


def test_wrong_credential_is_401(view: Any) -> None:
    response = view(asking("forged:cookie:value"))
    assert code_of(response) == (401, "INVALID_CREDENTIALS")
    assert response["WWW-Authenticate"].startswith("Cookie")


@pytest.mark.django_db(transaction=True)
def test_cookie_of_a_user_whom_the_database_no_longer_confirms_is_taken_away(
    view: Any, settings: Any
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH_FAILURE_LIMIT": 0}  # it is no guess
    user = new_user()
    cookie = sign_in(user)
    user.delete()
    response = view(asking(cookie))
    assert code_of(response) == (401, "INVALID_CREDENTIALS")
    assert response.cookies["sessionid"]["max-age"] == 0


def test_cookie_of_a_session_that_ended_is_taken_away(view: Any, settings: Any) -> None:
    settings.SESSION_ENGINE = ENGINES + "cache"
    response = view(asking("k" * 32))
    assert code_of(response) == (401, "INVALID_CREDENTIALS")
    assert response.cookies["sessionid"]["max-age"] == 0


@pytest.mark.django_db(transaction=True)
def test_role_that_is_not_configured_lets_nobody_pass(view: Any, settings: Any) -> None:
    assert code_of(view(asking(X_Key=SECRET))) == (403, "FORBIDDEN")
    assert code_of(view(asking(X_Key=SECRET), roles={"worker"})) == (403, "FORBIDDEN")
    Role.objects.create(name="worker")
    assert view(asking(X_Key=SECRET)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_role_that_the_request_names_signs_nobody_in(view: Any, settings: Any) -> None:
    Role.objects.create(name="boss")
    proxied = {**KEY, "role_header": "X-Role", "user_id_header": "X-User"}
    settings.GRAPHGATE = {"AUTH": [proxied], "TRUSTED_PROXIES": ["127.0.0.1"]}
    assert code_of(view(asking(X_Key=SECRET, X_Role="boss"))) == (401, "UNAUTHENTICATED")
    assert code_of(view(asking(X_Key=SECRET, X_Role="boss"), roles={"boss"})) == (401, "UNAUTHENTICATED")
    assert view(asking(X_Key=SECRET, X_Role="boss", X_User="7"), roles={"boss"}).status_code == 200


def test_named_authenticator_is_asked_alone(view: Any) -> None:
    assert view(asking(X_Queue=SECRET), name="queue").content == b"hi queue"
    assert code_of(view(asking(X_Key=SECRET), name="queue")) == (401, "UNAUTHENTICATED")
    assert code_of(view(asking(X_Queue="wrong"), name="queue")) == (401, "INVALID_CREDENTIALS")


def test_name_that_does_not_exist_lets_nobody_in(view: Any, caplog: pytest.LogCaptureFixture) -> None:
    response = view(asking(X_Queue=SECRET), name="quue")
    assert code_of(response) == (500, "GATE_MISCONFIGURED")
    assert b"quue" not in response.content
    assert "quue" in caplog.text


@pytest.mark.usefixtures("worker")
def test_roles_decide(view: Any) -> None:
    assert view(asking(X_Key=SECRET), roles={"worker"}).status_code == 200
    assert code_of(view(asking(X_Key=SECRET), roles={"admin", "user"})) == (403, "FORBIDDEN")
    cookie = sign_in(new_user())
    assert view(asking(cookie), roles=["user"]).status_code == 200
    assert code_of(view(asking(cookie), roles=["worker"])) == (403, "FORBIDDEN")
    assert code_of(view(asking(X_Queue=SECRET), name="queue", roles=["user"])) == (403, "FORBIDDEN")
    assert code_of(view(asking(X_Key=SECRET), roles=[])) == (403, "FORBIDDEN")


@pytest.mark.django_db(transaction=True)
def test_other_site_cannot_post_with_the_cookie(view: Any) -> None:
    request = RequestFactory().post("/", {"a": "b"}, headers={"Origin": "http://evil.example"})
    request.COOKIES["sessionid"] = sign_in(new_user())
    assert code_of(view(request)) == (403, "CSRF_FAILED")
    allowed = RequestFactory().post("/", b"{}", "application/json", headers={"Origin": "http://testserver"})
    allowed.COOKIES = request.COOKIES
    assert view(allowed).status_code == 200


def test_session_store_that_is_down_is_503(view: Any, settings: Any) -> None:
    settings.SESSION_ENGINE = ENGINES + "cache"
    location = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": location}
    assert code_of(view(asking("k" * 32))) == (503, "AUTH_UNAVAILABLE")


def test_wrong_use_is_reported_at_import() -> None:
    with pytest.raises(TypeError, match="parentheses"):
        require_auth(lambda request: None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="collection"):
        require_auth(roles="admin")


@pytest.mark.django_db(transaction=True)
def test_role_of_the_users_row_decides(view: Any) -> None:
    Role.objects.create(name="editor", match="is_staff")
    user = new_user()
    cookie = sign_in(user)
    assert code_of(view(asking(cookie), roles={"editor"})) == (403, "FORBIDDEN")
    type(user).objects.update(is_staff=True)
    assert view(asking(cookie), roles={"editor"}).status_code == 200
    assert code_of(view(asking(cookie), roles={"user"})) == (403, "FORBIDDEN")
    type(user).objects.update(is_staff=False)
    assert code_of(view(asking(cookie), roles={"editor"})) == (403, "FORBIDDEN")


@pytest.mark.django_db(transaction=True)
def test_role_that_a_request_names_has_to_match_where_that_is_required(view: Any, settings: Any) -> None:
    Role.objects.create(name="boss", match="is_superuser")
    user = new_user()
    settings.GRAPHGATE = {
        "AUTH": [{**KEY, "role_header": "X-Role", "user_id_header": "X-User"}],
        "TRUSTED_PROXIES": ["127.0.0.1"],
        "ROLE_MUST_MATCH": True,
    }
    asked = {"X_Key": SECRET, "X_Role": "boss", "X_User": str(user.pk)}
    assert code_of(view(asking(**asked))) == (403, "FORBIDDEN")
    type(user).objects.update(is_superuser=True)
    assert view(asking(**asked)).status_code == 200
    assert view(asking(**asked), roles={"boss"}).status_code == 200
