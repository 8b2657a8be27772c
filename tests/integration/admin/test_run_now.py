"""*Run now*: an action runs from its page, with parameters as a form."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.test import Client
from django.urls import reverse

from django_graphgate.actions import ActionContext, ActionRefused
from django_graphgate.actions.registry import action, scope
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.models import Action, ActionRun, AllowedOperation, Role
from tests.integration.admin.conftest import SignIn
from tests.integration.admin.test_actions import LIST, SCRIPT
from tests.integration.admin.test_operations import INLINE
from tests.support.admin.definitions import ACTIONS, OPERATION, write_file
from tests.support.shop.models import Tag

KEY = {"key": "k" * 32}
NOW = {**KEY, "confirmed": "on"}
RUNNER = ("view_action", "run_action")


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


@pytest.fixture(autouse=True)
def registry() -> Any:
    with scope():
        yield


def run_url(client: Client, name: str) -> str:
    client.get(LIST)
    return reverse("admin:graphgate_action_run", args=[Action.objects.get(name=name).pk])


def sent(**parameters: str) -> dict[str, str]:
    return {f"parameter-{name}": value for name, value in parameters.items()}


def slugs() -> list[str]:
    return list(Tag.objects.order_by("slug").values_list("slug", flat=True))


@pytest.fixture
def tidy(config: Path, database: str) -> Path:
    """An action of SQL that deletes, and shows what is left."""
    Tag.objects.bulk_create([Tag(slug=slug) for slug in ("a", "b", "c", SCRIPT[:50])])
    entry = {
        "name": "tidy",
        "sql": "DELETE FROM shop_tag WHERE slug = $slug; SELECT slug FROM shop_tag ORDER BY slug",
        "parameters": [{"name": "slug", "type": "String!", "max_length": 3}],
        "roles": ["nobody"],
        "max_affected": 1,
    }
    write_file(config, actions=[*ACTIONS, entry])
    return config


def test_sql_runs_and_its_rows_are_a_table(sign_in: SignIn, tidy: Path) -> None:
    """The person is not of the role that guards it: the permission decides."""
    client = sign_in(*RUNNER, "view_actionrun")
    url = run_url(client, "tidy")
    response = client.post(url, {**NOW, **sent(slug="a")})
    page = response.content.decode()
    assert response.context["outcome"].rows[1:] == [["b"], ["c"]]
    assert '<th scope="col">slug</th>' in page
    assert SCRIPT not in page
    assert INLINE.findall(response.content) == []
    assert "a" not in slugs()
    run = ActionRun.objects.get()
    assert (run.action, run.via, run.status, run.authenticator) == ("tidy", "admin", "done", "admin")
    assert run.user_id == client.session["_auth_user_id"]
    assert reverse("admin:graphgate_actionrun_change", args=[run.pk]) in page
    assert str(run.pk) in LogEntry.objects.get().change_message


def test_dry_run_is_undone_and_needs_no_confirmation(sign_in: SignIn, tidy: Path) -> None:
    client = sign_in(*RUNNER)
    response = client.post(run_url(client, "tidy"), {**KEY, **sent(slug="a"), "dry_run": "on"})
    assert "Everything was undone" in response.content.decode()
    assert "a" in slugs()
    assert ActionRun.objects.get().dry_run


def test_what_may_write_is_confirmed(sign_in: SignIn, tidy: Path) -> None:
    client = sign_in(*RUNNER)
    page = client.post(run_url(client, "tidy"), {**KEY, **sent(slug="a")}).content.decode()
    assert "Tick this to run it." in page
    assert "a" in slugs()
    assert not ActionRun.objects.exists()


def test_page_that_is_sent_again_runs_nothing(sign_in: SignIn, tidy: Path) -> None:
    client = sign_in(*RUNNER)
    url = run_url(client, "tidy")
    client.post(url, {**NOW, **sent(slug="a")})
    Tag.objects.create(slug="a")
    page = client.post(url, {**NOW, **sent(slug="a")}).content.decode()
    assert "nothing ran again" in page
    assert "a" in slugs()
    again = client.get(url).context["form"]["key"].value()
    client.post(url, {**NOW, "key": again, **sent(slug="a")})
    assert "a" not in slugs()


@pytest.mark.parametrize("value", ["long", ""])
def test_bounds_are_those_of_every_caller(sign_in: SignIn, tidy: Path, value: str) -> None:
    client = sign_in(*RUNNER)
    response = client.post(run_url(client, "tidy"), {**NOW, **sent(slug=value)})
    if value:
        assert "parameter-slug" in response.context["form"].errors
        assert not ActionRun.objects.exists()
    else:
        assert response.context["outcome"].failed is False


def test_sql_is_no_value(sign_in: SignIn, config: Path, database: str) -> None:
    Tag.objects.bulk_create([Tag(slug=slug) for slug in ("a", "b")])
    entry = {
        "name": "tidy",
        "sql": "DELETE FROM shop_tag WHERE slug = $slug",
        "parameters": [{"name": "slug", "type": "String!"}],
        "roles": ["nobody"],
    }
    write_file(config, actions=[*ACTIONS, entry])
    client = sign_in(*RUNNER)
    client.post(run_url(client, "tidy"), {**NOW, **sent(slug="a' OR '1'='1")})
    assert ActionRun.objects.get().affected == 0
    assert slugs() == ["a", "b"]


@pytest.mark.parametrize(
    "permissions", [(), ("view_action",), ("run_action",), ("view_action", "change_action")], ids=str
)
def test_running_needs_its_permission(sign_in: SignIn, tidy: Path, chief: Client, permissions: Any) -> None:
    url = run_url(chief, "tidy")
    client = sign_in(*permissions)
    assert client.get(url).status_code == 403
    assert client.post(url, {**NOW, **sent(slug="a")}).status_code == 403
    assert "a" in slugs()
    if "view_action" in permissions:
        assert "Run now" not in client.get(url.removesuffix("run/") + "change/").content.decode()


def test_button_is_on_the_page(sign_in: SignIn, tidy: Path) -> None:
    client = sign_in(*RUNNER)
    url = run_url(client, "tidy")
    assert url in client.get(url.removesuffix("run/") + "change/").content.decode()
    assert client.get(url).status_code == 200


def test_switched_off(sign_in: SignIn, tidy: Path) -> None:
    client = sign_in(*RUNNER)
    url = run_url(client, "tidy")
    Action.objects.filter(name="tidy").update(enabled=False)
    outcome = client.post(url, {**NOW, **sent(slug="a")}).context["outcome"]
    assert (outcome.failed, outcome.code) == (True, "OPERATION_DISABLED")
    assert "a" in slugs()


def test_action_that_is_not_defined(sign_in: SignIn, config: Path) -> None:
    client = sign_in(*RUNNER)
    url = run_url(client, "publish")
    write_file(config, actions=ACTIONS[:1])
    assert client.post(url, NOW).status_code == 302
    assert client.get("/admin/graphgate/action/999999/run/").status_code == 302


def test_operation_runs_by_the_rules_of_the_person(sign_in: SignIn, config: Path, database: str) -> None:
    client = sign_in(*RUNNER)
    url = run_url(client, "publish")
    listed = list_operation(OPERATION, namespace="", comment="")
    AllowedOperation.objects.create(
        name=listed.name, digest=listed.digest, document=OPERATION, kind="mutation"
    )
    role = Role.objects.create(name="user")
    role.rules.create(table="tags", columns=["slug"])
    variables = {"variables": '{"slug": "new"}'}
    outcome = client.post(url, {**NOW, **variables}).context["outcome"]
    assert (outcome.failed, slugs()) == (True, [])
    role.rules.create(table="tags", action="insert", columns=["slug"])
    outcome = client.post(url, {**NOW, **variables, "key": "n" * 32}).context["outcome"]
    assert (outcome.failed, slugs()) == (False, ["new"])
    assert "new" in outcome.value
    assert "Enter an object" in client.post(url, {**NOW, "variables": "[1]"}).content.decode()


def test_definition_that_needs_a_worker_runs_at_once(sign_in: SignIn, config: Path) -> None:
    @action(roles=["nobody"], field=None, background=True)
    def slow() -> int:
        return 42

    client = sign_in(*RUNNER)
    assert client.post(run_url(client, "slow"), NOW).context["outcome"].value == "42"


# -- callables ----------------------------------------------------------------------------------------


def test_each_type_has_a_field(sign_in: SignIn, config: Path) -> None:
    seen: dict[str, Any] = {}

    @action(roles=["user"], field=None)
    def everything(
        context: ActionContext,
        number: Annotated[int, MinValueValidator(2)],
        price: Decimal,
        when: dt.datetime,
        day: dt.date,
        key: uuid.UUID,
        size: Size,
        sure: bool,
        numbers: list[int],
        data: dict[str, Any],
        note: Annotated[str | None, MaxLengthValidator(10)] = None,
        share: float = 0.5,
    ) -> None:
        seen.update(locals())

    client = sign_in(*RUNNER)
    url = run_url(client, "everything")
    page = client.get(url).content.decode()
    assert 'type="number" ' in page
    assert 'type="date" ' in page
    assert 'min="2"' in page
    texts = {
        "number": "3",
        "price": "1.50",
        "when": "2026-01-31T12:00:00Z",
        "day": "2026-01-31",
        "key": "0190f3c6-6d0f-7c3e-9c1e-3f5b8d3b6a11",
        "size": '"s"',
        "sure": "false",
        "numbers": "1\r\n2\r\n",
        "data": '{"a": [1, null]}',
        "share": "0.25",
    }
    response = client.post(url, {**NOW, **sent(**texts)})
    assert response.context["form"].errors == {}
    assert response.context["outcome"].failed is False, response.context["outcome"]
    assert seen.pop("context").via == "admin"
    seen.pop("seen", None)
    assert seen == {
        "number": 3,
        "price": Decimal("1.50"),
        "when": dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC),
        "day": dt.date(2026, 1, 31),
        "key": uuid.UUID("0190f3c6-6d0f-7c3e-9c1e-3f5b8d3b6a11"),
        "size": Size.SMALL,
        "sure": False,
        "numbers": [1, 2],
        "data": {"a": [1, None]},
        "note": None,
        "share": 0.25,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", "x"),
        ("number", "1"),
        ("number", ""),
        ("number", "Infinity"),
        ("number", "9" * 5000),
        ("size", "s"),
        ("size", "xl"),
        ("sure", "maybe"),
        ("data", "["),
        ("data", "[" * 100_000),
        ("day", "2026-02-30"),
        ("numbers", "1\nx"),
    ],
)
def test_text_that_is_no_value(sign_in: SignIn, config: Path, name: str, value: str) -> None:
    ran: list[int] = []

    @action(roles=["user"], field=None)
    def picky(
        number: Annotated[int, MinValueValidator(2)] = 2,
        size: Size = Size.SMALL,
        sure: bool = True,
        day: dt.date = dt.date(2026, 1, 1),
        data: dict[str, Any] | None = None,
        numbers: list[int] | None = None,
    ) -> None:
        ran.append(number)

    client = sign_in(*RUNNER)
    response = client.post(run_url(client, "picky"), {**NOW, **sent(**{name: value})})
    assert response.status_code == 200
    if value:
        assert list(response.context["form"].errors) == [f"parameter-{name}"]
        assert ran == []
    else:
        assert ran == [2]


def test_default_that_is_cleared_is_empty(sign_in: SignIn, config: Path) -> None:
    """What is not sent at all, or cannot be empty, is the default."""
    seen: list[Any] = []

    @action(roles=["user"], field=None)
    def note(
        text: str = "a",
        words: list[str] = ["b"],  # noqa: B006
        number: int = 3,
        kept: str = "c",
        maybe: str | None = "d",
    ) -> None:
        seen.append((text, words, number, kept, maybe))

    client = sign_in(*RUNNER)
    client.post(run_url(client, "note"), {**NOW, **sent(text="", words="", number="", maybe="")})
    assert seen == [("", [], 3, "c", "d")]


def test_refusal_is_shown(sign_in: SignIn, config: Path) -> None:
    @action(roles=["user"], field=None)
    def refuse() -> None:
        raise ActionRefused(f"Not today {SCRIPT}")

    client = sign_in(*RUNNER)
    response = client.post(run_url(client, "refuse"), NOW)
    assert response.context["outcome"].code == "ACTION_REFUSED"
    assert "Not today &lt;script&gt;" in response.content.decode()


def test_exception_is_in_the_log_only(
    sign_in: SignIn, config: Path, caplog: pytest.LogCaptureFixture
) -> None:
    @action(roles=["user"], field=None)
    def fail() -> None:
        raise RuntimeError("the password is hunter2")

    client = sign_in(*RUNNER)
    response = client.post(run_url(client, "fail"), NOW)
    outcome = response.context["outcome"]
    assert outcome.failed
    assert "hunter2" not in response.content.decode()
    assert outcome.error_id
    assert outcome.error_id in response.content.decode()
    assert outcome.error_id in caplog.text


def test_value_is_shown_as_text(sign_in: SignIn, config: Path) -> None:
    @action(roles=["user"], field=None)
    def answer() -> dict[str, Any]:
        return {"text": SCRIPT, "right to left": "\u202egnp.exe", "nul": "a\x00b"}

    client = sign_in(*RUNNER)
    page = client.post(run_url(client, "answer"), NOW).content.decode()
    assert SCRIPT not in page
    assert "\u202e" not in page
    assert "\x00" not in page


def test_query_needs_no_confirmation(sign_in: SignIn, config: Path) -> None:
    @action(roles=["user"], field="query")
    def answer() -> int:
        return 42

    client = sign_in(*RUNNER)
    outcome = client.post(run_url(client, "answer"), KEY).context["outcome"]
    assert (outcome.failed, outcome.value) == (False, "42")


@pytest.mark.django_db(transaction=True)
def test_action_outside_a_transaction_runs_with_atomic_requests(
    database: str, sign_in: SignIn, config: Path, atomic_requests: None
) -> None:
    @action(roles=["user"], field=None, transaction=False)
    def outside() -> int:
        return 42

    client = sign_in(*RUNNER)
    outcome = client.post(run_url(client, "outside"), NOW).context["outcome"]
    assert (outcome.failed, outcome.value) == (False, "42")


def test_action_outside_a_transaction_has_no_dry_run(sign_in: SignIn, config: Path) -> None:
    @action(roles=["user"], field=None, transaction=False)
    def outside() -> None: ...

    client = sign_in(*RUNNER)
    assert "dry_run" not in client.get(run_url(client, "outside")).context["form"].fields
