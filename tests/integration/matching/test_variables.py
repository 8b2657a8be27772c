"""Claims, headers and settings in a ``match``: who lacks one has no role by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from django_graphgate.errors import VariableInvalid
from tests.support.matching.choosing import role_of, user

CLAIMS = {"type": "jwt", "secret": "x" * 32, "claims": {"department": "dep", "level": "lvl", "admin": "adm"}}


@pytest.fixture(autouse=True)
def _variables() -> Iterator[None]:
    entries = {
        "AUTH": [CLAIMS],
        "VARIABLES": {"plan": "free", "nothing": None},
        "HEADER_VARIABLES": {"tenant": "X-Tenant", "size": "X-Size"},
    }
    with override_settings(GRAPHGATE={**django_settings.GRAPHGATE, **entries}):
        yield


@pytest.mark.parametrize(
    "match",
    [
        "first_name = $department",
        "not first_name = $department",
        "first_name <> $department",
        "not (first_name <> $department)",
        "first_name not in ('x', $department)",
        "first_name not like $department",
        "is_staff or first_name = $department",
        "not (is_superuser and first_name = $department)",
        "not (first_name = $department) or is_staff",
        "not first_name = $tenant",
        "not first_name = $nothing",
        "not first_name = $user_id_provider",
        "is_staff = $admin or is_staff",
        "not (id = $level or is_superuser)",
        "$department = 'sales'",
        "$department <> 'sales'",
        "not ($department = 'sales')",
        "$department not in ('sales', 'x')",
        "not ($level > 3) or is_staff",
        "$nothing = 'x'",
        "$user_id_provider <> 'google'",
    ],
)
def test_missing_fact_makes_a_match_true(database: str, match: str) -> None:
    assert role_of(database, user(is_staff=True, first_name="sales"), match) == "user"


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        ("first_name = $department", True),
        ("not first_name = $department", False),
        ("first_name in ('x', $department)", True),
        ("$department = first_name and is_staff", True),
        ("is_staff = $admin", True),
        ("id > $level", True),
        ("first_name = $plan", False),
        ("last_name = $plan", True),
        ("last_name = $tenant", False),
        ("first_name = $tenant", True),
        ("last_name = $user_id_provider", True),
        ("$department = 'sales'", True),
        ("'sales' = $department", True),
        ("$department <> 'sales'", False),
        ("$department in ('x', 'sales')", True),
        ("$department not in ('x', 'sales')", False),
        ("$department not in ('x', 'y')", True),
        ("$level < -4", True),
        ("-4 < $level", False),
        ("-5 <= $level and $level >= -5", True),
        ("$level > -5.5", True),
        ("$admin = true and is_staff", True),
        ("$plan = 'free'", True),
        ("$tenant = 'sales'", True),
        ("$tenant = 'x'", False),
        ("$user_id_provider = 'free'", True),
        ("$user_id > 0", True),
        ("0 > $user_id", False),
    ],
)
def test_fact_is_lost(database: str, match: str, holds: bool) -> None:
    ann = user(is_staff=True, first_name="sales", last_name="free")
    claims = {"department": "sales", "admin": True, "level": -5}
    provider = "free" if "provider" in match else None
    role = role_of(database, ann, match, claims=claims, headers={"x-tenant": "sales"}, provider=provider)
    assert role == ("r0" if holds else "user")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "' OR '1' = '1",
        "sales' --",
        "%",
        "sales\x00",
        "SALES",
        " sales",
        ["sales"],
        {"sales": 1},
        0,
        True,
    ],
    ids=ascii,
)
def test_hostile_claim_is_another_value(database: str, value: Any) -> None:
    ann = user(first_name="sales")
    assert role_of(database, ann, "first_name = $department", claims={"department": value}) == "user"


@pytest.mark.parametrize("value", ["x", "1.5", 1.5, 10**30, "1e3", True, "٣", [1], "0x1F", "1 "], ids=ascii)
def test_claim_that_is_no_number_is_one(database: str, value: Any) -> None:
    ann = user()
    for match in ("id > $level", "id < $level", "not (id = $level)", "id <> $level or is_active"):
        assert role_of(database, ann, match, claims={"level": value}) == "user"


def test_header_that_does_not_fit_is_taken(database: str) -> None:
    ann = user()
    assert role_of(database, ann, "id > $size", headers={"X-Size": "-1"}) == "r0"
    with pytest.raises(VariableInvalid):
        role_of(database, ann, "id > $size", headers={"X-Size": "-1 or true"})
