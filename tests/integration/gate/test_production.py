"""In production only what was frozen runs, and only while the files say so beyond doubt."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from django_graphgate.allowlist.digest import byte_digest, lexical_digest
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import Gate, GateRequest, Result, get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.models import TableRule
from django_graphgate.statements import frozen_statements
from django_graphgate.statements.role_views import RoleViews
from tests.support.gate.house import (
    ANON,
    EDITOR,
    OPERATIONS,
    ROLES,
    House,
    caller,
    freeze,
    only_code,
    roles,
    rule,
    write_config,
)

PRODUCTS = OPERATIONS["Products"]
DIGEST = lexical_digest(PRODUCTS)


def asked(gate: Gate, /, identity: Identity = ANON, **request: Any) -> Result:
    return gate.handle(GateRequest(**request), identity)


def answers(house: House) -> dict[str, bytes]:
    """What every operation answers to every kind of caller."""
    found: dict[str, bytes] = {}
    for name in OPERATIONS:
        variables = {"id": 1} if name == "ProductById" else {}
        for kind, identity in {"anon": ANON, "user": caller(1), "editor": EDITOR}.items():
            found[f"{name} as {kind}"] = house.ask(name, identity, **variables).body()
    return found


# -- naming an operation ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"name": "Products"}, id="name"),
        pytest.param({"digest": DIGEST}, id="digest"),
        pytest.param({"document_id": f"sha256:{DIGEST}"}, id="document id"),
        pytest.param({"text": PRODUCTS}, id="text"),
        pytest.param({"text": PRODUCTS, "name": "Products"}, id="text and name"),
        pytest.param({"text": PRODUCTS, "digest": byte_digest(PRODUCTS)}, id="text and its bytes' digest"),
        pytest.param({"text": "\n# mine\n" + PRODUCTS.replace(" ", ",  ")}, id="other white space"),
        pytest.param({"text": PRODUCTS + " query Other { x }", "name": "Products"}, id="one of two"),
        pytest.param({"text": PRODUCTS.replace(" @skipAuth", "")}, id="without the list's directive"),
        pytest.param({"digest": lexical_digest(PRODUCTS.replace(" @skipAuth", ""))}, id="its digest without"),
    ],
)
def test_listed_operation_is_not_found(house: House, request_: dict[str, Any]) -> None:
    result = asked(house.gate, **request_)
    assert not result.errors
    assert len(result.json()["data"]["products"]) == 9


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"name": ""}, id="no name"),
        pytest.param({"name": "Nothing"}, id="another name"),
        pytest.param({"name": "products"}, id="another case"),
        pytest.param({"name": "Products "}, id="a space"),
        pytest.param({"document_id": DIGEST}, id="document id without its scheme"),
        pytest.param({"document_id": f"md5:{DIGEST}"}, id="another scheme"),
        pytest.param({"document_id": f"sha256:{DIGEST}\n"}, id="a line feed"),
        pytest.param(
            {"text": PRODUCTS, "digest": lexical_digest(OPERATIONS["Deep"])}, id="text and digest of two"
        ),
        pytest.param({"text": "{ products { id } }"}, id="another text"),
        pytest.param({"text": ""}, id="no text"),
        pytest.param({"text": PRODUCTS.replace("name }", "name stock }")}, id="one more field"),
        pytest.param({"text": PRODUCTS.replace("limit: 50", "limit: 51")}, id="another number"),
        pytest.param({"text": PRODUCTS.replace("id name", "name id")}, id="another order"),
        pytest.param({"text": PRODUCTS.replace("@skipAuth", "@requireAuth")}, id="another directive"),
        pytest.param({"text": PRODUCTS.replace(" @skipAuth", " @cacheControl(maxAge: 9)")}, id="its cache"),
        pytest.param({"text": PRODUCTS.replace("Products", "Renamed")}, id="renamed"),
        pytest.param({"text": PRODUCTS + " {"}, id="does not parse"),
        pytest.param({"text": PRODUCTS + " query Other { x }"}, id="two operations and no name"),
        pytest.param({"text": "query Products " + "{ a " * 10_000 + "}" * 10_000}, id="deep"),
        pytest.param({"text": "{ __schema { types { name } } }"}, id="introspection"),
        pytest.param({"text": "{ __typename }"}, id="the smallest"),
    ],
)
def test_unlisted_operation_runs(house: House, request_: dict[str, Any]) -> None:
    for identity in (ANON, caller(1), EDITOR):
        result = asked(house.gate, identity=identity, **request_)
        assert (only_code(result), result.status) == ("OPERATION_NOT_ALLOWED", 403)


@pytest.mark.parametrize("namespace", ["partner", "../config"])
def test_namespace_that_is_not_configured_is_not_looked_into(house: House, namespace: str) -> None:
    for identity in (ANON, caller(1), EDITOR):
        result = asked(house.gate, identity=identity, name="Products", namespace=namespace)
        assert (only_code(result), result.status) == ("BAD_REQUEST", 400)


def test_operation_of_another_namespace_is_refused(house: House) -> None:
    result = asked(house.open(NAMESPACES={"partner": {}}), name="Products", namespace="partner")
    assert (only_code(result), result.status) == ("OPERATION_NOT_ALLOWED", 403)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"digest": "0" * 64}, id="another digest"),
        pytest.param({"digest": DIGEST.upper()}, id="upper case"),
        pytest.param({"digest": DIGEST[:-1]}, id="a prefix"),
        pytest.param({"digest": "../allow.list"}, id="a path"),
        pytest.param({"digest": "0" * 64, "name": "Products"}, id="another digest and a name"),
        pytest.param({"name": "Categories", "digest": DIGEST}, id="name and digest of two"),
    ],
)
def test_unknown_digest_alone_does_not_ask_for_the_text(house: House, request_: dict[str, Any]) -> None:
    """Clients of persisted queries send the text then, which is not on the list either."""
    for identity in (ANON, caller(1), EDITOR):
        result = asked(house.gate, identity=identity, **request_)
        assert (only_code(result), result.status) == ("PERSISTED_QUERY_NOT_FOUND", 400)
        assert result.errors[0]["message"] == "PersistedQueryNotFound"
    text = "query Unknown { products { id } }"
    result = asked(house.gate, digest=byte_digest(text), text=text)
    assert (only_code(result), result.status) == ("OPERATION_NOT_ALLOWED", 403)


def test_known_name_with_another_body_runs_that_body(house: House) -> None:
    gate = house.open(MATCH_BY_NAME=True)
    altered = "query Products { products { id stock price } customers { email } }"
    result = asked(gate, text=altered)
    assert set(result.json()["data"]["products"][0]) == {"id", "name"}
    assert asked(gate, text=altered).body() == asked(gate, name="Products").body()
    for request in (
        {"text": "query Unknown { products { id } }"},
        {"text": "mutation Products { products { id } }"},
        {"text": altered, "name": "Categories"},
        {"text": altered, "digest": DIGEST},
        {"text": "{ products { id } }", "name": "Products"},
    ):
        assert only_code(asked(gate, **request)) == "OPERATION_NOT_ALLOWED", request


def test_name_alone_runs_an_old_version_and_its_digest_does_not(house: House) -> None:
    old = house.rows("Products")
    write_config(house.folder, {**OPERATIONS, "Products": PRODUCTS.replace("limit: 50", "limit: 2")})
    assert "~ Products" in freeze()
    gate = house.open()
    assert len(house.rows("Products")) == 2
    assert asked(gate, digest=DIGEST).json()["data"]["products"] == old
    assert asked(gate, text=PRODUCTS).json()["data"]["products"] == old


# -- the files ----------------------------------------------------------------------------------------


def _remove(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def _edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return edit


def _cut(name: str, part: float) -> Callable[[Path], object]:
    def cut(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: int(len(content) * part)])

    return cut


def _link(name: str) -> Callable[[Path], object]:
    def link(folder: Path) -> None:
        elsewhere = folder.parent / f"{folder.name} elsewhere"
        (folder / name).rename(elsewhere)
        (folder / name).symlink_to(elsewhere)

    return link


def _folder(name: str) -> Callable[[Path], object]:
    def make(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return make


def _write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no folder": shutil.rmtree,
    "no list": _remove("allow.list"),
    "no lock": _remove("allow.lock"),
    "empty list": _write("allow.list", b""),
    "empty lock": _write("allow.lock", b""),
    "list cut off": _cut("allow.list", 0.7),
    "lock cut off": _cut("allow.lock", 0.7),
    "list is a link": _link("allow.list"),
    "lock is a link": _link("allow.lock"),
    "lock is a folder": _folder("allow.lock"),
    "list is not UTF-8": _write("allow.list", b"\xff\xfe"),
    "lock is not UTF-8": _write("allow.lock", b"\xff\xfe"),
    "lock is other JSON": _write("allow.lock", b"{}"),
    "operation edited": _edit("allow.list", "limit: 50", "limit: 51"),
    "field added": _edit("allow.list", "{ id name }", "{ id name price }"),
    "operation opened": _edit(
        "allow.list", "query Deep($name: String) {", "query Deep($name: String) @skipAuth {"
    ),
    "statement edited": _edit("allow.lock", "shop_product", "shop_customer"),
    "auth edited": _edit("allow.lock", '"skip_auth": true', '"skip_auth": false'),
    "roles of a statement edited": _edit("allow.lock", '"roles": ["anon', '"roles": ["guest'),
    "merge conflict in the list": _edit("allow.list", "query Deep", "<<<<<<< HEAD\nquery Deep"),
    "merge conflict in the lock": _edit("allow.lock", '{"fingerprint"', '<<<<<<< HEAD\n{"fingerprint"'),
    "operation not frozen": lambda folder: write_config(
        folder, {**OPERATIONS, "New": "query New { tags { id } }"}
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_files_are_served(house: House, settings: Any, name: str) -> None:
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    DAMAGE[name](house.folder)
    get_gate.cache_clear()
    for body in ({"operationName": "Products"}, {"operationName": "Nothing"}, {"query": PRODUCTS}, []):
        response = Client().post("/api/graphql", json.dumps(body), content_type="application/json")
        error = response.json()["errors"][0]
        if isinstance(body, list):
            assert "data" not in response.json()
            continue
        assert response.status_code == 500
        assert error["extensions"]["code"] == "GATE_MISCONFIGURED"
        assert str(house.folder) not in response.content.decode()
    with pytest.raises(ConfigurationError):
        get_gate()


def test_mended_files_stay_refused(house: House, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    content = (house.folder / "allow.list").read_bytes()
    (house.folder / "allow.list").unlink()
    get_gate.cache_clear()
    ask = {"data": json.dumps({"operationName": "Products"}), "content_type": "application/json"}
    assert Client().post("/api/graphql", **ask).status_code == 500
    (house.folder / "allow.list").write_bytes(content)
    assert Client().post("/api/graphql", **ask).status_code == 200


def test_files_that_change_under_a_running_gate_are_believed(house: House) -> None:
    before = answers(house)
    shutil.rmtree(house.folder)
    assert answers(house) == before, "a process serves the release that it loaded"


def test_missing_roles_file_refuses_everything(house: House) -> None:
    """Rules are in the database; the file is what the freeze and a fresh clone need."""
    (house.folder / "roles.json").unlink()
    house.open()
    assert house.rows("Products")


# -- a lock that does not fit -------------------------------------------------------------------------


def test_lock_of_other_settings_answers_otherwise_than_a_new_one(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.open(DEFAULT_LIMIT=2)
    assert "compiled when first used" in caplog.text
    stale = answers(house)
    caplog.clear()
    freeze()
    house.open(DEFAULT_LIMIT=2, MAX_DEPTH=13)
    assert "compiled when" not in caplog.text
    assert answers(house) == stale
    assert len(house.rows("ForEditors", EDITOR)) == 2


def test_lock_of_other_models_answers_otherwise_than_a_new_one(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.open(BLOCKLIST=["products.stock", "tags"])
    assert "compiled when first used" in caplog.text
    assert house.code("Deep", caller(1)) == house.code("ForEditors", EDITOR) == "FORBIDDEN"
    assert house.rows("Products")
    house.open(MODELS=("shop.Category",))
    assert house.code("Products") == "UNAUTHENTICATED"
    assert house.rows("Categories")


def test_lock_that_fits_is_not_used(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(house)

    def compiled(*_: Any) -> None:
        raise AssertionError("compiled in production")

    monkeypatch.setattr(RoleViews, "plan", compiled)
    house.open(MAX_DEPTH=13)
    assert answers(house) == before


def test_lock_of_another_release_is_run(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a release wrote, another one may understand otherwise: it compiles the operations itself."""
    compiled: list[str] = []
    plan_now = RoleViews.plan

    def seen(views: RoleViews, operation: Any, *rest: Any) -> Any:
        compiled.append(operation.name)
        return plan_now(views, operation, *rest)

    monkeypatch.setattr(RoleViews, "plan", seen)
    before = answers(house)
    house.open()
    answers(house)
    assert compiled == []
    monkeypatch.setattr(frozen_statements, "VERSION", "0.0.1")
    house.open(WARM_UP=True)
    assert answers(house) == before
    assert "Products" in compiled
    assert "allow.lock does not fit" in caplog.text


