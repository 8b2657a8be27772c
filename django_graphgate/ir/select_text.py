"""A SELECT that the project writes, in its settings or in a rule, with variables in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import BIGINT, BOOL, INT, TEXT, UUID, Codec
from django_graphgate.ir.sql import Parameter, Part
from django_graphgate.ir.variables import BUILT_IN

SQL = "sql:"
"""What a value begins with that is a SELECT."""

_TYPES: Mapping[str, Codec] = {
    **dict.fromkeys(("int", "integer", "int4", "smallint", "int2"), INT),
    **dict.fromkeys(("bigint", "int8"), BIGINT),
    **dict.fromkeys(("text", "varchar"), TEXT),
    **dict.fromkeys(("boolean", "bool"), BOOL),
    "uuid": UUID,
}
"""What ``$user_id:bigint`` may say, as GraphJin's users write it."""
_PIECE = re.compile(
    r"""(?P<quoted>'(?:[^']|'')*+'|"(?:[^"]|"")*+")
    |\$(?P<name>[A-Za-z_][A-Za-z0-9_]*+)(?::(?P<type>[A-Za-z][A-Za-z0-9_]*+))?
    |(?P<wrong>;|--|/\*|\$|'|")""",
    re.VERBOSE,
)


def select_pieces(
    text: str, variable: Callable[[str, Codec | None], Part], refused: Callable[[str], ConfigurationError]
) -> Iterator[Part]:
    """The text of a SELECT of the settings with ``variable(name, codec)`` in place of each ``$name``.

    The codec is that of the type in ``$name:type``, else ``None``.  Texts in quotes stay what they are.  Raises what
    ``refused`` makes of a hint, where the text is anything else than one statement that begins with SELECT or
    WITH, and has no comments.
    """
    if not re.match(r"(?:select|with)\b", text, re.IGNORECASE):
        raise refused("It has to begin with SELECT or WITH.")
    done = 0
    for match in _PIECE.finditer(text):
        if match["quoted"]:
            continue
        if match["wrong"]:
            raise refused(f"It must not contain {match['wrong']}.")
        stated = match["type"]
        if stated and stated.lower() not in _TYPES:
            raise refused(f"${match['name']}:{stated} is of none of the types {', '.join(_TYPES)}.")
        yield text[done : match.start()]
        yield variable(match["name"], _TYPES[stated.lower()] if stated else None)
        done = match.end()
    yield text[done:]


def select_for_caller(
    text: str, user_id: Codec | None, refused: Callable[[str], ConfigurationError]
) -> Iterator[Part]:
    """The text with what is known of the caller in it, as :func:`select_pieces`.

    ``user_id`` is the codec of user ids, ``None`` where they are any text.
    """

    def fact(name: str, codec: Codec | None) -> Parameter:
        if name not in BUILT_IN - {"now"}:
            raise refused(f"${name} is not known here; $user_id, $user_id_provider and $user_role are.")
        known = user_id if name == "user_id" else None  # compared with keys of users; the others with texts
        return Parameter(source="caller", codec=codec or known or TEXT, name=name)

    return select_pieces(text, fact, refused)
