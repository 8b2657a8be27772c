"""Over HTTP: what a client sent in development goes on running in production, whoever may run it by then."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from django_graphgate.access import load_roles
from django_graphgate.allowlist.digest import lexical_digest
from django_graphgate.models import AllowedOperation
from tests.support.auth.sessions import new_user, sign_in
from tests.support.shop import fixture
from tests.support.views.calling import Caller, error_of

SENT = "query Names{products(limit:1,order_by:{id:asc}){name}}"
CANONICAL = """query Names {
  products(limit: 1, order_by: [{ id: asc }]) {
    name
  }
}"""
WANTED = {"data": {"products": [{"name": "Lamp"}]}}
REQUESTS = {
    "name": {"operationName": "Names"},
    "text": {"query": SENT},
    "canonical text": {"query": CANONICAL},
    "digest of the text": {"documentId": f"sha256:{hashlib.sha256(SENT.encode()).hexdigest()}"},
    "digest of its tokens": {"documentId": f"sha256:{lexical_digest(SENT)}"},
    "digest of the canonical text": {"documentId": f"sha256:{lexical_digest(CANONICAL)}"},
}
"""What a client may have built in."""


SAME_SITE = {"Origin": "http://testserver"}


def signed_in(caller: Caller) -> None:
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(new_user())


@pytest.fixture
def folder(caller: Caller, settings: Any) -> Path:
    """A project in which a signed-in front end ran, and recorded, its operation."""
    fixture.load()
    products = {"name": "products", "query": {}}
    load_roles([{"name": name, "tables": [products]} for name in ("anon", "editor", "user")])
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    signed_in(caller)
    assert caller.post({"query": SENT}, headers=SAME_SITE).status_code == 200
    caller.cookies.clear()
    folder = Path(settings.GRAPHGATE["CONFIG_DIR"])
    assert "query Names @requireAuth {" in (folder / "allow.list").read_text()
    call_command("graphgate_sync", verbosity=0)
    return folder


def served(settings: Any, folder: Path, *, edit: str = "", with_database: bool = True) -> None:
    """Freeze, as CI may do without a database, and serve."""
    if edit:
        text = (folder / "allow.list").read_text()
        (folder / "allow.list").write_text(text.replace("@requireAuth", edit))
    if not with_database:
        AllowedOperation.objects.all().delete()
    call_command("graphgate_freeze", verbosity=0)
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True, "STRICT_AUTH": True}


@pytest.mark.parametrize("frozen_before", [False, True])
@pytest.mark.parametrize("edit", ["", "@skipAuth", '@requireAuth(roles: ["editor"])'])
def test_request_of_yesterday_means_something_else(
    caller: Caller, settings: Any, folder: Path, frozen_before: bool, edit: str
) -> None:
    """The list alone says who may run it: nobody gets round an edit with the text, or the digest, of before."""
    if frozen_before:
        call_command("graphgate_freeze", verbosity=0)
    served(settings, folder, edit=edit)
    for request in REQUESTS.values():
        answer = caller.post(request)
        if edit == "@skipAuth":
            assert json.loads(answer.content) == WANTED
        else:
            assert error_of(answer) == (401, "UNAUTHENTICATED")
    get_user_model().objects.all().delete()
    signed_in(caller)
    for request in REQUESTS.values():
        answer = caller.post(request, headers=SAME_SITE)
        if "editor" in edit:
            assert error_of(answer) == (403, "FORBIDDEN")
        else:
            assert json.loads(answer.content) == WANTED


@pytest.mark.parametrize("request_", [REQUESTS["name"], REQUESTS["canonical text"]], ids=["name", "text"])
def test_freeze_without_a_database_forgets_the_text(
    caller: Caller, settings: Any, folder: Path, request_: dict[str, Any]
) -> None:
    served(settings, folder, with_database=False)
    get_user_model().objects.all().delete()
    signed_in(caller)
    assert json.loads(caller.post(request_, headers=SAME_SITE).content) == WANTED
