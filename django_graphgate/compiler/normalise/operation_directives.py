"""Directives of the operation itself: who may run it, how long its answer may be cached, how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graphql import (
    ArgumentNode,
    EnumValueNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    StringValueNode,
)

from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.operation import Access
from django_graphgate.ir.write import Isolation


@dataclass(frozen=True)
class Caching:
    """``@cacheControl`` of an operation: seconds, and whether shared caches may keep the answer."""

    max_age: int | None = None
    public: bool = False


_MAX_SECONDS = 365 * 86_400
_MAX_ROWS = 2**31 - 1


def read_caching(operation: OperationDefinitionNode) -> Caching:
    """What ``@cacheControl`` says.  Raises ``DocumentInvalid`` for an age or a scope that is not valid."""
    for directive in operation.directives or ():
        if directive.name.value != "cacheControl":
            continue
        given = {argument.name.value: argument.value for argument in directive.arguments or ()}
        age, scope = given.get("maxAge"), given.get("scope")
        if not isinstance(age, IntValueNode) or not 0 <= int(age.value) <= _MAX_SECONDS:
            raise DocumentInvalid("@cacheControl takes maxAge in seconds.", locations=position(directive))
        name = scope.value.lower() if isinstance(scope, StringValueNode) else "private"
        if name not in ("private", "public") or not isinstance(scope, StringValueNode | None):
            raise DocumentInvalid(
                "@cacheControl's scope is private or public.", locations=position(directive)
            )
        return Caching(int(age.value), name == "public")
    return Caching()


@dataclass(frozen=True)
class WriteOptions:
    """What the directives of a mutation say of its transaction."""

    isolation: Isolation = ""
    max_affected: int | None = None


_ISOLATION: Mapping[str, Isolation] = {
    "read_committed": "read committed",
    "repeatable_read": "repeatable read",
    "serializable": "serializable",
}


def read_write_options(operation: OperationDefinitionNode) -> WriteOptions:
    """What ``@transaction`` and ``@maxAffected`` say.  Raises ``DocumentInvalid`` for a variable or a bad number."""
    options = WriteOptions()
    for directive in operation.directives or ():
        name = directive.name.value
        given = {argument.name.value: argument.value for argument in directive.arguments or ()}
        if name == "transaction":
            level = given.get("isolation")
            isolation = _ISOLATION.get(level.value) if isinstance(level, EnumValueNode) else None
            if isolation is None:
                sentence = f"@transaction's isolation is one of {', '.join(_ISOLATION)}."
                raise DocumentInvalid(sentence, locations=position(directive))
            options = replace(options, isolation=isolation)
        elif name == "maxAffected":
            rows = given.get("rows")
            if not isinstance(rows, IntValueNode) or not 0 <= int(rows.value) <= _MAX_ROWS:
                sentence = "@maxAffected takes rows as a number in the document."
                raise DocumentInvalid(sentence, locations=position(directive))
            options = replace(options, max_affected=int(rows.value))
    return options


def read_access(operation: OperationDefinitionNode) -> Access:
    """What ``@skipAuth`` and ``@requireAuth`` say.  Raises ``DocumentInvalid`` where they exclude each other."""
    skip, roles, auth = False, None, None
    seen: set[str] = set()
    for directive in operation.directives or ():
        name = directive.name.value
        if name in seen and name in ("skipAuth", "requireAuth"):
            raise DocumentInvalid(
                f"The directive '@{name}' can only be used once at this location.",
                locations=[*position(operation), *position(directive)],
            )
        seen.add(name)
        if name == "skipAuth":
            skip = True
        elif name == "requireAuth":
            for argument in directive.arguments or ():
                if argument.name.value == "auth":
                    auth = _authenticator(argument)
                    continue
                roles = _role_names(argument)
    required = "requireAuth" in seen
    if skip and required:
        raise DocumentInvalid("@skipAuth and @requireAuth exclude each other.", locations=position(operation))
    return Access(skip_auth=skip, require_auth=required, roles=roles, auth=auth)


def _role_names(argument: ArgumentNode) -> tuple[str, ...]:
    values = argument.value.values if isinstance(argument.value, ListValueNode) else (argument.value,)
    names = tuple(value.value for value in values if isinstance(value, StringValueNode))
    if len(names) != len(values):
        raise DocumentInvalid("@requireAuth takes a list of role names.", locations=position(argument))
    return names


def _authenticator(argument: ArgumentNode) -> str:
    if isinstance(argument.value, StringValueNode) and argument.value.value:
        return argument.value.value
    raise DocumentInvalid(
        "@requireAuth's auth is the name of an authenticator.", locations=position(argument)
    )
