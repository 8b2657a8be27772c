"""What projects test their webhooks and actions with."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.contrib.auth.models import User
from django.test import Client, override_settings

from django_graphgate.actions import ActionContext, action
from django_graphgate.actions.registry import scope
from django_graphgate.conf import get_settings
from django_graphgate.models import WebhookDelivery
from django_graphgate.signing import SCHEMES
from django_graphgate.testing import graphgate_mode, run_action, signed_webhook
from django_graphgate.webhooks import Delivery
from tests.support.shop.models import Category
from tests.support.webhooks import handlers
from tests.support.webhooks.project import Project, endpoint

pytestmark = pytest.mark.django_db

LONG = "a secret of the tests that is long enough to be one"
WHSEC = f"whsec_{base64.b64encode(LONG.encode()).decode()}"
STANDARD = {"standardwebhooks", "svix", "clerk", "gitlab"}
BASE64 = {"base64Sha1Verifier", "base64Sha256Verifier"}
PUBLISHED = {"discord", "sendgrid"}
OPTIONS = {
    "custom": {"signatureHeader": "X-Signature", "algorithm": "sha256", "encoding": "hex"},
    "jwtVerifier": {"issuer": "tests"},
}


@pytest.fixture
def project(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    handlers.seen.clear()
    monkeypatch.setenv("HOOK_SECRET", LONG)
    return Project(settings, tmp_path)


def keys(scheme: str) -> tuple[str, str]:
    """What signs, and what verifies, for those who publish a key."""
    if scheme == "discord":
        private = ed25519.Ed25519PrivateKey.generate()
        return private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex()
    curve = ec.generate_private_key(ec.SECP256R1())
    secret = curve.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = curve.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(secret).decode(), base64.b64encode(public).decode()


def secret_of(scheme: str) -> str:
    if scheme in STANDARD:
        return WHSEC
    return base64.b64encode(LONG.encode()).decode() if scheme in BASE64 else LONG


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_delivery_is_not_signed_as_the_verifier_asks(
    project: Project, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, public = keys(scheme) if scheme in PUBLISHED else (None, secret_of(scheme))
    monkeypatch.setenv("HOOK_SECRET", public)
    project.define(endpoint("orders", verifier=scheme, options=OPTIONS.get(scheme, {})))
    answer = signed_webhook(Client(), "orders", {"id": "é", "type": 2}, secret=private)
    assert (answer.status_code, answer.json()) == (200, {"data": {"status": "done"}})
    (delivery,) = handlers.seen
    assert delivery.payload["id"] == "é"


@pytest.mark.parametrize("scheme", ["github", "stripe", "svix", "twilio", "mailgun"])
def test_another_secret_signs(project: Project, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", secret_of(scheme))
    project.define(endpoint("orders", verifier=scheme))
    guessed = secret_of(scheme).replace("Y", "Z").replace("a", "b")
    assert guessed != secret_of(scheme)
    answer = signed_webhook(Client(), "orders", {"id": 1}, secret=guessed)
    assert answer.json()["errors"][0]["extensions"]["code"] == "DELIVERY_REFUSED"
    assert handlers.seen == []


def test_old_delivery_is_taken(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", WHSEC)
    project.define(endpoint("orders", verifier="svix"))
    assert signed_webhook(Client(), "orders", {}, now=1_000_000_000).status_code == 401


def test_each_call_is_the_same_event(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", WHSEC)
    project.define(endpoint("orders", verifier="svix"))
    for event_id in (None, None, "a", "a"):
        assert signed_webhook(Client(), "orders", {}, event_id=event_id).status_code == 200
    assert len(handlers.seen) == 3


def test_header_with_the_id_is_missing(project: Project) -> None:
    project.define(endpoint("orders", event_id="header:X-Event"))
    assert signed_webhook(Client(), "orders", {}, event_id="7").status_code == 200
    assert WebhookDelivery.objects.get().event_id == "7"


def test_body_is_sent_in_another_form(project: Project) -> None:
    project.define(endpoint("orders"))
    form = "application/x-www-form-urlencoded"
    signed_webhook(Client(), "orders", "a=1&b=%C3%A9", content_type=form)
    signed_webhook(Client(), "orders", b'{"c":  1}')
    assert [delivery.body for delivery in handlers.seen] == [b"a=1&b=%C3%A9", b'{"c":  1}']
    assert handlers.seen[0].payload == {"a": "1", "b": "é"}


def test_callable_gets_something_else_than_the_delivery(project: Project) -> None:
    with scope():

        @action(roles=["importer"])
        def notice(context: ActionContext, order: int) -> None:
            handlers.seen.append(context.delivery)
            Category.objects.create(name=f"{context.role} {context.via} {order}")

        project.define(endpoint("orders", action="notice", role="importer"))
        assert signed_webhook(Client(), "orders", {"order": 7, "more": 1}, event_id="a").status_code == 200
    (delivery,) = handlers.seen
    assert isinstance(delivery, Delivery)
    assert (delivery.payload, delivery.attempt) == ({"order": 7, "more": 1}, 1)
    assert handlers.names() == ["importer webhook 7"]


COUNT = {
    "name": "count_categories",
    "sql": "SELECT count(*) AS categories FROM shop_category WHERE name = $name",
    "roles": ["user"],
    "parameters": [{"name": "name", "type": "String!"}],
}


def test_action_is_run_by_somebody_else(project: Project) -> None:
    project.define(actions=[COUNT])
    Category.objects.create(name="Oil")
    client = Client()
    client.force_login(User.objects.create_user("somebody"))
    answer = run_action("count_categories", {"name": "Oil"}, client=client)
    assert (answer.status_code, answer.json()["data"]["rows"]) == (200, [{"categories": 1}])
    assert run_action("count_categories", {"name": "Oil"}).status_code == 401
    assert (
        run_action("count_categories", client=client).json()["errors"][0]["extensions"]["code"]
        == "BAD_USER_INPUT"
    )


def test_headers_are_not_sent(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRON_KEY", LONG)
    cron = {"type": "header", "name": "X-Cron-Key", "value": {"env": "CRON_KEY"}}
    project.configure(NAMED_AUTH={"cron": cron})
    project.define(actions=[{"name": "nothing", "sql": "SELECT 1 AS one", "auth_name": "cron"}])
    assert run_action("nothing").status_code == 401
    assert run_action("nothing", headers={"X-Cron-Key": LONG}).json()["data"]["rows"] == [{"one": 1}]


def test_mistake_of_the_test_is_a_refused_delivery(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.define(endpoint("orders"))
    with pytest.raises(LookupError, match="no webhook 'order'"):
        signed_webhook(Client(), "order", {})
    monkeypatch.delenv("HOOK_SECRET")
    with pytest.raises(LookupError, match="Set HOOK_SECRET in the environment"):
        signed_webhook(Client(), "orders", {})


def test_development_lacks_the_projects_webhooks(project: Project) -> None:
    project.define(endpoint("orders"))
    with graphgate_mode("development"):
        assert get_settings().config_dir() != project.folder
        assert signed_webhook(Client(), "orders", {}).status_code == 200


def test_development_needs_a_folder_of_the_project(settings: Any) -> None:
    given = {name: value for name, value in settings.GRAPHGATE.items() if name != "CONFIG_DIR"}
    with override_settings(GRAPHGATE=given, BASE_DIR=None), graphgate_mode("development"):
        assert list(get_settings().config_dir().iterdir()) == []
