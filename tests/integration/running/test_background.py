"""Actions in the background: 202, a status URL for their caller, and a worker that trusts nothing that was true once.

The backend runs tasks at once; in tests that is after the transaction that a request sees as its own.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import NoReverseMatch

from django_graphgate.errors import ActionTimeout
from django_graphgate.models import Action, ActionRun
from django_graphgate.running import tasks
from django_graphgate.running.background import GRACE
from django_graphgate.running.worker import run_queued
from django_graphgate.views import actions
from tests.support.gate.house import write_config
from tests.support.running.project import CRON_HEADERS, FILE, OURS, PARTNER_HEADERS, ROLES, run, signed_in
from tests.support.shop.models import Product
from tests.support.views.calling import Caller, data_of, error_of, headers_of

PRICED = [
    {**role, "tables": [{"name": "products", "query": {"columns": ["id", "name", "price"]}}]}
    for role in ROLES
]
WEIGHED = [
    {**role, "tables": [{"name": "products", "query": {"columns": ["name", "price", "weight"]}}]}
    for role in ROLES
]
PRICES = {"prices": ["1.10", 2, 0.25]}


@pytest.fixture
def work(database: str, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Runs an action in the background, worker included; its first answer."""

    def run_whole(caller: Caller, name: str, parameters: Any = None, **headers: str) -> Any:
        with django_capture_on_commit_callbacks(using=database, execute=True):
            return run(caller, name, parameters, **headers)

    return run_whole


def status(caller: Caller, response: Any, **headers: str) -> Any:
    return caller.get(response["Location"], headers={**OURS, **headers})


