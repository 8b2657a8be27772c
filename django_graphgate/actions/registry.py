"""``@action``: the callables of the installed apps' ``actions`` modules, found as Django finds ``admin.py``."""

from __future__ import annotations

import contextlib
import inspect
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeVar, overload

from django.utils.module_loading import autodiscover_modules

from django_graphgate.actions.entries import NAME, definition_json, read_callable
from django_graphgate.actions.signature import Signature, read_signature
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition, FieldOf, LockMode

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredAction:
    """A callable as an action."""

    definition: ActionDefinition
    function: Callable[..., Any]
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """A decorated function.  Its signature is read later: what it mentions may stand further down in its module."""

    function: Callable[..., Any]
    name: str
    options: Mapping[str, Any]

    @property
    def path(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


class _Registry:
    """No lock is held while a project's code runs but that of the discovery, which ``add`` never waits for.

    Otherwise a thread that imports an ``actions`` module and one that discovers it would wait for each other.
    """

    def __init__(self) -> None:
        self.discovery, self.lock = threading.RLock(), threading.Lock()
        self.declared: dict[str, _Declared] = {}
        """By path: a module that is imported again declares its actions again."""
        self.built: Mapping[str, RegisteredAction] | None = None
        self.is_discovered = False

    def add(self, declared: _Declared) -> None:
        with self.lock:
            self.declared = {**self.declared, declared.path: declared}
            self.built = None

    def replace(self, declared: dict[str, _Declared]) -> None:
        with self.lock:
            self.declared, self.built = declared, None

    def discover(self) -> None:
        with self.discovery:
            if not self.is_discovered:
                try:
                    autodiscover_modules("actions")
                except ConfigurationError:
                    raise
                except Exception as error:
                    raise ConfigurationError(
                        f"The actions of an app cannot be imported: {type(error).__name__}: {error}.",
                        hint=f"See {_place(error)}.",
                    ) from error
                self.is_discovered = True

    def actions(self) -> Mapping[str, RegisteredAction]:
        while True:
            ready = self.built
            if ready is not None:
                return ready
            self.discover()
            declared = self.declared
            built = _built(declared.values())
            with self.lock:
                if self.built is None and self.declared is declared:  # nothing was added meanwhile
                    self.built = built


def _place(error: Exception) -> str:
    """The file and the line that an exception comes from."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}, line {error.lineno}"
    frames = reversed(traceback.extract_tb(error.__traceback__))
    last = next(frame for frame in frames if not frame.filename.startswith("<"))  # importlib's own do
    return f"{last.filename}, line {last.lineno}"


def _built(every: Iterable[_Declared]) -> Mapping[str, RegisteredAction]:
    built: dict[str, RegisteredAction] = {}
    for declared in every:
        other = built.get(declared.name)
        if other is not None:
            raise ConfigurationError(
                f"{other.definition.path} and {declared.path} are both the action {declared.name}.",
                hint="Give one of them another name with @action(name=…).",
            )
        built[declared.name] = _registered(declared)
    return MappingProxyType(built)


_registry = _Registry()


def _registered(declared: _Declared) -> RegisteredAction:
    options = dict(declared.options)
    if not NAME.fullmatch(declared.name):
        raise ConfigurationError(f"{declared.path}: {declared.name!r:.100} is not a name for an action.")
    field: FieldOf = options.pop("field") or ""
    signature = read_signature(declared.function, returns=bool(field))
    definition = ActionDefinition(
        name=declared.name,
        source="callable",
        path=declared.path,
        parameters=signature.parameters,
        field=field if signature.returns is not None else "",
        returns=signature.returns,
        **options,
    )
    try:  # options that the file could not have, either
        read_callable(definition_json(definition), declared.path)
    except ConfigurationError as error:
        raise ConfigurationError(error.message, hint=error.hint or "Correct its @action.") from error
    return RegisteredAction(definition=definition, function=declared.function, signature=signature)


@overload
def action(function: _Function, /) -> _Function: ...
@overload
def action(
    *,
    name: str = "",
    auth: str = "",
    roles: Sequence[str] = (),
    public: bool = False,
    timeout: int | None = None,
    lock: LockMode = "",
    max_affected: int | None = None,
    transaction: bool = True,
    background: bool = False,
    database: str = "",
    description: str = "",
    field: Literal["mutation", "query"] | None = "mutation",
) -> Callable[[_Function], _Function]: ...
def action(  # noqa: PLR0913  as many as a definition has
    function: Any = None,
    /,
    *,
    name: str = "",
    auth: str = "",
    roles: Sequence[str] = (),
    public: bool = False,
    timeout: int | None = None,
    lock: LockMode = "",
    max_affected: int | None = None,
    transaction: bool = True,
    background: bool = False,
    database: str = "",
    description: str = "",
    field: Literal["mutation", "query"] | None = "mutation",
) -> Any:
    """Make a function an action, which callers with that authenticator (``auth``) and of these roles may run.

    Its parameters are the function's own, with their annotations and Django's validators in ``Annotated``.  With a
    return annotation it is a root field of mutations, or of queries (``field="query"``); ``field=None``: neither.
    The function stays as it is.  What is wrong with it is a ``ConfigurationError`` when the gate loads.
    """

    def register(decorated: _Function) -> _Function:
        options = {
            "auth_name": auth,
            "roles": (roles,) if isinstance(roles, str) else tuple(roles),
            "public": public,
            "timeout": timeout,
            "lock": lock,
            "max_affected": max_affected,
            "transaction": transaction,
            "background": background,
            "database": database,
            "description": description or inspect.getdoc(decorated) or "",
            "field": field,
        }
        _registry.add(_Declared(function=decorated, name=name or decorated.__name__, options=options))
        return decorated

    return register if function is None else register(function)


def registered() -> Mapping[str, RegisteredAction]:
    """The callables of all installed apps by name; they are looked for once.

    The mapping is the same object until one is added.  Raises ``ConfigurationError`` for two with one name, for a
    module that cannot be imported, and for a signature or an option that cannot be declared.
    """
    return _registry.actions()


@contextlib.contextmanager
def scope() -> Generator[None]:
    """For tests: what is registered inside is forgotten at the end."""
    _registry.discover()
    before = _registry.declared
    try:
        yield
    finally:
        _registry.replace(before)
