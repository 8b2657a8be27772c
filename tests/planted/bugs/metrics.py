"""Planted bugs: metrics, traces, and the comments of statements."""

from __future__ import annotations

from tests.planted.bug import Bug

_PROMETHEUS = "tests/integration/telemetry/test_prometheus.py"
_OTEL = "tests/integration/telemetry/test_otel.py"
_COMMENTS = "tests/unit/execution/test_comments.py"

BUGS = (
    Bug(
        "name of a role ends the comment of a statement",
        "execution/comments.py",
        "',' + quote(role, safe='')",
        "',' + role",
        (_COMMENTS,),
    ),
    Bug(
        "comment is where PostgreSQL 18 cuts it off",
        "execution/comments.py",
        'f"{first[0]} {comment}{text[first.end() :]}"',
        'f"{comment} {text}"',
        (_COMMENTS, "-k", "first_word"),
    ),
    Bug(
        "percent sign of a role's name is a placeholder of the ORM's",
        "execution/comments.py",
        'comment if params is None else comment.replace("%", "%%")',
        "comment",
        ("tests/integration/gate/test_sql_comments.py", "-k", "escaped"),
    ),
    Bug(
        "role that nobody has configured is a label of metrics",
        "telemetry/prometheus.py",
        "            record.role,\n",
        "            record.role or str(record.identity.role),\n",
        (_PROMETHEUS, "-k", "invented"),
    ),
    Bug(
        "names that developers save make series without end",
        "telemetry/prometheus.py",
        "if len(self._series) >= _MAX_SERIES and (namespace or name):",
        "if len(self._series) < 0:",
        (_PROMETHEUS, "-k", "bounded"),
    ),
    Bug(
        "metrics are open where no authenticator is named",
        "views/metrics.py",
        '''    if name is None:
        raise Forbidden(detail="METRICS_AUTH names nobody who may read metrics")
    caller = require_named_auth(name, Identity.anonymous(), request)
    if not confirmed''',
        '''    caller = Identity.anonymous() if name is None else require_named_auth(name, Identity.anonymous(), request)
    if name is not None and not confirmed''',
        ("tests/integration/views/test_metrics.py", "-k", "closed"),
    ),
    Bug(
        "span records the exception, which quotes rows",
        "telemetry/otel.py",
        "            record_exception=False,  # it may quote a row\n",
        "            record_exception=True,\n",
        (_OTEL, "-k", "quote_rows"),
    ),
    Bug(
        "document is in a span although nobody asked for it",
        "telemetry/otel.py",
        "if self._with_document and record.text is not None:",
        "if record.text is not None:",
        (_OTEL, "-k", "asked_for"),
    ),
    Bug(
        "caller's header decides over a span of the project",
        "telemetry/otel.py",
        "None if inside else extract(headers)",
        "extract(headers)",
        (_OTEL, "-k", "projects_own"),
    ),
)
