"""Keys at a URL through any course of rotations, removals, outages and time."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.remote import HOUR, answer, made, remote
from tests.support.auth.jwt.tokens import NOW, jwk
from tests.support.clock import moved

LIFETIME, STALE = HOUR, 4 * HOUR

steps = st.lists(
    st.one_of(
        st.sampled_from(["add", "drop", "down", "up"]),
        st.floats(0.1, 2 * LIFETIME),
        st.integers(0, 5),
    ),
    max_size=40,
)


@dataclass
class Issuer:
    """What the issuer publishes, since when it has been up, and when it removed what."""

    published: list[int] = field(default_factory=lambda: [0])
    removed: dict[int, float] = field(default_factory=dict)
    up: bool = True

    def add(self) -> None:
        number = max([*self.published, *self.removed]) + 1
        if number <= 5:
            self.published.append(number)

    def drop(self, now: float) -> None:
        if len(self.published) > 1:
            self.removed[self.published.pop(0)] = now

    def may_answer(self, number: int, now: float) -> set[str]:
        """The answers that are right for a token of key ``number``."""
        if number in self.published:
            return {"7"} if self.up else {"7", "503"}
        if number in self.removed and now < self.removed[number] + LIFETIME + STALE:
            return {"7", "401", "503"}
        return {"401"} if self.up else {"401", "503"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_no_good_token_fails_and_no_removed_key_holds(
    server: KeyServer, course: list[str | float | int]
) -> None:
    with moved(NOW) as time:
        issuer = Issuer()
        found = remote(server, jwks_burst=100, token_cache=10)
        for step in course:
            server.keys = [jwk("ES256", number) for number in issuer.published]
            server.status = 200 if issuer.up else 503
            if step == "add":
                issuer.add()
            elif step == "drop":
                issuer.drop(time.now())
            elif step == "down":
                issuer.up = False
            elif step == "up":
                issuer.up = True
                time.forward(61)  # the longest pause between attempts
            elif isinstance(step, int):
                assert answer(found, made(step)) in issuer.may_answer(step, time.now())
            else:
                assert isinstance(step, float)
                time.forward(step)
