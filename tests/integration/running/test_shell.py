"""``graphgate_action``: actions from the shell and from cron, whoever their definitions admit."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from django_graphgate.models import Action, ActionRun
from tests.support.auth.sessions import new_user
from tests.support.shop.models import Product

pytestmark = pytest.mark.usefixtures("project")


def shell(*arguments: str) -> str:
    output = io.StringIO()
    call_command("graphgate_action", *arguments, stdout=output)
    return output.getvalue()


def result(*arguments: str) -> Any:
    return json.loads(shell(*arguments, "--format", "json"))


def failure(*arguments: str) -> str:
    with pytest.raises(CommandError) as raised:
        shell(*arguments)
    assert raised.value.returncode == 1
    return str(raised.value)


def test_list() -> None:
    Action.objects.create(name="count", source="sql", enabled=False)
    lines = shell().splitlines()
    assert "restock       sql        auth cron" in lines
    assert "both          sql        auth badge and roles staff" in lines
    assert "count         sql        public (switched off)" in lines
    assert "greet         callable   roles staff" in lines


def test_list_as_json() -> None:
    entries = {entry["name"]: entry for entry in result()}
    assert entries["both"] == {
        "name": "both",
        "guard": "auth badge and roles staff",
        "source": "sql",
        "enabled": True,
    }


def test_guards_are_for_others() -> None:
    assert shell("restock").startswith(f"restock is done, {Product.objects.count()} rows, ")
    done = ActionRun.objects.get()
    assert (done.via, done.authenticator, done.user_id, done.status) == ("shell", "shell", "", "done")
    assert set(Product.objects.values_list("stock", flat=True)) == {7777}


def test_dry_run() -> None:
    assert result("restock", "--dry-run")["count"] == Product.objects.count()
    assert not Product.objects.filter(stock=7777).exists()


def test_texts_and_json_by_type() -> None:
    product = Product.objects.order_by("pk")[0]
    assert result("rename", "--param", f"id={product.pk}", "--param", "name=12=x")["count"] == 1
    product.refresh_from_db()
    assert product.name == "12=x"


def test_all_parameters_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    assert result("greet", "--params", '{"name": "Eve"}')["value"] == "Hello Eve"
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"name": "Ada"}'))
    assert result("greet", "--params", "-")["value"] == "Hello Ada"


def test_list_is_json() -> None:
    value = result("add", "--param", 'prices=["1.10", 2]', "--param", "note=n")["value"]
    assert (value["sum"], value["note"], value["via"]) == (3.1, "n", "shell")


def test_caller() -> None:
    user = new_user("ada", is_staff=True)
    value = result("add", "--param", "prices=[]", "--user", "ada")["value"]
    assert (value["user"], value["role"]) == (str(user.pk), "staff")
    value = result("add", "--param", "prices=[]", "--user", "ada", "--role", "user")["value"]
    assert (value["user"], value["role"]) == (str(user.pk), "user")
    value = result("add", "--param", "prices=[]", "--role", "staff")["value"]
    assert (value["user"], value["role"]) == (None, "staff")
    assert result("add", "--param", "prices=[]")["value"]["role"] == "anon"


def test_text_for_people() -> None:
    assert shell("greet", "--param", "name=Zoë").splitlines()[1] == '"Hello Zoë"'
    assert json.loads(shell("count").partition("\n")[2]) == [{"products": Product.objects.count()}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "There is no action 'nothing'."),
        (["restok"], "There is no action 'restok'. Did you mean 'restock'?"),
        (["rename"], "BAD_USER_INPUT"),
        (["rename", "--param", "id"], "--param takes NAME=VALUE."),
        (["rename", "--param", "id=x"], "--param id is not JSON"),
        (["rename", "--param", "id=1", "--param", "id=2"], "The parameter id is given twice."),
        (["rename", "--params", "[]"], "--params takes a JSON object."),
        (["rename", "--params", "{"], "--params is not JSON"),
        (["rename", "--param", "id=1", "--param", f"name={'n' * 21}"], "at most 20 characters"),
        (["greet", "--user", "nobody"], "There is no user 'nobody'."),
        (["refuse"], "ACTION_REFUSED: Not today."),
        (["fail"], "INTERNAL_ERROR: "),
    ],
)
def test_failure_exits_with_1(arguments: list[str], message: str) -> None:
    assert message in failure(*arguments)


def test_dry_run_is_told_from_a_run() -> None:
    assert shell("restock", "--dry-run").strip().endswith(" ms, and rolled back.")
    assert shell("restock").strip().endswith(" ms.")


def test_switched_off_action_does_not_run() -> None:
    Action.objects.create(name="restock", source="sql", enabled=False)
    assert "switched off" in failure("restock")


def test_user_who_is_gone_is_nobody() -> None:
    new_user("ada", is_staff=True)
    get_user_model().objects.all().delete()
    assert "no user" in failure("add", "--user", "ada")
