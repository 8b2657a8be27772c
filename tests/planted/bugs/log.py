"""The record of a request, its line in the log, and the events that the audit keeps of requests."""

from __future__ import annotations

from tests.planted.bug import Bug

LOG = "tests/integration/telemetry/test_log.py"
AUDITED = "tests/integration/telemetry/test_audited.py"
RECORDS = "tests/integration/views/test_records.py"
FORMATTER = "tests/unit/telemetry/test_formatter.py"
REDACT = "tests/unit/telemetry/test_redact.py"

BUGS = (
    Bug(
        "an id of a request may be any text",
        "views/records.py",
        "request_id=asked if _REQUEST_ID.fullmatch(asked) else",
        "request_id=asked if _REQUEST_ID.match(asked) else",
        (RECORDS, "-k", "not_of_its_form"),
    ),
    Bug(
        "the name of a client may have control characters",
        "views/records.py",
        'return text[:_LONGEST_NAME] if text.isprintable() else ""',
        "return text[:_LONGEST_NAME]",
        (RECORDS, "-k", "not_of_its_form"),
    ),
    Bug(
        "a caller's text breaks a line of the log",
        "telemetry/log.py",
        "return text if len(text) <= limit and text.isprintable() else plain(text, limit)",
        "return text[:limit]",
        (LOG, "-k", "breaks_a_line"),
    ),
    Bug(
        "an alias shows a redacted column in the log",
        "telemetry/log.py",
        "self._values(_data(record), document.fields, known=known)",
        "self._values(_data(record), {}, known=known)",
        (LOG, "-k", "aliases"),
    ),
    Bug(
        "the log shows the literals of a document",
        "compiler/syntax/masked.py",
        "enter_float_value = enter_string_value = enter_int_value",
        "enter_float_value = enter_int_value",
        ("tests/unit/compiler/test_masked.py",),
    ),
    Bug(
        "names of nested values are not redacted",
        "telemetry/redact.py",
        "return [self._walk(item, path, also_called) for item in value]",
        "return list(value)",
        (REDACT,),
    ),
    Bug(
        "a line of JSON has characters as they are",
        "telemetry/formatter.py",
        'json.dumps(value, separators=(",", ":"), allow_nan=False)',
        'json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)',
        (FORMATTER, "-k", "in_its_line"),
    ),
    Bug(
        "what is empty counts nothing, so that a line has no bound",
        "telemetry/bounded.py",
        "self._left -= len(text)",
        "self._left -= 0",
        (FORMATTER, "-k", "bounded and list"),
    ),
    Bug(
        "a flood of refusals fills the audit",
        "telemetry/audited.py",
        "append(entry, same=(",
        "append(entry) if entry else append(entry, same=(",
        (AUDITED, "-k", "flood"),
    ),
    Bug(
        "denials that come while others are written are lost",
        "audit/writer.py",
        "            self._waiting.clear()\n",
        "",
        (AUDITED, "-k", "while_others or flood"),
    ),
    Bug(
        "a wrong credential is a denial like others",
        "telemetry/audited.py",
        '    InvalidCredentials.code: "sign_in_failure",\n',
        "",
        (AUDITED, "-k", "sign_in_failure"),
    ),
)
