"""Operations in the admin: read-only texts, switches, and which SQL each role gets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from django_graphgate import Identity, get_gate
from django_graphgate.access import load_roles
from django_graphgate.models import (
    Action,
    ActionRun,
    AllowedOperation,
    AuditEvent,
    GateState,
    NamedFilter,
    OperationUsage,
    Role,
    TableRule,
    WebhookDelivery,
    WebhookEndpoint,
)
from django_graphgate.telemetry.usage import UsageCounter
from tests.integration.admin.conftest import SignIn

LIST = "/admin/graphgate/allowedoperation/"
INLINE = re.compile(
    rb"<script(?![^>]*(?:\bsrc=|type=.application/json))|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


def page_of(operation: AllowedOperation) -> str:
    return reverse("admin:graphgate_allowedoperation_change", args=[operation.pk])


def bulk(client: Client, action: str, *operations: AllowedOperation) -> Any:
    keys = [str(one.pk) for one in operations]
    return client.post(LIST, {"action": action, "_selected_action": keys}, follow=True)


def switches(operation: AllowedOperation) -> tuple[bool, bool]:
    operation.refresh_from_db()
    return operation.enabled, operation.retired


def test_usage_and_state_have_no_pages() -> None:
    ours = {model for model in admin.site._registry if model._meta.app_label == "graphgate"}
    pages = {
        Action,
        ActionRun,
        AllowedOperation,
        AuditEvent,
        NamedFilter,
        Role,
        TableRule,
        WebhookDelivery,
        WebhookEndpoint,
    }
    assert ours == pages
    assert not admin.site.is_registered(GateState)


def test_pages_open_and_hold_nothing_inline(chief: Client, operation: AllowedOperation, role: Role) -> None:
    """A Content-Security-Policy without ``unsafe-inline`` does not break them."""
    urls = [LIST, page_of(operation), "/admin/graphgate/role/", "/admin/graphgate/role/add/"]
    urls.append(reverse("admin:graphgate_role_change", args=[role.pk]))
    urls.append("/admin/graphgate/auditevent/")
    urls.append(reverse("admin:graphgate_auditevent_change", args=[AuditEvent.objects.all()[0].pk]))
    for url in urls:
        response = chief.get(url)
        assert response.status_code == 200, url
        assert INLINE.findall(response.content) == [], url


@pytest.mark.parametrize(
    ("action", "after"),
    [("switch_off", (False, False)), ("switch_on", (True, False)), ("retire", (True, True))],
)
def test_bulk_action_switches(
    sign_in: SignIn, operation: AllowedOperation, action: str, after: tuple[bool, bool]
) -> None:
    client = sign_in("view_allowedoperation", "change_allowedoperation")
    before, stamp = switches(operation), operation.updated_at
    response = bulk(client, action, operation)
    assert switches(operation) == after
    changed = before != after
    assert (operation.updated_at > stamp) is changed
    assert LogEntry.objects.filter(object_id=str(operation.pk)).count() == changed
    assert f"{int(changed)} changed." in response.content.decode()


@pytest.mark.parametrize("action", ["switch_off", "switch_on", "retire", "delete_selected"])
def test_who_may_only_look_cannot_switch(sign_in: SignIn, operation: AllowedOperation, action: str) -> None:
    AllowedOperation.objects.update(enabled=action != "switch_on")
    before = switches(operation)
    bulk(sign_in("view_allowedoperation"), action, operation)
    assert switches(operation) == before


def test_switch_holds_at_the_next_request(chief: Client, tmp_path: Path, settings: Any) -> None:
    entries = {"MODELS": ["shop"], "PRODUCTION": False, "CONFIG_DIR": tmp_path, "AUTH": []}
    settings.GRAPHGATE = {**entries, "USAGE_INTERVAL": None}
    load_roles([{"name": "user", "tables": [{"name": "tags", "query": {}}]}])
    caller, gate = Identity(user_id="1"), get_gate()
    assert gate.execute("query Tags { tags { slug } }", identity=caller).json()["data"] == {"tags": []}
    recorded = AllowedOperation.objects.get()
    bulk(chief, "switch_off", recorded)
    answer = gate.execute("query Tags { tags { slug } }", identity=caller).json()
    assert [one["extensions"]["code"] for one in answer["errors"]] == ["OPERATION_DISABLED"]
    bulk(chief, "switch_on", recorded)
    assert gate.execute(name="Tags", identity=caller).json()["data"] == {"tags": []}
    bulk(chief, "retire", recorded)
    answer = gate.execute(name="Tags", identity=caller).json()
    assert [one["extensions"]["code"] for one in answer["errors"]] == ["OPERATION_RETIRED"]


def test_page_changes_switches_and_nothing_else(chief: Client, operation: AllowedOperation) -> None:
    sent = {
        "enabled": "",
        "retired": "on",
        "name": "Other",
        "document": "query Other { tags { id } }",
        "digest": "b",
    }
    assert chief.post(page_of(operation), {**sent, "roles": "[]", "current": ""}).status_code == 302
    assert switches(operation) == (False, True)
    assert (operation.name, operation.digest, operation.current) == ("Products", "a" * 64, True)
    assert operation.document.startswith("query Products")
    assert operation.roles == ["user"]


def test_who_may_only_look_cannot_save(sign_in: SignIn, operation: AllowedOperation) -> None:
    client = sign_in("view_allowedoperation")
    assert client.get(page_of(operation)).status_code == 200
    assert client.post(page_of(operation), {"retired": "on"}).status_code == 403
    assert switches(operation) == (True, False)


def test_nobody_adds(chief: Client) -> None:
    assert chief.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize(
    ("entries", "status"),
    [({"PRODUCTION": True}, 403), ({"PRODUCTION": False}, 200), ({"PRODUCTIN": False}, 403)],
)
def test_rows_are_deleted_in_development_only(
    chief: Client, operation: AllowedOperation, settings: Any, entries: dict[str, bool], status: int
) -> None:
    settings.GRAPHGATE = {"MODELS": ["shop"], **entries}
    url = reverse("admin:graphgate_allowedoperation_delete", args=[operation.pk])
    assert chief.get(url).status_code == status
    assert (b"delete_selected" in chief.get(LIST).content) is (status == 200)


def test_list_shows_and_finds(chief: Client, operation: AllowedOperation) -> None:
    page = chief.get(LIST, {"q": "products"}).content.decode()
    assert all(text in page for text in ("Products", "query", "user", "Switch off", "Switch on", "Retire"))
    assert "Products</a>" not in chief.get(LIST, {"q": "nothing like it"}).content.decode()


def test_use_is_shown(chief: Client, operation: AllowedOperation) -> None:
    assert "Not yet." in chief.get(page_of(operation)).content.decode()
    counts = {"runs": 4, "failures": 1, "milliseconds": 10.0, "last_run": operation.created_at}
    OperationUsage.objects.create(name="Products", digest=operation.digest, role="user", **counts)
    OperationUsage.objects.create(name="Products", digest="b" * 64, role="other", **counts)
    page = chief.get(page_of(operation)).content.decode()
    assert "<tr><th>user</th><td>4</td><td>1</td><td>2.5 ms</td><td>" in page
    assert "<th>other</th>" not in page


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "on"),
        ({"current": False}, "on, an older version"),
        ({"retired": True}, "retired"),
        ({"enabled": False, "retired": True}, "switched off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_list_says_what_a_caller_meets(
    chief: Client, operation: AllowedOperation, fields: dict[str, bool], state: str
) -> None:
    AllowedOperation.objects.update(**fields)
    assert f'<td class="field-state">{state}</td>' in chief.get(LIST).content.decode()


# -- SQL ------------------------------------------------------------------------------------------


def sql_of(client: Client, operation: AllowedOperation) -> str:
    found = re.search(
        r"SQL for each role:(.*?)</fieldset>", client.get(page_of(operation)).content.decode(), re.DOTALL
    )
    return found.group(1) if found else ""


def test_each_role_and_its_sql_is_shown(chief: Client, operation: AllowedOperation, role: Role) -> None:
    Role.objects.create(name="nobody")
    shown = sql_of(chief, operation)
    assert re.search(
        r'<strong>nobody</strong></p><pre class="graphgate-text">Refused: Cannot query field', shown
    )
    assert re.search(
        r'<strong>user</strong></p><pre class="graphgate-text">.*is_public.*</pre>', shown, re.DOTALL
    )
    assert '<strong>user</strong></p><pre class="graphgate-text">Refused' not in shown


def test_sql_is_for_those_who_may_see_the_roles(
    sign_in: SignIn, operation: AllowedOperation, role: Role
) -> None:
    assert sql_of(sign_in("view_allowedoperation"), operation) == ""
    assert "is_public" in sql_of(sign_in("view_allowedoperation", "view_role"), operation)


def test_what_stands_in_documents_and_rules_is_escaped(
    chief: Client, operation: AllowedOperation, role: Role
) -> None:
    attack = "<script>alert(1)</script>"
    text = f'query Products {{ products(where: {{ name: {{ eq: "{attack}" }} }}) {{ name }} }} # {attack}'
    AllowedOperation.objects.update(document=text, comment=attack, name="Products", variables={"a": attack})
    role.rules.update(filters=[f'{{ name: {{ neq: "{attack}" }} }}'])
    assert attack.encode() not in chief.get(page_of(operation)).content


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("query Products {", "It cannot be compiled: Syntax Error"),
        ("{ products { name } }", "It cannot be compiled: An operation needs a name"),
        (
            "query Products { prodcts { name } }",
            '<strong>user</strong></p><pre class="graphgate-text">Refused: Cannot query field',
        ),
        (
            "subscription Products { products { name } }",
            '<strong>No role can run it</strong></p><pre class="graphgate-text">Products: ',
        ),
    ],
)
def test_operation_that_does_not_compile_has_a_page(
    chief: Client, operation: AllowedOperation, role: Role, document: str, sentence: str
) -> None:
    AllowedOperation.objects.update(document=document)
    assert sentence in sql_of(chief, operation)


def test_mutation_has_no_page(chief: Client, operation: AllowedOperation, role: Role) -> None:
    role.rules.create(table="products", action="insert", presets={"stock": 3})
    AllowedOperation.objects.update(
        document='mutation Products { products(insert: { name: "x" }) { name } }', kind="mutation"
    )
    page = sql_of(chief, operation)
    assert "<strong>user</strong>" in page
    assert "Refused" not in page
    assert "SELECT" in page


def test_broken_rule_is_reported_instead_of_sql(
    chief: Client, operation: AllowedOperation, role: Role
) -> None:
    role.rules.update(filters=["{ prise: { gt: 1 } }"])
    assert "A filter of role user on products is not understood" in sql_of(chief, operation)


def test_broken_settings_are_reported_instead_of_sql(
    chief: Client, operation: AllowedOperation, settings: Any
) -> None:
    settings.GRAPHGATE = {"MODELS": ["nothing"]}
    assert "GRAPHGATE[&#x27;MODELS&#x27;] names" in sql_of(chief, operation)


def test_page_has_percentiles_clients_and_a_chart(chief: Client, operation: AllowedOperation) -> None:
    counter = UsageCounter(3600)
    for seconds in [0.010] * 95 + [0.500] * 5:
        key = ("", "Products", operation.digest, "user")
        counter.count(key, seconds, failed=False, rows=7, client=("<b>ios</b>", "1.0"))
    counter.flush()
    page = chief.get(page_of(operation)).content.decode()
    assert "&lt;b&gt;ios&lt;/b&gt;</th><td>1.0</td><td>100</td>" in page
    chart = page[page.index('<figure class="graphgate-latency">') : page.index("</figure>")]
    assert re.findall(r"<title>[^<]*: (\d+)</title>", chart)[0] == "95"
    assert re.findall(r"<title>[^<]*: (\d+)</title>", chart)[-1] == "5"
    assert not INLINE.search(chart.encode())


def test_list_shows_the_use_of_each_version(chief: Client, operation: AllowedOperation) -> None:
    counter = UsageCounter(3600)
    for number in range(4):
        key = ("", "Products", operation.digest, "user")
        counter.count(key, 0.010, failed=number == 0, rows=7, client=("ios", ""))
    counter.flush()
    page = chief.get(LIST).content.decode()
    cells = dict(re.findall(r'<td class="field-(\w+)(?: nowrap)?">(.*?)</td>', page))
    assert (cells["runs"], cells["failed"], cells["average_rows"]) == ("4", "25.0 %", "7.0")
    assert cells["p95"].endswith(" ms")
    assert cells["clients"] == "1"
