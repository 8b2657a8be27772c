"""Processes that receive deliveries and die: at a given point, or at any time.

``python -m tests.support.webhooks.processes killed ALIAS`` has a child die at each point of a delivery;
``… workers ALIAS NUMBER`` has four of them take so many deliveries, and kills one each second.  Children are forked,
once all that they need is imported.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

HANDLERS = ("function", "action", "operation")
POINTS = (
    "before it is stored",
    "after it is stored",
    "after the lease is taken",
    "after the outcome is written",
    "after the handler has written",
    "before COMMIT",
    "after COMMIT",
    "before the failure is written",
    "after the failure is written",
)
WORKERS = 4
FAILURES = 0.3
"""How many attempts fail."""
REPEATS = 0.05
"""How many deliveries their sender sends again at once."""


def event_of(handler: str, point: str) -> str:
    return f"{handler}: {point}"


def send(name: str, event: str) -> int:
    """The status of a signed delivery that comes in over HTTP."""
    from django.test import Client

    from tests.support.webhooks.project import URL, signature

    body = json.dumps({"id": event, "name": event}).encode()
    client = Client(raise_request_exception=False, headers={"Host": "127.0.0.1"})
    response = client.post(URL + name, body, content_type="application/json", headers=signature(body))
    return response.status_code


# -- killed at a point ----------------------------------------------------------------------------


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_before(owner: Any, name: str) -> None:
    setattr(owner, name, die)


def die_after(owner: Any, name: str) -> None:
    function = getattr(owner, name)

    def replaced(*arguments: Any, **options: Any) -> None:
        function(*arguments, **options)
        die()

    setattr(owner, name, replaced)


def set_trap(point: str, event: str, alias: str) -> None:
    """Have this process die at a point of the next delivery."""
    from django.db import connections

    from django_graphgate.webhooks import rows
    from tests.support.shop.models import Category

    connection = connections[alias]
    if point in ("before the failure is written", "after the failure is written"):
        die_ = die_before if point.startswith("before") else die_after
        die_(rows, "fail")
        connection.execute_wrappers.append(_fail_after_insert)
    elif point == "after the handler has written":
        connection.execute_wrappers.append(_die_after_insert)
    elif point.endswith("COMMIT"):
        commit, is_after = connection._commit, point.startswith("after")

        def trap() -> None:
            done = Category.objects.filter(name=event).exists()
            if done and not is_after:
                die()
            commit()
            if done:
                die()

        connection._commit = trap
    else:
        name = {
            "before it is stored": "store",
            "after it is stored": "store",
            "after the lease is taken": "claim",
            "after the outcome is written": "finish",
        }[point]
        (die_before if point.startswith("before") else die_after)(rows, name)


def _is_insert(sql: str) -> bool:
    return "shop_category" in sql and "INSERT" in sql


def _die_after_insert(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    result = execute(sql, *rest)
    if _is_insert(sql):
        die()
    return result


def _fail_after_insert(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    result = execute(sql, *rest)
    if _is_insert(sql):
        raise RuntimeError("The handler fails.")
    return result


def deliver_and_die(handler: str, point: str, event: str, alias: str) -> None:
    set_trap(point, event, alias)
    send(handler, event)


def killed(alias: str) -> None:
    """Print how the process of each delivery has ended, by event."""
    ends = {}
    for handler, point in itertools.product(HANDLERS, POINTS):
        event = event_of(handler, point)
        ends[event] = _ended(_forked(functools.partial(deliver_and_die, handler, point, event, alias)))
    print(json.dumps(ends))


# -- killed at any time ---------------------------------------------------------------------------


def is_to_fail(event: str, attempt: int) -> bool:
    """As if at random, and the same each time."""
    return random.Random(f"{event} {attempt}").random() < FAILURES


def handle(delivery: Any) -> None:
    """The handler of the workers' deliveries."""
    from tests.support.shop.models import Category

    Category.objects.create(name=delivery.event_id)
    if is_to_fail(delivery.event_id, delivery.attempt):
        raise RuntimeError("The handler fails.")


def work(number: int, count: int) -> None:
    """Take every fourth delivery that is not there yet; then try what is due until all have ended."""
    from django_graphgate.models import WebhookDelivery
    from django_graphgate.webhooks import retry, rows

    rows.GRACE, rows.FIRST_DELAY, rows.LONGEST_DELAY = rows.GRACE / 60, 0.1, 0.4
    there = set(WebhookDelivery.objects.values_list("event_id", flat=True))
    for event in (f"evt_{each}" for each in range(number, count, WORKERS)):
        if event not in there:
            statuses = [send("orders", event)]
            if random.Random(event).random() < REPEATS:
                statuses.append(send("orders", event))
            assert set(statuses) <= {200, 409, 500}, statuses
    unfinished = WebhookDelivery.objects.exclude(status__in=("done", "dead"))
    while unfinished.exists() or WebhookDelivery.objects.count() < count:
        if not retry.retry_due():
            time.sleep(0.05)


def workers(count: int) -> None:
    """Print how many were killed before the first had nothing left to do, and how the others have ended."""
    running = {number: _forked(functools.partial(work, number, count)) for number in range(WORKERS)}
    victims, ends = 0, []
    for number in itertools.cycle(range(WORKERS)):
        time.sleep(1)
        pid, status = os.waitpid(running[number], os.WNOHANG)
        if pid:
            ends.append(os.waitstatus_to_exitcode(status))
            del running[number]
            break
        os.kill(running[number], signal.SIGKILL)
        _ended(running[number])
        victims += 1
        running[number] = _forked(functools.partial(work, number, count))
    ends += [_ended(pid) for pid in running.values()]
    print(json.dumps({"killed": victims, "ends": ends}))


# -- processes ------------------------------------------------------------------------------------


def _forked(run: Callable[[], None]) -> int:
    """The id of a child that runs a function, and then ends with 0."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            run()
            code = 0
        except BaseException:  # noqa: BLE001  the parent sees the code
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return pid


def _ended(pid: int) -> int:
    """The exit code, once it has ended; less than 0 for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(what: str, alias: str, *numbers: str) -> None:
    import django

    django.setup()
    import django_graphgate.compiler.compile
    import django_graphgate.urls  # noqa: F401
    from tests.support.routers import routed_to

    with routed_to(alias):
        if what == "killed":
            killed(alias)
        else:
            workers(*map(int, numbers))


if __name__ == "__main__":
    main(*sys.argv[1:])
