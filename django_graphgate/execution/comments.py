"""The comment that each statement carries: the names by which a team knows it, in the server's views and logs."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import quote

from django.db import connections

from django_graphgate.conf import get_settings

_LONGEST = 100
"""Characters of a name: in development a caller chooses that of an operation."""

_FIRST_WORD = re.compile(r"(?:SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|VALUES)\b", re.IGNORECASE)
"""Of the statements that servers keep figures of; what begins or ends a transaction is nobody's."""


def comment_of(namespace: str, name: str, role: str) -> str:
    """``/* graphgate:namespace/Operation,role */``, the same for each run; what of it is wanted, the settings say."""
    wanted = get_settings().SQL_COMMENTS
    return _comment(namespace, name, role if wanted is True else None) if wanted else ""


@functools.lru_cache(maxsize=10_000)
def _comment(namespace: str, name: str, role: str | None) -> str:
    """The comment, of the operation alone where ``role`` is ``None``.

    Whatever is not a letter, a digit or one of ``_.-~`` is percent-encoded, so that no name ends the comment.
    """
    names = "/".join(quote(part[:_LONGEST], safe="") for part in (namespace, name) if part)
    return f"/* graphgate:{names}{'' if role is None else ',' + quote(role, safe='')} */"


def with_comment(text: str, comment: str) -> str:
    """The statement with the comment behind its first word: PostgreSQL 18 cuts off what comes before that."""
    first = _FIRST_WORD.match(text) if comment and comment not in text else None
    return text if first is None else f"{first[0]} {comment}{text[first.end() :]}"


def commented(alias: str, comment: str) -> AbstractContextManager[Any]:
    """The statements of Django's ORM within the body carry the comment, too; and those of the project's functions."""
    if not comment:
        return nullcontext()

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if context["cursor"] is not None:  # else it is ours, and has the comment
            sql = with_comment(sql, comment if params is None else comment.replace("%", "%%"))
        return run(sql, params, many, context)

    return connections[alias].execute_wrapper(execute)