def test_changed_rule_answers_as_it_was_frozen(house: House, caplog: pytest.LogCaptureFixture) -> None:
    before = answers(house)
    assert "frozen ones" not in caplog.text
    TableRule.objects.filter(role__name="user", table="products").update(limit=1)
    changed = answers(house)
    assert len(house.rows("Products", caller(1))) == 1
    assert "rules of role user are not the frozen ones" in caplog.text
    others = {name for name in before if not name.endswith("as user")}
    assert {name: changed[name] for name in others} == {name: before[name] for name in others}
    TableRule.objects.filter(role__name="user", table="products").update(limit=None)
    assert answers(house) == before


def test_role_that_was_never_frozen_runs_nothing(house: House) -> None:
    content = roles()
    content["roles"].append(
        {"name": "guest", "tables": [{"name": "products", "query": {"columns": ["id", "name"]}}]}
    )
    house.load(content)
    assert house.rows("Products", caller(1, "guest"))
    assert house.code("Deep", caller(1, "guest")) == "FORBIDDEN"


def test_wider_rules_open_an_operation_that_was_frozen_for_nobody_else(house: House) -> None:
    """``Mails`` was frozen for editors; a rule of today decides for users."""
    assert house.code("Mails", caller(1)) == "FORBIDDEN"
    content = roles()
    rule(content, "user", "customers")["columns"] = ["id", "email"]
    house.load(content)
    assert house.rows("Mails", caller(1))
    house.load(ROLES)
    assert house.code("Mails", caller(1)) == "FORBIDDEN"


