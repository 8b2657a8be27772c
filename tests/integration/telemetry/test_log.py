"""The line of each request: what it has, what it never has, and through whose formatters it goes."""

from __future__ import annotations

import io
import json
import logging
import logging.handlers
import queue
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from django_graphgate.access import load_roles
from django_graphgate.telemetry.formatter import JSONFormatter
from tests.support.shop import fixture
from tests.support.views.calling import Caller
from tests.support.views.fixtures import development  # noqa: F401

LOG = logging.getLogger("django_graphgate.requests")
LIST = "query Names($name: String) { products(where: { name: { eq: $name } }) { id title: name } }"
ROLES = [{"name": "anon", "tables": [{"name": "products", "query": {"columns": ["id", "name", "price"]}}]}]
BREAKS = "a\r\nb\x1b[2J\u2028c"


class Lines(logging.Handler):
    """Keeps records."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def lines() -> Iterator[list[logging.LogRecord]]:
    handler, level = Lines(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield handler.records
    LOG.setLevel(level)
    LOG.removeHandler(handler)


@pytest.fixture
def caller(database: str, development: dict[str, Any]) -> Caller:  # noqa: F811
    load_roles(ROLES)
    fixture.load(database)
    return Caller("wsgi")


def options(settings: Any, redact: Any = (), **given: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "LOG_REQUESTS": given, "LOG_REDACT": list(redact)}


def ask(caller: Caller, text: str = LIST, **variables: Any) -> Any:
    return caller.post(
        {"query": text, "variables": variables}, headers={"X-Request-ID": "r1", "User-Agent": "k"}
    )


def test_facts(caller: Caller, lines: list[logging.LogRecord]) -> None:
    response = ask(caller, name="Lamp")
    (line,) = lines
    facts = vars(line)
    assert (line.getMessage(), line.levelname) == ("graphgate.request", "INFO")
    assert {name: facts[name] for name in ("surface", "operation", "operation_type", "role", "method")} == {
        "surface": "graphql",
        "operation": "Names",
        "operation_type": "query",
        "role": "anon",
        "method": "POST",
    }
    assert (facts["status"], facts["code"], facts["rows"], facts["statements"]) == (200, "", 1, 1)
    assert (facts["origin"], facts["request_id"]) == ("127.0.0.1", "r1")
    assert facts["response_bytes"] == len(response.content)
    assert 0 < facts["sql_ms"] < facts["duration_ms"]
    assert not {"query", "variables", "data", "tracing", "user_agent"} & facts.keys()
    assert "Lamp" not in JSONFormatter().format(line)


def test_denial_is_a_warning_with_its_reason(
    caller: Caller, lines: list[logging.LogRecord], settings: Any
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    ask(caller)
    facts = vars(lines[0])
    assert (lines[0].levelname, facts["status"], facts["code"]) == ("WARNING", 401, "UNAUTHENTICATED")
    assert facts["detail"]


def test_wrong_document_is_no_warning(caller: Caller, lines: list[logging.LogRecord]) -> None:
    ask(caller, "{ nothing }")
    assert (lines[0].levelname, vars(lines[0])["code"]) == ("INFO", "GRAPHQL_VALIDATION_FAILED")


def test_error_of_ours_is_an_error(caller: Caller, lines: list[logging.LogRecord], settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True}
    ask(caller)
    assert (lines[0].levelname, vars(lines[0])["status"]) == ("ERROR", 500)


def test_options(caller: Caller, lines: list[logging.LogRecord], settings: Any) -> None:
    flags = ("data", "query", "variables", "tracing", "userAgent")
    options(settings, operationName=False, requestId=False, **dict.fromkeys(flags, True))
    ask(caller, name="Lamp")
    facts = vars(lines[0])
    assert (facts["operation"], facts["request_id"], facts["user_agent"]) == ("", "", "k")
    assert facts["variables"] == {"name": "Lamp"}
    assert facts["data"] == {"products": [{"id": 1, "title": "Lamp"}]}
    assert facts["query"].startswith("query Names($name: String)")
    assert facts["tracing"].keys() == {"total_ms", "sql_ms", "rest_ms"}


def test_redaction_sees_through_aliases_and_variables(
    caller: Caller, lines: list[logging.LogRecord], settings: Any
) -> None:
    options(settings, ["products.name"], data=True, variables=True)
    ask(caller, name="Lamp")
    options(settings, ["name"], data=True, variables=True, query=True)
    text = 'query N($x: String!) { products(where: { name: { in: [$x, "Lamp"] } }) { id title: name } }'
    ask(caller, text, x="Lamp")
    assert vars(lines[0])["data"] == {"products": [{"id": 1, "title": "[redacted]"}]}
    assert vars(lines[1])["data"] == {"products": [{"id": 1, "title": "[redacted]"}]}
    assert vars(lines[1])["variables"] == {"x": "[redacted]"}
    assert "Lamp" not in JSONFormatter().format(lines[1])


def test_excluded_operations(caller: Caller, lines: list[logging.LogRecord], settings: Any) -> None:
    options(settings, excludeOperations=["Names"])
    ask(caller, name="Lamp")
    assert lines == []
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": True}
    ask(caller, name="Lamp")
    assert [line.levelname for line in lines] == ["WARNING"]


def test_none_writes_no_lines(caller: Caller, lines: list[logging.LogRecord], settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "LOG_REQUESTS": None}
    ask(caller)
    assert lines == []


def test_nothing_of_a_caller_breaks_a_line(
    caller: Caller, lines: list[logging.LogRecord], settings: Any
) -> None:
    options(settings, userAgent=True, variables=True, query=True)
    sent = {"User-Agent": BREAKS.replace("\u2028", "\x85"), "X-Request-ID": "a\nb", "X-Client": "a\nb"}
    caller.post({"query": LIST, "variables": {"name": BREAKS, BREAKS: BREAKS}}, headers=sent)
    caller.post({"operationName": BREAKS}, headers=sent)
    caller.post({"query": BREAKS}, headers={**sent, "X-GraphGate-Namespace": "a\x1bb"})
    assert len(lines) == 3
    for line in lines:
        for name in ("operation", "namespace", "detail", "user_agent", "request_id", "client_name", "query"):
            value = vars(line)[name]
            assert value.isprintable() or name == "query"
            assert "\x1b" not in value
        assert len(JSONFormatter().format(line).splitlines()) == 1


def test_invented_names_are_no_operations(
    caller: Caller, lines: list[logging.LogRecord], settings: Any
) -> None:
    caller.post({"operationName": "Invented"})
    assert vars(lines[0])["operation"] == ""


def test_json_through_a_queue(caller: Caller) -> None:
    stream, waiting = io.StringIO(), queue.SimpleQueue[Any]()
    target = logging.StreamHandler(stream)
    target.setFormatter(JSONFormatter())
    through = logging.handlers.QueueHandler(waiting)
    listener = logging.handlers.QueueListener(waiting, target)
    level = LOG.level
    LOG.setLevel(logging.INFO)
    LOG.addHandler(through)
    listener.start()
    try:
        ask(caller, name="Lamp")
    finally:
        LOG.removeHandler(through)
        LOG.setLevel(level)
        listener.stop()
    (line,) = stream.getvalue().splitlines()
    written = json.loads(line)
    assert (written["message"], written["operation"], written["rows"]) == ("graphgate.request", "Names", 1)
    assert "code" not in written


def test_structlog(caller: Caller, lines: list[logging.LogRecord]) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
    ask(caller, name="Lamp")
    written = json.loads(formatter.format(lines[0]))
    assert (written["event"], written["level"], written["operation"]) == (
        "graphgate.request",
        "info",
        "Names",
    )
    assert (written["rows"], written["status"]) == (1, 200)
