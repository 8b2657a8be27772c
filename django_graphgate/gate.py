"""The gate: the way of a request, one line per step.  Read :meth:`Gate._answer` first, then :meth:`Gate._attempt`."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest

from django_graphgate.access.live import LiveAccess, state_alias
from django_graphgate.access.roles import ANON, USER
from django_graphgate.actions.problems import refuse_unfit_actions
from django_graphgate.auth.chain import default_chain, session_ended, without_session
from django_graphgate.auth.named import refused_by_database, require_named_auth
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
    RoleLimitReached,
    Unsupported,
)
from django_graphgate.execution.run import Answer, Runnable
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import GateRequest, Result
from django_graphgate.rate_limits.limiter import get_limiter
from django_graphgate.refusals import failed, no_access, partial, refused, rejection_of
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.caching import cache_headers
from django_graphgate.statements.call import Call
from django_graphgate.statements.caller import MAX_TRIES, NO_HEADERS, TOO_FAST, Callers
from django_graphgate.statements.databases import refuse_unfit_databases
from django_graphgate.statements.introspection import introspected
from django_graphgate.statements.opening import open_stores
from django_graphgate.statements.resolved_operation import ResolvedOperation
from django_graphgate.statements.saving import save_run
from django_graphgate.telemetry.observe import observe_result
from django_graphgate.telemetry.tracing import traced

logger = logging.getLogger("django_graphgate")

_OF_RULES = (Forbidden, AuthenticationRequired, DocumentInvalid, LimitExceeded, ConfigurationError)
"""Refusals that depend on the rules of the role that was assumed: final when the database confirms both."""


class Gate:
    """Built once per process.  Raises ``ConfigurationError`` where it could not answer safely."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.production = settings.production()
        self.auth = default_chain()
        get_catalog()
        refuse_unfit_databases()
        self.callers = Callers(settings)
        self.access = self.callers.access
        self.operations, self.statements = open_stores(settings)
        refuse_unfit_actions()
        self.limiter = get_limiter()
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

    def role_of(self, identity: Identity, headers: Mapping[str, str] = NO_HEADERS) -> str:
        """The role that a caller has now: see :meth:`Callers.role_of`."""
        return self.callers.role_of(identity, headers)

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
        dry_run: bool = False,
        idempotency_key: str | None = None,
    ) -> Result:
        """Run an operation for a caller, from Python: the pipeline that the view uses."""
        request = GateRequest(
            text=document,
            name=name,
            variables=variables or {},
            headers=headers or {},
            namespace=namespace,
            dry_run=dry_run,
            idempotency_key=idempotency_key,
        )
        request.record.surface = "python"
        result = self.handle(request, Identity.anonymous() if identity is None else identity)
        size = len(result.data or b"")
        observe_result(request.record, result, status=result.status, response_bytes=size)
        return result

    async def aexecute(self, document: str | None = None, **options: Any) -> Result:
        """:meth:`execute` for asynchronous callers."""
        return await sync_to_async(self.execute)(document, **options)

    def handle(self, request: GateRequest, identity: Identity) -> Result:
        """Answer a request.  Refusals become errors; what nobody expected becomes one neutral line.

        The view has already refused cross-site requests: callers from Python send no cookies.  Whoever calls
        this ends ``request.record``, and has it observed.
        """
        record = request.record
        record.text, record.variables, record.identity = request.text, request.variables, identity
        return traced(record, request.headers, lambda: self._answer_or_refusal(request, identity, record))

    def _answer_or_refusal(self, request: GateRequest, identity: Identity, record: RequestRecord) -> Result:
        try:
            result = self._answer(request, identity)
        except Exception as error:  # noqa: BLE001 - what nobody expected is one neutral line
            rejection = rejection_of(error)
            if rejection is None:
                return failed(error)
            if isinstance(rejection, InvalidCredentials) and request.http is not None:
                rejection = self.auth.refused(request.http, rejection)
            result = refused(rejection, self.auth.challenge)
        return result if record.charge is None else self.limiter.beside(record, result)

    # -- the way of a request -----------------------------------------------------------------

    def _answer(self, request: GateRequest, identity: Identity) -> Result:
        of_namespace = self.settings.namespace_auth(request.namespace)  # raises where there is none
        request.record.namespace = request.namespace
        self._count_request(request, identity)  # before anything depends on which operations there are
        operation = self._operation(request, identity)
        request.record.operation, request.record.digest = operation.name, operation.digest
        request.record.operation_type, request.record.resolved = operation.kind, operation
        authenticators = [name for name in (of_namespace, operation.access.auth) if name]
        for name in authenticators:
            identity = request.record.identity = require_named_auth(name, identity, request.http)
            self._count_request(request, identity)
        try:
            return self._answer_for(identity, operation, request)
        except AuthenticationRequired as error:
            if not identity.dropped:
                raise
            raise session_ended(identity.dropped, error.detail) from error
        except InvalidCredentials as error:
            if error.nature != "ended" or not identity.by_cookie:
                raise
            return self._answer_signed_out(identity, operation, request, error, authenticators)

    def _answer_signed_out(
        self,
        identity: Identity,
        operation: ResolvedOperation,
        request: GateRequest,
        error: InvalidCredentials,
        authenticators: Sequence[str],
    ) -> Result:
        """The answer to a caller whose session has ended, as the database has just said.

        The cookie of an ended session is as good as none, so what is open to anonymous callers runs.  Anything
        else is a 401 that takes the cookie away: the browser would go on sending it.
        """
        anonymous = request.record.identity = without_session(identity)
        ended = session_ended(anonymous.dropped, error.detail)
        if authenticators:
            raise ended from error
        self._count_request(request, anonymous)
        try:
            return self._answer_for(anonymous, operation, request)
        except AuthenticationRequired as required:
            raise ended from required

    def _answer_for(self, identity: Identity, operation: ResolvedOperation, request: GateRequest) -> Result:
        """The answer, or a refusal, under rules that have not changed in the meantime."""
        alias = state_alias()
        call = Call(
            identity=identity,
            headers=request.headers,
            rules_alias=alias,
            access=self.access.current(alias),
            roles=self.callers.roles,
            request=request,
            operation=operation,
        )
        for _ in range(MAX_TRIES):
            try:
                result = self._attempt(call)
                if result is not None:
                    return result
            except (*_OF_RULES, RoleLimitReached):
                if call.was_sent or not self._is_corrected(call, call.verify()):
                    raise
        raise DatabaseUnavailable(TOO_FAST)

    def _attempt(self, call: Call) -> Result | None:
        """One pass through all steps; ``None`` if rules or role were not as assumed: then nothing ran."""
        call.assume()  # the role that the caller most likely has
        call.request.record.role = call.role
        self._authorise(call)
        if call.operation.introspects:
            return None if self._is_corrected(call, call.verify()) else self._introspected(call)
        runnable, database = self._statement(call)  # its statement, and the database that answers
        self._count_run(call, runnable)
        answer = self._run(call, runnable, database)  # one round trip, which verifies rules, role and caller
        if self._is_corrected(call, answer):
            return None
        return self._result(call, runnable, answer)

    def _is_corrected(self, call: Call, answer: Answer) -> bool:
        """Whether the database has corrected what was assumed; raises for a caller whom it does not confirm."""
        is_right = False
        try:
            corrected = call.is_corrected(answer, self.access)
            if answer.role is None and not corrected:
                raise refused_by_database(call.identity)
            is_right = not corrected
        finally:
            if not is_right:
                self.limiter.give_back(call.request.record, user=answer.role is None)
        return corrected

    def judge(self, operation: ResolvedOperation, role: str, identity: Identity) -> tuple[Runnable, str]:
        """What a role would run, and the database that answers; raises as for a request.  Nothing runs."""
        alias = state_alias()
        call = Call(
            identity=identity,
            headers={},
            rules_alias=alias,
            access=self.access.current(alias),
            roles=self.callers.roles,
            request=GateRequest(namespace=operation.namespace),
            operation=operation,
        )
        call.role = role
        self._authorise(call)
        return self._statement(call)

    # -- steps --------------------------------------------------------------------------------

    def _count_request(self, request: GateRequest, identity: Identity) -> None:
        if not request.counted:
            self.limiter.count_request(request.record, identity)

    def _count_run(self, call: Call, runnable: Runnable) -> None:
        record, rows = call.request.record, runnable.rows_at_most(call.request.variables)
        record.max_rows = rows
        if record.charge is not None:
            self.limiter.count_run(
                record, call.identity, call.role, rows, role_is_certain=call.source is None
            )

    def _operation(self, request: GateRequest, identity: Identity) -> ResolvedOperation:
        try:
            operation = self.operations.find(request)
            if request.queries_only and operation.kind != "query":
                raise MethodNotAllowed("GET runs queries only.", headers={"Allow": "POST"})
            return self.operations.close(operation, request.variables) if operation.open_shape else operation
        except OperationNotAllowed as error:
            if request.digest is None or request.text is not None or request.document_id is not None:
                raise
            raise PersistedQueryNotFound(detail=error.detail) from error
        except DocumentInvalid as error:
            if request.text is not None and not self.production:
                try:
                    role = self.role_of(identity, request.headers)
                except (InvalidCredentials, Forbidden):
                    role = ANON
                self._raise_for_role(error, request, role, self.access.current(state_alias()))
            raise

    def _authorise(self, call: Call) -> None:
        """Raise where the assumed role may not run the operation, or nobody may at the moment."""
        operation, identity, role = call.operation, call.identity, call.role
        call.access.check_switches(
            operation.namespace, operation.name, operation.digest, operation.typename_variant_of
        )
        nobody = identity.is_anonymous or role == ANON
        if nobody and not operation.access.open_to_anonymous(default=not self.settings.REQUIRE_AUTH):
            raise no_access(identity, f"{operation.name} is not open to {ANON}")
        if role not in (ANON, USER) and role not in call.access.roles:
            raise Forbidden(detail=f"role {role!r} is not configured")
        if operation.access.roles is not None and role not in operation.access.roles:
            raise no_access(identity, f"{operation.name} is for {operation.access.roles}, not for {role}")
        if call.request.dry_run and role not in self.settings.DRY_RUN_ROLES:
            raise Forbidden("Dry runs are not for you.", detail=f"{role} is not in DRY_RUN_ROLES")

    def _introspected(self, call: Call) -> Result:
        return introspected(call, self.statements.views)

    def _statement(self, call: Call) -> tuple[Runnable, str]:
        """The statement, and the database that Django's routers choose for it."""
        subject = f"{call.operation.name} as {call.role}"
        try:
            runnable, database = self.statements.find(
                call.operation, call.role, call.access, call.rules_alias
            )
        except (OpenShape, Unsupported):
            raise
        except (DocumentInvalid, Forbidden) as error:
            if self.production or isinstance(error, Forbidden):
                raise no_access(call.identity, f"{subject}: {error.message} {error.detail}") from error
            self._raise_for_role(error, call.request, call.role, call.access)
            raise
        if runnable.statement.denied and self.production:
            raise no_access(call.identity, f"{subject}: blocked at {runnable.statement.denied}")
        return runnable, database

    def _raise_for_role(
        self, error: DocumentInvalid, request: GateRequest, role: str, access: LiveAccess
    ) -> None:
        """Raise the error as the role may see it."""
        if request.text is not None and not self.production:
            stored = access.roles.get(role) or StoredRole(name=role)
            views = self.statements.views
            raise views.error_for_role(request.text, request.name, request.variables, stored) from error

    def _run(self, call: Call, runnable: Runnable, database: str) -> Answer:
        """Run the statement; one that outdated rules have stopped did not run."""
        start = time.perf_counter()
        answer = None
        try:
            answer = call.run(runnable, database)
        finally:
            seconds = time.perf_counter() - start
            record = call.request.record
            record.sql_seconds += seconds
            record.statements += 1
            record.ran = answer is None or answer.data is not None
        return answer

    def _result(self, call: Call, runnable: Runnable, answer: Answer) -> Result:
        if answer.role != call.role or answer.data is None:
            raise Forbidden(detail=f"role {call.role} was assumed, {answer.role} was found")
        request = call.request
        request.record.data = answer.data
        errors: list[dict[str, Any]] = []
        detail = ""
        if answer.faults:
            errors, detail = partial(answer.faults, f"{call.operation.name} as {call.role}")
        decides = request.namespace_by_header and (request.by_name or self.settings.MATCH_BY_NAME)
        headers = cache_headers(runnable.statement, call.operation, call.identity, header_decides=decides)
        if answer.replayed:
            headers = {**headers, "Idempotency-Replayed": "true"}
        extensions: dict[str, Any] = {}
        if request.dry_run:
            extensions["graphgate"] = {"dryRun": True}
        elif not self.production:
            extensions["graphgate"] = save_run(
                self.settings.config_dir(), call, runnable.statement, answer.data
            )
            if answer.ways:
                extensions["graphgate"]["writes"] = {
                    key: {"way": way, "reason": reason} for key, (way, reason) in answer.ways.items()
                }
        return Result(
            data=answer.data,
            errors=errors,
            extensions=extensions,
            headers=headers,
            detail=detail,
        )


@functools.cache
def get_gate() -> Gate:
    """The gate of this process; raises ``ConfigurationError`` where it must not start."""
    return Gate(get_settings())


on_change(get_gate.cache_clear)
