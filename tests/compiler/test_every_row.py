"""Random documents for five roles reach every row of the language, and mean what the oracle says."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from django_graphgate.errors import Unsupported
from django_graphgate.ir.statement import Statement
from tests.compiler.drafts import ARRAYS, EXPRESSIONS, ROWS, Draft, Page, document, place_of
from tests.oracle.answers import answer
from tests.shop.exact import Pairs, loads
from tests.shop.oracle import Caller, caller, difference
from tests.shop.running import ALIASES, compiled, opened, role_of, run, shop  # noqa: F401

pytestmark = pytest.mark.django_db(databases=ALIASES)
VENDORS = dict(zip(ALIASES, ("postgresql", "sqlite"), strict=True))
DOCUMENTS = 20_000 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 400
ON_POSTGRESQL_ALONE = ARRAYS | {f"operator {name}" for name in EXPRESSIONS}


def _role(name: str, **tables: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "tables": [{"name": table, "query": query} for table, query in tables.items()]}


PUBLIC = "{ is_public: { eq: true } }"
ROLES: Mapping[str, tuple[dict[str, Any] | None, str | None]] = {
    "everything": (None, "2"),
    "guest": (
        _role(
            "guest",
            products={"columns": ["id", "name", "price", "attributes"], "filters": [PUBLIC], "limit": 3},
            tags={"columns": ["slug"], "filters": ['{ slug: { neq: "rare" } }']},
            categories={"filters": ["{ or: [{ parent_id: { is_null: true } }, { id: { lt: 5 } }] }"]},
            customers={"columns": ["name"], "filters": ["{ id: { eq: $user_id } }"]},
            odds={},
            samples={"limit": 4},
        ),
        None,
    ),
    "user": (
        _role(
            "user",
            products={"filters": [f"{{ or: [{PUBLIC}, {{ owner_id: {{ eq: $user_id }} }}] }}"]},
            customers={"columns": ["id", "name", "birthday"], "filters": ["{ is_active: { eq: true } }"]},
            purchases={"filters": ["{ customer_id: { eq: $user_id } }"], "limit": 2},
            categories={"filters": ['{ name: { neq: "Novels" } }']},
            tags={"filters": ['{ slug: { neq: "rare" } }', "{ id: { lt: 4 } }"]},
            profiles={"block": True},
            shelves={"filters": [f"{{ product: {PUBLIC} }}"]},
            vouchers={"columns": ["*"], "filters": ["{ customer: { purchases: { quantity: { gt: 1 } } } }"]},
        ),
        "1",
    ),
    "buyer": (
        _role(
            "buyer",
            customers={"columns": ["*", "api_token"], "filters": ["{ not: { email: { eq: $user_id } } }"]},
            products={"columns": ["name", "price", "stock", "weight"], "limit": 4},
            purchases={"filters": ["{ product: { owner: { is_active: { eq: true } } } }"]},
            bundles={"filters": ["false"]},
            specimens={"filters": ["{ flag: { eq: true } }"], "limit": 2},
            palettes={"filters": ["{ name: { neq: \"odd\" } }"]},
            sheep={},
        ),
        "3",
    ),
    "clerk": (
        _role(
            "clerk",
            products={"filters": ["{ tags: { slug: { in: [\"new\", \"sale\"] } } }"]},
            tags={"limit": 0},
            purchases={"columns": []},
            customers={"filters": ["{ products: { price: { gt: 10 } } }"], "limit": 3},
            shelves={"columns": ["aisle", "place"], "limit": 3},
            palettes={},
            samples={"columns": ["document", "blob", "text"]},
        ),
        "4",
    ),
}  # fmt: skip
CALLERS = {name: caller(role, user_id) for name, (role, user_id) in ROLES.items()}


def roots(who: Caller, *, arrays: bool) -> tuple[str, ...]:
    return tuple(one for one in who.world.tables if who.knows(one) and (one == "palettes") is arrays)


def drafted(seed: int) -> tuple[Draft, str]:
    """A document in ten is of arrays or regular expressions, which PostgreSQL alone has."""
    random = Random(seed)
    arrays = seed % 10 == 0
    names = [name for name, who in CALLERS.items() if not arrays or who.knows("palettes")]
    who = CALLERS[random.choice(names)]
    draft = Draft(who, random, roots(who, arrays=arrays), expressions=seed % 10 == 5)
    return draft, document(draft)


def found_at(data: Any, keys: tuple[str, ...]) -> Any:
    """The first value at a path that is not null."""
    if isinstance(data, list) and not isinstance(data, Pairs):
        return next((one for one in (found_at(item, keys) for item in data) if one is not None), None)
    if not keys or data is None:
        return data
    return found_at(data.plain().get(keys[0]), keys[1:])


def read(draft: Draft, statement: Statement, text: str, alias: str, about: str) -> None:
    """The first pages, and the next one of each list that has more."""
    sent, known = dict(draft.variables), dict(draft.variables)
    actual = expected = None
    for page in [None, *draft.pages]:
        if page is not None and not turned(draft, page, sent, known, actual, expected):
            continue
        actual = loads(run(statement, alias, sent, draft.who.user_id))
        expected = answer(text, known, draft.who, first=1 if alias == "default" else 0)
        found = difference(expected, opened(statement, actual, sent))
        assert found is None, f"{found}\n{about}\n{known}\n{statement.sql}"


def turned(
    draft: Draft, page: Page, sent: dict[str, Any], known: dict[str, Any], actual: Any, expected: Any
) -> bool:
    cursor = found_at(actual, page.keys)
    if cursor is None:
        return False
    draft.rows.add(page.row)
    sent[page.variable] = cursor
    known[page.variable] = place_of(found_at(expected, page.keys))
    return True


def table(counts: Counter[str], alias: str) -> str:
    width = max(map(len, ROWS))
    lines = [f"{name:<{width}} {counts[name]:>6}" for name in ROWS]
    return "\n".join([f"Random documents on {VENDORS[alias]}, by row of the language:", *lines])


@pytest.mark.parametrize("alias", ALIASES)
def test_random_documents_miss_a_row_or_mean_something_else(
    shop: None,  # noqa: F811
    alias: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    counts: Counter[str] = Counter()
    roles: Counter[str] = Counter()
    refused = 0
    for seed in range(DOCUMENTS):
        draft, text = drafted(seed)
        about = f"seed {seed}, role {draft.who.name}: {text}"
        role = ROLES[draft.who.name][0]
        alone = alias == "sqlite" and (draft.roots == ("palettes",) or draft.rows & ON_POSTGRESQL_ALONE)
        try:
            statement = compiled(text, role and role_of(role), VENDORS[alias])
            read(draft, statement, text, alias, about)
        except Unsupported as error:
            deep = sqlite3.sqlite_version_info < (3, 46) and "nested so deeply" in error.message
            assert alone or (alias == "sqlite" and deep), about
            if not alone:
                refused += 1
                continue
        except Exception as error:
            error.add_note(about)
            raise
        counts.update(draft.rows)
        roles[draft.who.name] += 1
    with capsys.disabled():
        print(f"\n{table(counts, alias)}")
    assert [name for name in ROWS if not counts[name]] == []
    assert set(roles) == set(ROLES)
    assert refused < DOCUMENTS / 3
