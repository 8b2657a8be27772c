"""The gate: the way of a request, one line per step.  Read :meth:`Gate._answer` first."""

from __future__ import annotations

import contextlib
import functools
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import InterfaceError, NotSupportedError, OperationalError
from django.http import HttpRequest

from django_graphgate.access.live import AccessCache, LiveAccess, read_version, state_alias
from django_graphgate.access.roles import ANON, USER, guess_role
from django_graphgate.audit.usage import UsageCounter
from django_graphgate.auth.chain import default_chain, session_ended, without_session
from django_graphgate.auth.named import refused_by_database, require_named_auth
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import Settings, get_settings, on_change
from django_graphgate.errors import (
    AuthenticationRequired,
    ConfigurationError,
    DatabaseUnavailable,
    DocumentInvalid,
    Forbidden,
    InvalidCredentials,
    LimitExceeded,
    MethodNotAllowed,
    OpenShape,
    OperationNotAllowed,
    PersistedQueryNotFound,
    RequestRejected,
    Unsupported,
    ValueWithoutForm,
)
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.run import Answer, Runnable
from django_graphgate.ir.field_errors import SENTENCES, FieldError
from django_graphgate.ir.identity import Identity
from django_graphgate.messages import GateRequest, Result, failure, unexpected
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.caching import cache_headers
from django_graphgate.statements.hints import hint_of
from django_graphgate.statements.production import ProductionOperations
from django_graphgate.statements.resolved_operation import ResolvedOperation
from django_graphgate.statements.saving import save_run
from django_graphgate.statements.store import (
    StatementStore,
    database_for,
    databases_in_use,
    limits_of,
    refuse_unfit_databases,
)

logger = logging.getLogger("django_graphgate")

_MOST_TRIES = 20
"""How often a request meets a change of access before it is told to come again."""


