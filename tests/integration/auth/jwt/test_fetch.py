"""How long a fetched answer may be kept, whatever a server writes into its headers."""

from __future__ import annotations

import math
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.jwt.keys.fetch import is_loopback, lifetime_of, url_problem

_VALUES = st.text(max_size=40) | st.sampled_from(
    ["max-age=60", "no-cache", "max-age=-1", "0", "Wed, 21 Oct 2015 07:28:00 GMT", "max-age=99999999999999"]
)


@given(st.dictionaries(st.sampled_from(["Cache-Control", "Expires", "Date", "Age"]), _VALUES))
def test_headers_never_raise_and_never_give_nonsense(headers: dict[str, str]) -> None:
    found = lifetime_of(headers)
    assert found is None or (found >= 0 and math.isfinite(found))


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("max-age=60", 60),
        ("MAX-AGE=60", 60),
        ('max-age="60"', 60),
        ("public,max-age=60", 60),
        ("x-max-age=60", None),
        ("private, max-age=0", 0),
        ("no-store, max-age=60", 0),
        ("no-cache", 0),
        ('no-cache="Set-Cookie"', 0),
        ("no-cached", None),
        ("immutable", None),
    ],
)
def test_cache_control(control: str, seconds: float | None) -> None:
    headers = Message()
    headers["Cache-Control"] = control
    assert lifetime_of(headers) == seconds  # type: ignore[arg-type]


def test_without_a_date_of_the_server_our_own_counts() -> None:
    assert lifetime_of({"Expires": "Fri, 31 Dec 9999 23:59:59 GMT"}) > 1e9  # type: ignore[operator]
    assert lifetime_of({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}) == 0
    assert lifetime_of({}) is None


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("0.0.0.0", False),
        ("2130706433", False),
        ("0x7f.1", False),
        ("10.0.0.1", False),
        ("", False),
        ("[::1]", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, local: bool) -> None:
    assert is_loopback(host) is local


@given(st.text(max_size=60))
def test_no_text_breaks_the_check_of_urls(text: str) -> None:
    problem = url_problem(text)
    assert problem is None or problem.endswith((".", "own."))
    assert url_problem(text) is None or not text.startswith("https://a.example/")