def test_run_is_queued(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    response = run(caller, "add", PRICES)
    queued = ActionRun.objects.get()
    url = f"/api/v1/actions/runs/{queued.pk}"
    assert response.status_code == 202
    assert data_of(response) == {"status": "queued", "run": str(queued.pk), "url": url}
    assert response["Location"] == url
    assert data_of(status(caller, response)) == {"status": "queued", "run": str(queued.pk)}


@pytest.mark.parametrize("mount", ["/api/v1/", "/inner/"])
def test_status_url_is_of_the_mount_that_was_asked(caller: Caller, settings: Any, mount: str) -> None:
    settings.ROOT_URLCONF = "tests.support.views.two_mounts"
    response = caller.post({}, url=f"{mount}actions/anybody", headers=OURS)
    assert response["Location"] == f"{mount}actions/runs/{ActionRun.objects.get().pk}"


def test_nothing_is_queued_without_a_status_url(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "reverse", nowhere)
    assert run(caller, "anybody").status_code == 500
    assert not ActionRun.objects.exists()


def nowhere(*given: Any, **options: Any) -> str:
    raise NoReverseMatch


def test_result_is_at_the_status_url(caller: Caller, work: Any) -> None:
    signed_in(caller, is_staff=True)
    response = work(caller, "add", {**PRICES, "note": "né"})
    answer = status(caller, response)
    data = data_of(answer)
    assert data.pop("milliseconds") >= 0
    user = get_user_model().objects.get()
    value = {
        "sum": 3.35,
        "note": "né",
        "user": str(user.pk),
        "role": "staff",
        "run": data["run"],
        "via": "task",
    }
    assert data == {"status": "done", "run": data["run"], "value": value}
    assert answer["Cache-Control"] == "no-store"
    done = ActionRun.objects.get()
    assert (done.status, done.via, done.role, done.parameters) == ("done", "task", "staff", None)


def test_row_holds_no_secret(caller: Caller) -> None:
    """What a session or a header proves is not kept while a run waits."""
    signed_in(caller, is_staff=True)
    run(caller, "add", PRICES, **CRON_HEADERS)
    parameters = ActionRun.objects.get().parameters
    assert json.loads(parameters["values"]) == PRICES
    kept = json.dumps(parameters)
    for secret in (*caller.cookies.values(), *CRON_HEADERS.values(), get_user_model().objects.get().password):
        assert secret not in kept


def test_wrong_parameters_are_refused_at_once(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    assert error_of(run(caller, "add", {"prices": ["x"]})) == (400, "BAD_USER_INPUT")
    assert not ActionRun.objects.exists()


def test_service_reads_its_status(caller: Caller, work: Any) -> None:
    response = work(caller, "sweep", **CRON_HEADERS)
    assert data_of(status(caller, response, **CRON_HEADERS))["value"] == "cron"


def test_public_action_in_the_background(caller: Caller, work: Any) -> None:
    response = work(caller, "anybody")
    assert data_of(status(caller, response))["value"] == "done"


def test_refusal_is_at_the_status_url(caller: Caller, work: Any) -> None:
    signed_in(caller, is_staff=True)
    data = data_of(status(caller, work(caller, "refuse_later")))
    extensions = {"day": "Monday", "code": "ACTION_REFUSED"}
    assert data == {
        "status": "failed",
        "run": data["run"],
        "errors": [{"message": "Not today.", "extensions": extensions}],
    }


def test_text_of_an_exception_is_not(caller: Caller, work: Any, caplog: Any) -> None:
    signed_in(caller, is_staff=True)
    answer = status(caller, work(caller, "fail_later"))
    assert b"hunter2" not in answer.content
    (error,) = data_of(answer)["errors"]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert error["extensions"]["id"] == ActionRun.objects.get().error_id
    assert error["extensions"]["id"] in caplog.text
    assert "hunter2" in caplog.text


# -- whose status it is ---------------------------------------------------------------------------


def other_user(caller: Caller) -> dict[str, str]:
    from tests.support.auth.sessions import new_user, sign_in

    caller.cookies["sessionid"] = sign_in(new_user("eve", is_staff=True))
    return {}


def nobody(caller: Caller) -> dict[str, str]:
    caller.cookies.clear()
    return {}


def other_service(caller: Caller) -> dict[str, str]:
    caller.cookies.clear()
    return PARTNER_HEADERS


def not_staff_any_more(_: Caller) -> dict[str, str]:
    get_user_model().objects.update(is_staff=False)
    return {}


def signed_out(_: Caller) -> dict[str, str]:
    get_user_model().objects.update(is_active=False)
    return {}


def switched_off(_: Caller) -> dict[str, str]:
    Action.objects.create(name="add", source="callable", enabled=False)
    return {}


def of_another_site(_: Caller) -> dict[str, str]:
    return {"Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize(
    "who", [other_user, nobody, other_service, not_staff_any_more, signed_out, switched_off, of_another_site]
)
def test_status_of_others_is_that_of_nothing(caller: Caller, work: Any, who: Any) -> None:
    signed_in(caller, is_staff=True)
    url = work(caller, "add", PRICES)["Location"]
    folder, _, name = url.rpartition("/")
    headers = {**OURS, **who(caller)}
    answers = [
        caller.get(each, headers=headers)
        for each in (
            url,
            f"{folder}/{uuid.uuid4()}",
            f"{folder}/",
            f"{folder}/{name.upper()}",
            f"{url}/",
            f"{url}%00",
        )
    ]
    seen = {
        (answer.status_code, answer.content, repr(sorted(headers_of(answer).items())), str(answer.cookies))
        for answer in answers
    }
    assert len(seen) == 1
    assert answers[0].status_code in (401, 403)


def test_run_of_a_request_has_no_status_url(caller: Caller) -> None:
    """What it gave was its caller's answer, and is kept nowhere."""
    run(caller, "restock", **CRON_HEADERS)
    done = ActionRun.objects.get()
    response = caller.get(f"/api/v1/actions/runs/{done.pk}", headers=CRON_HEADERS)
    assert error_of(response) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_status_is_read_only(caller: Caller, method: str) -> None:
    for key in (uuid.uuid4(), "nothing"):
        response = caller.send(method, url=f"/api/v1/actions/runs/{key}", headers=OURS)
        assert response.status_code == (204 if method == "OPTIONS" else 405)
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_result_is_kept_for_a_time(caller: Caller, work: Any) -> None:
    signed_in(caller, is_staff=True)
    response = work(caller, "add", PRICES)
    done = ActionRun.objects.get()
    assert done.result_expires_at is not None
    ActionRun.objects.update(result_expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert data_of(status(caller, response)) == {"status": "done", "run": str(done.pk)}


# -- the worker -----------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [not_staff_any_more, signed_out, switched_off])
def test_worker_asks_again_who_may(caller: Caller, project: dict[str, Any], change: Any) -> None:
    signed_in(caller, is_staff=True)
    run(caller, "add", PRICES)
    change(caller)
    queued = ActionRun.objects.get()
    run_queued(str(queued.pk))
    queued.refresh_from_db()
    assert queued.status == "failed"
    assert queued.code in ("FORBIDDEN", "INVALID_CREDENTIALS")
    assert queued.parameters is None


def test_worker_asks_for_the_authenticator(caller: Caller, project: dict[str, Any]) -> None:
    run(caller, "sweep", **CRON_HEADERS)
    queued = ActionRun.objects.get()
    ActionRun.objects.update(parameters={**queued.parameters, "caller": _as("partner", queued.parameters)})
    run_queued(str(queued.pk))
    queued.refresh_from_db()
    assert (queued.status, queued.code) == ("failed", "FORBIDDEN")


def _as(authenticator: str, parameters: Any) -> dict[str, Any]:
    return {**parameters["caller"], "authenticator": authenticator}


def test_task_that_arrives_twice_runs_once(caller: Caller, work: Any, caplog: Any) -> None:
    signed_in(caller, is_staff=True)
    work(caller, "add", PRICES)
    done = ActionRun.objects.get()
    run_queued(str(done.pk))
    assert "is not queued" in caplog.text
    again = ActionRun.objects.get()
    assert (again.ended_at, again.started_at) == (done.ended_at, done.started_at)


def test_run_of_a_request_is_no_task(caller: Caller) -> None:
    run(caller, "restock", **CRON_HEADERS)
    ActionRun.objects.update(status="queued")
    run_queued(str(ActionRun.objects.get().pk))
    assert ActionRun.objects.get().status == "queued"


def test_dead_worker_is_noticed(caller: Caller) -> None:
    signed_in(caller, is_staff=True)
    response = run(caller, "add", PRICES)
    started = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=30)  # ACTION_TIMEOUT
    ActionRun.objects.update(status="running", started_at=started)
    assert data_of(status(caller, response))["status"] == "running"
    ActionRun.objects.update(started_at=started - GRACE)
    data = data_of(status(caller, response))
    assert data["status"] == "failed"
    assert data["errors"] == [{"message": ActionTimeout.sentence, "extensions": {"code": "ACTION_TIMEOUT"}}]
    assert ActionRun.objects.get().parameters is None


def test_queue_that_takes_nothing_is_500(caller: Caller, work: Any, monkeypatch: Any) -> None:
    """The row says so, too."""
    signed_in(caller, is_staff=True)

    class Broken:
        def enqueue(self, key: str) -> None:
            raise OSError("queue.internal:6379 is down")

    monkeypatch.setattr(tasks, "run_queued_action", Broken())
    with pytest.raises(OSError, match="is down"):
        work(caller, "add", PRICES)
    assert ActionRun.objects.get().status == "failed"


def test_key_runs_once_in_the_background(caller: Caller, work: Any) -> None:
    """The second run has the result of the first."""
    signed_in(caller, is_staff=True)
    key = {"Idempotency-Key": "k1"}
    answers = [data_of(status(caller, work(caller, "add", PRICES, **key))) for _ in range(2)]
    assert answers[0]["value"] == answers[1]["value"]
    assert answers[0]["run"] == answers[0]["value"]["run"] != answers[1]["run"]
    conflict = data_of(status(caller, work(caller, "add", {"prices": []}, **key)))
    assert conflict["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_CONFLICT"


# -- what is queued besides callables -------------------------------------------------------------


def test_operation_in_the_background(caller: Caller, work: Any, project: dict[str, Any]) -> None:
    """Its variables are the operation's own, whose statement checks them; numbers keep their value in the queue."""
    document = (
        "query Cheap($price: Decimal!) @requireAuth { products(where: { price: { lt: $price } }) { name } }"
    )
    write_config(project["CONFIG_DIR"], {"Cheap": document}, {"roles": PRICED})
    call_command("graphgate_sync", "--roles", "file", stdout=io.StringIO())
    entry = {"name": "cheap", "operation": "Cheap", "roles": ["staff"], "background": True}
    (project["CONFIG_DIR"] / "actions.json").write_text(json.dumps({"actions": [entry]}), "utf-8")
    signed_in(caller, is_staff=True)
    data = data_of(status(caller, work(caller, "cheap", {"price": 12.5})))
    cheap = Product.objects.filter(price__lt=12.5).order_by("pk")[:20]
    assert cheap
    assert data["value"] == {"products": [{"name": product.name} for product in cheap]}
    wrong = data_of(status(caller, work(caller, "cheap", {"price": "x"})))
    assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("as_string", [True, False])
def test_numbers_of_an_operation_keep_their_digits_in_the_queue(
    caller: Caller, work: Any, project: dict[str, Any], settings: Any, as_string: bool
) -> None:
    settings.GRAPHGATE = {**project, "DECIMAL_AS_STRING": as_string}
    document = (
        "query Light($weight: Float!, $price: Decimal!) @requireAuth"
        " { products(where: { weight: { lt: $weight }, price: { lt: $price } }) { name } }"
    )
    write_config(project["CONFIG_DIR"], {"Light": document}, {"roles": WEIGHED})
    call_command("graphgate_sync", "--roles", "file", stdout=io.StringIO())
    entry = {"name": "light", "operation": "Light", "roles": ["staff"], "background": True}
    (project["CONFIG_DIR"] / "actions.json").write_text(json.dumps({"actions": [entry]}), "utf-8")
    signed_in(caller, is_staff=True)
    given = '{"weight": 1.12345678901234567890, "price": 12345678901234567.123456789}'
    answer = data_of(status(caller, work(caller, "light", given)))
    assert "errors" not in answer
    assert set(answer["value"]) == {"products"}


@pytest.mark.parametrize("name", ["add", "keep"])
def test_text_that_cannot_be_stored_is_refused_at_once(
    caller: Caller, project: dict[str, Any], name: str
) -> None:
    entry = {"name": "keep", "operation": "Nobody", "roles": ["staff"], "background": True}
    (project["CONFIG_DIR"] / "actions.json").write_text(json.dumps({"actions": [entry]}), "utf-8")
    signed_in(caller, is_staff=True)
    given = {**PRICES, "note": "a\0b"}
    assert error_of(run(caller, name, given)) == (400, "BAD_USER_INPUT")
    assert not ActionRun.objects.exists()


def test_dry_run_in_the_background(caller: Caller, work: Any, project: dict[str, Any]) -> None:
    entry = {**FILE["actions"][0], "background": True}
    (project["CONFIG_DIR"] / "actions.json").write_text(json.dumps({"actions": [entry]}), "utf-8")
    response = work(caller, "restock", **CRON_HEADERS, **{"X-GraphGate-Dry-Run": "true"})
    assert data_of(status(caller, response, **CRON_HEADERS))["count"] == Product.objects.count()
    assert not Product.objects.filter(stock=7777).exists()
    assert ActionRun.objects.get().dry_run
