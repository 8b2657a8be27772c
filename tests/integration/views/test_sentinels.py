"""Nothing that a role may not see is in an answer, nor changes one.

Every cell holds a text that stands nowhere else.  Each request is sent twice: to the rows as they are,
and to rows of which everything that the role may not see is another.  No byte of an answer may be from a
hidden cell, and both answers have to be the same.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from tests.support.shop.fixture import load
from tests.support.views.calling import JSON, URL
from tests.support.views.sentinels import MARK, ROLES, Sight, Writer, hidden_cells, plant, sentinels

COUNT = 1_000 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 40
CALLERS = {
    "anon": None,
    "user": "2",
    "buyer": "1",
    "stranger": "3",
    "shut": "1",
    "tenant": "2",
    "clerk": "2",
    "member": "1",
    "heir": "1",
    "branch": "2",
}


@pytest.fixture
def client(database: str, settings: Any, tmp_path: Path) -> Client:
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.DEBUG = True
    settings.GRAPHGATE = {
        "MODELS": ["shop"],
        "CONFIG_DIR": tmp_path / "config",
        "PRODUCTION": False,
        "REQUIRE_AUTH": False,
        "CREDS_IN_HEADER": True,
        "USAGE_INTERVAL": None,
    }
    load(database)
    users = get_user_model().objects
    users.bulk_create(get_user_model()(id=key, username=f"u{key}") for key in (1, 2, 3))
    return Client()


def give_by_match(role: str) -> None:
    """Have the caller's row give the role, behind roles that it does not give."""
    matches = {role: f"id = {CALLERS[role]}"} if role not in ("anon", "user") else {"shut": "is_staff"}
    load_roles([{**each, "match": matches.get(name, "")} for name, each in ROLES.items()])
    user_id = CALLERS[role]
    assert user_id is None or get_gate().role_of(Identity(user_id=user_id)) == role


def ask(client: Client, alias: str, role: str, text: str) -> tuple[str, Any]:
    """The whole response as text, and what must not depend on what is hidden."""
    headers = {"Accept": JSON}
    if CALLERS[role] is not None:
        headers["X-User-ID"] = str(CALLERS[role])
    with transaction.atomic(using=alias):
        response = client.post(URL, data=json.dumps({"query": text}), content_type=JSON, headers=headers)
    content = response.content.decode()
    body = json.loads(content)
    assert response.status_code < 500, content
    same = (
        {key: value for key, value in body.get("data", {}).items() if "cursor" not in key}
        if body.get("data")
        else None
    )
    return f"{response.items()} {content}", [same, body.get("errors"), response.status_code]


@pytest.mark.parametrize("role", ROLES)
def test_hidden_value_is_in_an_answer_or_changes_it(client: Client, database: str, role: str) -> None:
    give_by_match(role)
    chance = random.Random(f"{role} of {COUNT}")
    sight = Sight.of(role, CALLERS[role])
    cells, hidden = sentinels(chance), hidden_cells(sight)
    others = {**cells, **{cell: text for cell, text in sentinels(chance).items() if cell in hidden}}
    allowed = {text for cell, text in cells.items() if cell not in hidden}
    documents = list(Writer(sight, chance, list(cells.values())).documents(COUNT))
    with transaction.atomic(using=database):
        plant(database, cells, set())
        first = [ask(client, database, role, text) for text in documents]
    plant(database, others, hidden)
    second = [ask(client, database, role, text) for text in documents]
    outcomes: Counter[str] = Counter()
    for text, (content, one), (_, other) in zip(documents, first, second, strict=True):
        assert set(MARK.findall(content)) - set(MARK.findall(text)) <= allowed, text
        assert one == other, text
        outcomes["refused" if one[1] else "answered"] += 1
        outcomes["with a sentinel"] += bool(MARK.search(json.dumps(one[0])))
    assert outcomes["refused"] > 0, outcomes
    assert outcomes["answered"] > COUNT / 4, outcomes
    assert outcomes["with a sentinel"] > 0, outcomes
