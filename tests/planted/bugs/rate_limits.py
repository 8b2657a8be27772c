"""Planted bugs: rate limits."""

from __future__ import annotations

from tests.planted.bug import Bug

_FOLDER = "tests/integration/rate_limits"
_GATE = f"{_FOLDER}/test_gate.py"
_HTTP = f"{_FOLDER}/test_http.py"
_STORES = f"{_FOLDER}/test_stores.py"

BUGS = (
    Bug(
        "names of operations can be tried without a limit",
        "gate.py",
        "        self._count_request(request, identity)  # before anything depends on which operations there are\n",
        "",
        (_GATE, "-k", "tells_no_names"),
    ),
    Bug(
        "credential that has ended uses up the limit of its user",
        "gate.py",
        "self.limiter.give_back(call.request.record, user=answer.role is None)",
        "self.limiter.give_back(call.request.record, user=False)",
        (_GATE, "-k", "who_is_not_confirmed"),
    ),
    Bug(
        "wrong guess is charged",
        "rate_limits/limiter.py",
        "if take.limit.of_role or (user and take.of_user)",
        "if user and take.of_user",
        (_GATE, "-k", "ends_in_a_refusal"),
    ),
    Bug(
        "caller is refused by the limit of a role that another has",
        "gate.py",
        "except (*_OF_RULES, RoleLimitReached):",
        "except _OF_RULES:",
        (_GATE, "-k", "no_longer_has"),
    ),
    Bug(
        "refusal of one limit takes from the others",
        "rate_limits/stores.py",
        "            if not is_refused(takes, outcomes):\n",
        "            if takes:\n",
        (_STORES, "-k", "takes_nothing and locmem"),
    ),
    Bug(
        "memcached loses what others have taken",
        "rate_limits/stores.py",
        "done = self._client.cas(key, value, token, expire=life)",
        "done = self._client.set(key, value, expire=life)",
        (_STORES, "-k", "together and memcached"),
    ),
    Bug(
        "each address of a household has a limit of its own",
        "rate_limits/keys.py",
        '[0]}/64"',
        '[0]}/128"',
        (f"{_FOLDER}/test_keys.py", _HTTP, "-k", "address"),
    ),
    Bug(
        "requests pass while the cache is down, though settings refuse them",
        "rate_limits/limiter.py",
        "if self._open or not any(",
        "if takes or not any(",
        (_GATE, "-k", "is_down_and_requests_are_refused"),
    ),
    Bug(
        "operation costs the same whatever it returns",
        "rate_limits/limiter.py",
        'cost if limit.unit == "cost" else 1',
        "1",
        (_GATE, "-k", "cost"),
    ),
    Bug(
        "limits of lists inside lists are not multiplied in the cost",
        "ir/row_bound.py",
        "rows * counts[outer]",
        "rows",
        ("tests/unit/ir/test_row_bound.py",),
    ),
    Bug(
        "refusals fill the log",
        "rate_limits/reports.py",
        "moment - last < _MINUTE",
        "moment < last",
        (_GATE, "-k", "fill_no_log"),
    ),
    Bug(
        "action of another caller can be called without a limit",
        "views/actions.py",
        "        limiter.count_request(record, Identity.anonymous())\n",
        "        pass\n",
        (f"{_FOLDER}/test_actions.py", "-k", "names_are_not_told"),
    ),
)
