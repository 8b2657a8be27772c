"""Limits over HTTP: addresses, batches, headers, actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.support.clock import MovableClock, moved
from tests.support.gate.house import House

URL = "/api/graphql"


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[MovableClock]:
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    with moved() as movable:
        yield movable


def post(body: Any, address: str = "192.0.2.1", **headers: str) -> Any:
    return Client().post(
        URL, json.dumps(body), content_type="application/json", REMOTE_ADDR=address, headers=headers
    )


PRODUCTS = {"operationName": "Products"}


def test_address(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "2/m", "by": "address"}])
    answers = [post(PRODUCTS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert (answers[2]["Retry-After"], answers[2]["RateLimit"]) == ("30", '"address-1";r=0;t=30')
    assert answers[0]["RateLimit-Policy"] == '"address-1";q=2;w=60'
    assert post(PRODUCTS, "192.0.2.2").status_code == 200


def test_network_of_an_address(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m", "by": "user"}])
    hosts = ["2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1"]
    assert [post(PRODUCTS, host).status_code for host in hosts] == [200, 429, 200]


def test_address_that_the_caller_has_made_up(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m", "by": "address"}])
    forged = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(3)]
    assert [post(PRODUCTS, **headers).status_code for headers in forged] == [200, 429, 429]


def test_address_behind_a_proxy(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m", "by": "address"}], TRUSTED_PROXIES=["192.0.2.1"])
    callers = ["203.0.113.1", "203.0.113.2", "1.1.1.1, 203.0.113.1"]
    headers = [{"X-Forwarded-For": each} for each in callers]
    assert [post(PRODUCTS, **each).status_code for each in headers] == [200, 200, 429]


def test_each_operation_of_a_batch_counts(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "3/m"}], MAX_BATCH=5)
    answer = post([PRODUCTS] * 4)
    codes = [bool(each.get("errors")) for each in answer.json()]
    assert codes == [False, False, False, True]
    assert (answer["RateLimit"], answer["Retry-After"]) == ('"user-1";r=0;t=20', "20")


def test_refusals_of_other_kinds_count(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "2/m", "by": "address"}])
    answers = [post({"operationName": "Nowhere"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [403, 403, 429]
    assert answers[0]["RateLimit"] == '"address-1";r=1;t=30'


def test_session_that_has_ended_takes_nothing_from_its_user(house: House, settings: Any) -> None:
    """Else whoever has an old cookie could lock the user out."""
    from django.contrib.auth import get_user_model

    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    house.open(RATE_LIMITS=[{"rate": "2/m"}])
    old, new = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    user = get_user_model().objects.create_user("ada", password="before")
    old.force_login(user)
    user.set_password("after")
    user.save()
    new.force_login(user)
    body = json.dumps({"operationName": "MyPurchases"})
    ended = [old.post(URL, body, content_type="application/json").status_code for _ in range(3)]
    assert ended[0] == 401
    assert 200 not in ended
    current = [new.post(URL, body, content_type="application/json").status_code for _ in range(3)]
    assert current == [200, 200, 429]
