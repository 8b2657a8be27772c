"""Keys: of one form whatever callers send, and another for each caller."""

from __future__ import annotations

import re

import pytest

from django_graphgate.ir.identity import Identity
from django_graphgate.ir.rate_limit import read_rate_limits
from django_graphgate.rate_limits.keys import address_parts, key_of, network_of, user_parts

(LIMIT,) = read_rate_limits([{"rate": "1/s"}])


@pytest.mark.parametrize("user_id", ["1", "a b\r\n", "ü" * 500, "\ud800", "', '", "\0", ""])
def test_key_is_of_one_form(user_id: str) -> None:
    parts = user_parts(Identity(user_id=user_id), "")
    assert parts is not None
    assert re.fullmatch(r"graphgate:rate:[0-9a-f]{32}", key_of(LIMIT, parts))


def test_callers_have_keys_of_their_own() -> None:
    identities = [
        Identity(user_id="1"),
        Identity(user_id="1", user_id_provider="google"),
        Identity(user_id="google', '1"),
        Identity(user_id="127.0.0.1"),
        Identity(role="cron", authenticator="cron"),
        Identity(role="cron", authenticator="other"),
        Identity.anonymous(),
    ]
    parts = [user_parts(identity, "127.0.0.1") for identity in identities]
    assert len({key_of(LIMIT, each) for each in parts if each is not None}) == len(identities)


def test_limits_have_keys_of_their_own() -> None:
    limits = read_rate_limits([{"rate": "1/s"}, {"rate": "1/s"}])
    limits += read_rate_limits([{"rate": "1/s", "burst": 2}]) + read_rate_limits([{"rate": "2/s"}])
    assert len({key_of(limit, ("user", "1")) for limit in limits}) == 4


def test_address() -> None:
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("fe80::1%eth0") == "fe80::/64"
    assert network_of("192.0.2.1") == "192.0.2.1"
    assert address_parts(None) is None
    assert address_parts("") == ("address", "")
