"""``VARIABLES`` and ``HEADER_VARIABLES`` → the variables of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings

from django_graphgate.catalog.fields import codec_of
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import BIGINT, INT, UUID, Codec
from django_graphgate.ir.select_text import SQL, select_for_caller
from django_graphgate.ir.sql import Part
from django_graphgate.ir.variables import BUILT_IN, Configured

_USER_IDS = {"int": INT, "bigint": BIGINT, "uuid": UUID}


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
                f"GRAPHGATE['SET_SESSION_VARIABLES'][{name!r}]: {variable} is no fact about the caller, and no claim.",
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
    if isinstance(value, str) and value.startswith(SQL):
        return Configured(source="sql", sql=tuple(_pieces(name, value.removeprefix(SQL).strip(), settings)))
    return Configured(source="value", value=tuple(value) if isinstance(value, list | tuple) else value)


def _pieces(name: str, text: str, settings: Settings) -> Iterator[Part]:
    """The subquery's text with parameters in it."""

    def refused(hint: str) -> ConfigurationError:
        return ConfigurationError(f"GRAPHGATE['VARIABLES'][{name!r}] is not a subquery.", hint=hint)

    return select_for_caller(text, user_id_codec(settings), refused)


def user_id_codec(settings: Settings) -> Codec | None:
    """The codec of what ``$user_id`` is; ``None`` where it may be any text, as issuers elsewhere write it."""
    if settings.USER_ID_TYPE is not None:
        return _USER_IDS.get(settings.USER_ID_TYPE)
    try:
        model = apps.get_model(django_settings.AUTH_USER_MODEL)
    except (LookupError, ValueError):  # a project without Django's users
        return None
    return codec_of(model._meta.pk)
