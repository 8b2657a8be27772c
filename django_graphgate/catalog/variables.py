"""``VARIABLES`` and ``HEADER_VARIABLES`` → the variables of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings

from django_graphgate.catalog.fields import codec_of
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import BIGINT, BOOL, INT, TEXT, UUID, Codec
from django_graphgate.ir.sql import Parameter, Part
from django_graphgate.ir.variables import BUILT_IN, Configured

_SQL = "sql:"
_TYPES: Mapping[str, Codec] = {
    **dict.fromkeys(("int", "integer", "int4", "smallint", "int2"), INT),
    **dict.fromkeys(("bigint", "int8"), BIGINT),
    **dict.fromkeys(("text", "varchar"), TEXT),
    **dict.fromkeys(("boolean", "bool"), BOOL),
    "uuid": UUID,
}
"""What ``$user_id:bigint`` may say, as GraphJin's users write it."""
_USER_IDS = {"int": INT, "bigint": BIGINT, "uuid": UUID}
_PIECE = re.compile(
    r"""(?P<quoted>'(?:[^']|'')*+'|"(?:[^"]|"")*+")
    |\$(?P<name>[A-Za-z_][A-Za-z0-9_]*+)(?::(?P<type>[A-Za-z][A-Za-z0-9_]*+))?
    |(?P<wrong>;|--|/\*|\$|'|")""",
    re.VERBOSE,
)


def configured_variables(settings: Settings) -> dict[str, Configured]:
    """The project's variables by name.

    Raises ``ConfigurationError`` for an invalid subquery: it is one SELECT without comments, in which
    ``$user_id``, ``$user_id_provider`` and ``$user_role`` may occur outside of quotes.
    """
    variables = {name: _configured(name, value, settings) for name, value in settings.VARIABLES.items()}
    for name, header in settings.HEADER_VARIABLES.items():
        variables[name] = Configured(source="header", header=header)
    for name in sorted(set(_claimed(settings))):
        if name in variables or name in BUILT_IN:
            raise ConfigurationError(
                f"The variable {name!r} of an authenticator's 'claims' has a value from elsewhere.",
                hint="Call it something else in 'claims', VARIABLES and HEADER_VARIABLES.",
            )
        variables[name] = Configured(source="claim")
    _check_session_variables(settings, variables)
    return variables


def _check_session_variables(settings: Settings, variables: Mapping[str, Configured]) -> None:
    """A policy must not wait for a claim that no credential can bring."""
    setting = settings.SET_SESSION_VARIABLES
    for name, variable in () if isinstance(setting, bool) else setting.items():
        known = variables.get(variable[1:])
        if variable[1:] not in BUILT_IN and (known is None or known.source != "claim"):
            raise ConfigurationError(
                f"GRAPHGATE['SET_SESSION_VARIABLES'][{name!r}]: {variable} is neither a fact about the caller nor a claim.",
                hint="Use $user_id, $user_id_provider, $user_role, or a variable of an authenticator's 'claims'.",
            )


def _claimed(settings: Settings) -> Iterator[str]:
    """The variables that credentials fill: whoever calls, no request can give them."""
    for entry in (*settings.AUTH, *settings.NAMED_AUTH.values()):
        nested: Any = entry.get("jwt")
        for options in (entry, *(nested if isinstance(nested, list | tuple) else [nested])):
            claims = options.get("claims") if isinstance(options, Mapping) else None
            yield from (str(name) for name in claims) if isinstance(claims, Mapping) else ()


def _configured(name: str, value: Any, settings: Settings) -> Configured:
    if isinstance(value, str) and value.startswith(_SQL):
        return Configured(source="sql", sql=tuple(_pieces(name, value.removeprefix(_SQL).strip(), settings)))
    return Configured(source="value", value=tuple(value) if isinstance(value, list | tuple) else value)


def _pieces(name: str, text: str, settings: Settings) -> Iterator[str | Parameter]:
    """The subquery's text with parameters in it."""

    def refused(hint: str) -> ConfigurationError:
        return ConfigurationError(f"GRAPHGATE['VARIABLES'][{name!r}] is not a subquery.", hint=hint)

    def parameter(fact: str, codec: Codec | None) -> Parameter:
        if fact not in BUILT_IN - {"now"}:
            raise refused(f"${fact} is not known here; $user_id, $user_id_provider and $user_role are.")
        return Parameter(source="caller", codec=codec or _codec(fact, settings), name=fact)

    return select_pieces(text, parameter, refused)


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


def _codec(fact: str, settings: Settings) -> Codec:
    """What a fact is compared with: a user id with keys of users, the others with texts."""
    return (user_id_codec(settings) or TEXT) if fact == "user_id" else TEXT


def user_id_codec(settings: Settings) -> Codec | None:
    """The codec of what ``$user_id`` is; ``None`` where it may be any text, as issuers elsewhere write it."""
    if settings.USER_ID_TYPE is not None:
        return _USER_IDS.get(settings.USER_ID_TYPE)
    try:
        model = apps.get_model(django_settings.AUTH_USER_MODEL)
    except (LookupError, ValueError):  # a project without Django's users
        return None
    return codec_of(model._meta.pk)
