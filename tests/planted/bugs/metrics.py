"""Planted bugs: metrics, traces, and the comments of statements."""

from __future__ import annotations

from tests.planted.bug import Bug

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
)