def test_require_auth_is_what_it_was_at_the_freeze(house: House) -> None:
    house.open(REQUIRE_AUTH=False)
    content = roles()
    content["roles"][0]["tables"].append({"name": "customers", "query": {"columns": ["id", "email"]}})
    house.load(content)
    assert house.rows("Mails"), "anybody may run what the rules of anon permit"
    house.open(REQUIRE_AUTH=True)
    assert house.code("Mails") == "UNAUTHENTICATED"


def test_require_auth_switched_off_needs_changed_rules(house: House) -> None:
    write_config(house.folder, {"Open": "query Open { products { id } }"})
    freeze()
    house.open(REQUIRE_AUTH=False)
    assert house.rows("Open")


# -- modes --------------------------------------------------------------------------------------------


def test_production_is_not_the_opposite_of_debug(house: House, settings: Any) -> None:
    for debug, production, expected in (
        (True, None, False),
        (False, None, True),
        (True, True, True),
        (False, False, False),
    ):
        settings.DEBUG = debug
        assert house.open(PRODUCTION=production).production is expected


def test_mode_is_not_reported_at_the_start(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    house.open(MAX_DEPTH=13)
    house.open(PRODUCTION=False)
    assert "in production mode" in caplog.text
    assert "in development mode" in caplog.text