class Gate:
    """Built once per process.  Raises ``ConfigurationError`` where it could not answer safely."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.production = settings.production()
        self.auth = default_chain()
        get_catalog()
        refuse_unfit_databases()
        self.access = AccessCache(settings.ACCESS_CHECK_INTERVAL)
        self.usage = None if settings.USAGE_INTERVAL is None else UsageCounter(settings.USAGE_INTERVAL)
        if self.production:
            frozen = ProductionOperations(
                settings.config_dir(), max_tokens=settings.MAX_TOKENS, match_by_name=settings.MATCH_BY_NAME
            )
            frozen.check_authenticators(settings.NAMED_AUTH)
            self.operations: Any = frozen
            self.statements = StatementStore(settings, frozen.lock)
            self.statements.fit_early()
            self.statements.say_misfits(frozen)
            if settings.WARM_UP:
                aliases = dict.fromkeys([state_alias(), *databases_in_use()])
                self.statements.warm_up(frozen, [dialect_of(alias) for alias in aliases])
        else:
            from django_graphgate.statements.development import DevelopmentOperations

            self.operations = DevelopmentOperations(limits_of(settings))
            self.statements = StatementStore(settings, None)
            self.statements.fit_early()
        logger.info("graphgate runs in %s mode", "production" if self.production else "development")

    # -- who calls ----------------------------------------------------------------------------

    def identify(self, request: HttpRequest, namespace: str = "") -> Identity:
        """Who calls; raises ``InvalidCredentials``, ``AuthUnavailable`` or ``TooManyRequests``.

        A namespace that is not configured is a ``BadRequest``; one with an authenticator of its own has
        no anonymous callers: ``AuthenticationRequired``.
        """
        name = self.settings.namespace_auth(namespace)
        return (
            self.auth.identify(request)
            if name is None
            else require_named_auth(name, Identity.anonymous(), request)
        )

    async def aidentify(self, request: HttpRequest, namespace: str = "") -> Identity:
        """:meth:`identify` for asynchronous callers."""
        return await sync_to_async(self.identify)(request, namespace)

    # -- what is asked ------------------------------------------------------------------------

    def execute(
        self,
        document: str | None = None,
        *,
        name: str | None = None,
        variables: Mapping[str, Any] | None = None,
        identity: Identity | None = None,
        headers: Mapping[str, str] | None = None,
        namespace: str = "",
    ) -> Result:
        """Run an operation for a caller, from Python: the pipeline that the view uses."""
        request = GateRequest(
            text=document, name=name, variables=variables or {}, headers=headers or {}, namespace=namespace
        )
        return self.handle(request, Identity.anonymous() if identity is None else identity)

    async def aexecute(self, document: str | None = None, **options: Any) -> Result:
        """:meth:`execute` for asynchronous callers."""
        return await sync_to_async(self.execute)(document, **options)

    def handle(self, request: GateRequest, identity: Identity) -> Result:
        """Answer a request.  Refusals become errors; what nobody expected becomes one neutral line."""
        try:
            return self._answer(request, identity)
        except InvalidCredentials as error:
            if request.http is None:
                return self._refused(error)
            return self._refused(self.auth.refused(request.http, error))
        except RequestRejected as error:
            return self._refused(error)
        except ConfigurationError as error:
            logger.error("graphgate: %s %s", error.message, error.hint)  # noqa: TRY400 - the sentence says it all
            return failure(error.code, "The gate is not configured safely.")
        except (OperationalError, InterfaceError) as error:  # of the ORM, which reads rules and recordings
            return self._refused(DatabaseUnavailable(detail=type(error).__name__))
        except (
            NotSupportedError,
            ImproperlyConfigured,
        ) as error:  # Django refuses a server, or its own settings
            logger.error("graphgate: DATABASES: %s", error)  # noqa: TRY400 - the sentence says it all
            return failure(ConfigurationError.code, "The gate is not configured safely.")
        except RecursionError:  # whatever went over a document of many levels: it is the document's fault
            return self._refused(LimitExceeded("The document is nested too deeply."))
        except Exception:  # noqa: BLE001 - what nobody expected is one neutral line
            return unexpected()

    def _answer(self, request: GateRequest, identity: Identity) -> Result:
        own = self.settings.namespace_auth(request.namespace)
        try:
            meant = self._operation(request)
        except DocumentInvalid as error:
            self._say_as_seen(error, request, guess_role(identity), self.access.current(state_alias()))
            raise
        named = list(filter(None, (own, meant.access.auth)))
        for name in named:
            identity = require_named_auth(name, identity, request.http)
        try:
            return self._answer_for(identity, meant, request)
        except InvalidCredentials as error:
            if error.nature != "ended" or not identity.by_cookie:
                raise
            nobody = without_session(identity)
            ended = session_ended(nobody.dropped, error.detail)
            if named:
                raise ended from error
        except AuthenticationRequired as error:
            if not identity.dropped:
                raise
            raise session_ended(identity.dropped, error.detail) from error
        try:
            return self._answer_for(nobody, meant, request)
        except AuthenticationRequired as error:
            raise ended from error

    def _answer_for(self, identity: Identity, meant: ResolvedOperation, request: GateRequest) -> Result:
        alias = state_alias()
        access = self.access.current(alias)
        for _ in range(_MOST_TRIES):
            try:
                role = self._role(meant, identity, access)
                if meant.introspects:
                    return self._introspected(meant, role, access, request)
                runnable, database = self._statement(meant, role, identity, access, alias, request)
                with self._counted(meant, role) as answers:
                    answer = self._run(runnable, request, identity, role, access, database)
                    answers.append(answer.version == access.version)
                if answer.version == access.version:
                    return self._result(request, meant, identity, role, runnable, answer)
            except Unsupported:  # which no change of the rules would help
                raise
            except (Forbidden, AuthenticationRequired, DocumentInvalid, ConfigurationError):
                if read_version(alias) == access.version:  # a refusal, too, is one of the rules of now
                    raise
            access = self.access.renew(alias, access)
        raise DatabaseUnavailable("The rules change faster than they can be read: try again.")

    # -- steps --------------------------------------------------------------------------------

    def _operation(self, request: GateRequest) -> ResolvedOperation:
        try:
            found: ResolvedOperation = self.operations.find(
                request.namespace,
                text=request.text,
                name=request.name,
                digest=request.digest,
                document_id=request.document_id,
            )
        except OperationNotAllowed as error:
            if request.digest is None or request.text is not None or request.document_id is not None:
                raise
            raise PersistedQueryNotFound(detail=error.detail) from error
        if request.queries_only and found.kind != "query":
            raise MethodNotAllowed("GET runs queries only.", headers={"Allow": "POST"})
        return self.operations.close(found, request.variables) if found.open_shape else found

    def _role(self, meant: ResolvedOperation, identity: Identity, access: LiveAccess) -> str:
        """The role that the caller most likely has; the statement verifies it."""
        access.check_switches(meant.namespace, meant.name, meant.digest, meant.typename_variant_of)
        if identity.is_anonymous and not meant.access.open_to_anonymous(
            default=not self.settings.REQUIRE_AUTH
        ):
            raise AuthenticationRequired
        role = guess_role(identity)
        if role not in (ANON, USER) and role not in access.roles:
            raise Forbidden(detail=f"role {role!r} is not configured")
        if meant.access.roles is not None and role not in meant.access.roles:
            raise _no_access(identity, f"{meant.name} is for {meant.access.roles}, not for {role}")
        return role

    def _introspected(
        self, meant: ResolvedOperation, role: str, access: LiveAccess, request: GateRequest
    ) -> Result:
        """The schema as the role may see it; there is no other way to it, and none in production."""
        from django_graphgate.compiler.introspect import introspect

        if self.production or not self.settings.may_introspect(role):
            raise Forbidden("Introspection is not available.")
        schema = self.statements.shown(access.roles.get(role) or StoredRole(name=role))
        operation = meant.operation
        data = introspect(operation.normal, schema, request.variables, operation.others)
        return Result(
            data=data, extensions={"graphgate": {"saved": "no", "reason": "It asks for the schema."}}
        )

    def _statement(
        self,
        meant: ResolvedOperation,
        role: str,
        identity: Identity,
        access: LiveAccess,
        alias: str,
        request: GateRequest,
    ) -> tuple[Runnable, str]:
        """The statement, and the database that Django's routers choose for it."""
        self.statements.fit()
        try:
            found = self.statements.get(meant, role, access, dialect_of(alias))
            database = database_for(found.statement.models, alias)
            if dialect_of(database) is not found.dialect:
                found = self.statements.get(meant, role, access, dialect_of(database))
        except (OpenShape, Unsupported):
            raise
        except (DocumentInvalid, Forbidden) as error:
            if self.production or isinstance(error, Forbidden):
                raise _no_access(
                    identity, f"{meant.name} as {role}: {error.message} {error.detail}"
                ) from error
            self._say_as_seen(error, request, role, access)
            raise
        if found.statement.denied and self.production:
            raise _no_access(identity, f"{meant.name} as {role}: blocked at {found.statement.denied}")
        return found, database

    def _say_as_seen(
        self, error: DocumentInvalid, request: GateRequest, role: str, access: LiveAccess
    ) -> None:
        """Raise what the refusal is for somebody who sees no more than the role does."""
        if request.text is not None and not self.production:
            stored = access.roles.get(role) or StoredRole(name=role)
            raise self.statements.error_for_role(
                request.text, request.name, request.variables, stored
            ) from error

    def _run(
        self,
        runnable: Runnable,
        request: GateRequest,
        identity: Identity,
        role: str,
        access: LiveAccess,
        database: str,
    ) -> Answer:
        """One round trip; where the rules are in another database, that one is asked first."""
        here = database == state_alias()
        if not here:
            if (now := read_version(state_alias())) != access.version:
                return Answer(None, now, None)
            if not verify_caller(identity, state_alias()):
                return Answer(None, access.version, None)
            identity = replace(identity, check=None)
        return runnable.run(
            database,
            request.variables,
            identity,
            access.version,
            role,
            state_here=here,
            headers=request.headers,
        )

    @contextlib.contextmanager
    def _counted(self, meant: ResolvedOperation, role: str) -> Iterator[list[bool]]:
        """Count a run, or that it failed.  The block adds whether it ran: not under rules of yesterday."""
        ran: list[bool] = []
        start = time.perf_counter()
        try:
            yield ran
        finally:
            if self.usage is not None and meant.name and ran != [False]:
                key = (meant.namespace, meant.name, meant.digest, role)
                self.usage.count(key, time.perf_counter() - start, failed=not ran)

    def _result(
        self,
        request: GateRequest,
        meant: ResolvedOperation,
        identity: Identity,
        role: str,
        runnable: Runnable,
        answer: Answer,
    ) -> Result:
        if answer.role is None:
            raise refused_by_database(identity)
        if answer.role != role or answer.data is None:
            raise Forbidden(detail=f"role {role} was assumed, {answer.role} was found")
        errors = [error for one in answer.faults for error in _fault(one).as_errors()]
        extensions: dict[str, Any] = {}
        if not self.production:
            blocked = bool(runnable.statement.denied)
            extensions["graphgate"] = save_run(
                self.settings.config_dir(), meant, request.text, request.variables, role, blocked=blocked
            )
            if hint := hint_of(runnable.statement.variables, request.variables, answer.data):
                extensions["graphgate"]["hint"] = hint
        by_name = request.by_name or self.settings.MATCH_BY_NAME
        decides = request.namespace_by_header and by_name
        headers = cache_headers(runnable.statement, meant, identity, header_decides=decides)
        return Result(data=answer.data, errors=errors, extensions=extensions, headers=headers)

    def _refused(self, error: RequestRejected) -> Result:
        level = logging.WARNING if error.status in (401, 403) and not error.path else logging.INFO
        logger.log(level, "graphgate: %s %s", error.code, error.detail or error.message)
        headers = dict(error.headers)
        if error.status == 401:
            headers.setdefault("WWW-Authenticate", self.auth.challenge)
        return Result(errors=error.as_errors(), status=error.status, headers=headers, cookies=error.cookies)


def _fault(fault: FieldError) -> RequestRejected:
    """Why ``null`` stands at a path."""
    if fault.kind == "b":
        return Forbidden(path=fault.path)
    return ValueWithoutForm(SENTENCES.get(fault.kind), path=fault.path)


def _no_access(identity: Identity, detail: str) -> RequestRejected:
    """Not signed in: 401, signed in: 403; with the same sentence whatever the reason is."""
    refusal = AuthenticationRequired if identity.is_anonymous else Forbidden
    return refusal(detail=detail)


@functools.cache
def get_gate() -> Gate:
    """The gate of this process; raises ``ConfigurationError`` where it must not start."""
    return Gate(get_settings())


on_change(get_gate.cache_clear)
