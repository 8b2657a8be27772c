"""Root fields that call functions of the project: who may, with which parameters, and what becomes of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, OperationalError, connections, router, transaction
from django.utils import timezone

from django_graphgate.actions.call import call
from django_graphgate.actions.context import ActionContext
from django_graphgate.actions.definitions import current_definitions
from django_graphgate.actions.history import begin_run, end_run
from django_graphgate.actions.locks import locked
from django_graphgate.actions.parameters import read_parameters
from django_graphgate.actions.registry import registered
from django_graphgate.actions.results import json_form
from django_graphgate.conf import get_settings
from django_graphgate.errors import (
    ActionFailed,
    ActionRefused,
    ActionTimeout,
    Forbidden,
    OperationDisabled,
    RequestRejected,
    TooManyAffected,
)
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Problem
from django_graphgate.execution.run import RequestFacts
from django_graphgate.execution.variables import Values
from django_graphgate.execution.writes.budget import Budget
from django_graphgate.execution.writes.errors import refusal_of_own_write
from django_graphgate.execution.writes.nodes import ABSENT, Node, Nodes
from django_graphgate.execution.writes.problems import Problems
from django_graphgate.execution.writes.returned import returned_text
from django_graphgate.execution.writes.values import binder_of
from django_graphgate.ir.action import ActionDefinition, Return
from django_graphgate.ir.write import DataList, DataValue, WritePlan, WriteRoot
from django_graphgate.messages import unexpected
from django_graphgate.models import Action

logger = logging.getLogger("django_graphgate")


@dataclass(frozen=True, slots=True)
class _Ready:
    """A call whose parameters are read."""

    definition: ActionDefinition
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Called:
    """A call that was made."""

    action: str
    milliseconds: float
    affected: int | None = None
    output: int | None = None


@dataclass(slots=True)
class Calls:
    """The calls of one run."""

    plan: WritePlan
    alias: str
    facts: Facts
    request: RequestFacts
    _ready: dict[str, _Ready] = field(default_factory=dict[str, _Ready])
    """By response key."""
    _called: list[_Called] = field(default_factory=list[_Called])

    def read(self, roots: Sequence[WriteRoot], values: Values) -> None:
        """Read the parameters of all calls, before anything is written.

        Raises ``VariableInvalid``, ``OperationDisabled``, and ``Forbidden`` where the role may not run the action.
        """
        off = Action._default_manager.using(router.db_for_write(Action)).filter(enabled=False)
        switched_off = set(off.filter(name__in=[root.table for root in roots]).values_list("name", flat=True))
        for root in roots:
            with _at(root):
                definition = self._definition(root.table)
                if definition.name in switched_off:
                    raise OperationDisabled("This action is switched off.")
                given = self._given(root, values)
                self._ready[root.key] = _Ready(definition, read_parameters(definition, given))

    def _definition(self, name: str) -> ActionDefinition:
        """The action, which the role may run: what a plan says of that may be older than the code."""
        definition = current_definitions().get_action(name)
        role = self.facts.role
        if definition is None or definition.auth_name or not definition.admits(role):
            raise Forbidden(detail=f"role {role} may not run the action {name}")
        return definition

    def _given(self, root: WriteRoot, values: Values) -> dict[str, Any]:
        nodes = Nodes(values, self.facts, Problems(), get_settings().MAX_LIST)

        def plain(node: Node) -> Any:
            """The JSON value, also of what is known of the caller."""
            if isinstance(node, DataList):
                return [plain(nodes.opened(item, "")[0]) for item in node.items]
            if isinstance(node, DataValue) and node.parameter.source not in ("constant", "variable"):
                return json_form(binder_of(node.parameter)(values, self.facts))
            return nodes.plain(node)

        return {key: plain(node) for key, node, _ in nodes.fields(root.data, "") if node is not ABSENT}

    # -- calling ------------------------------------------------------------------------------

    def run(self, root: WriteRoot, budget: Budget) -> str | None:
        """Call the function of a root field; the text of what it returns.

        Raises what the function refuses with, ``TooManyAffected``, ``ActionBusy``, ``ActionTimeout``, and
        ``ActionFailed`` for what nobody expected.
        """
        if root.returns is None:
            raise AssertionError("a call says what it returns")
        ready, start = self._ready[root.key], time.perf_counter()
        affected = text = None
        try:
            with _at(root), self._refusals():
                text, affected = self._answer(ready, root.returns, budget)
        finally:
            milliseconds = round((time.perf_counter() - start) * 1000, 3)
            size = None if text is None else len(text)
            self._called.append(_Called(ready.definition.name, milliseconds, affected, size))
        return text

    def _answer(self, ready: _Ready, returns: Return, budget: Budget) -> tuple[str | None, int]:
        """The text of what the function returns, and how many rows it has written."""
        definition, connection = ready.definition, connections[self.alias]
        driver = driver_of(connection.vendor)
        timeout = get_settings().ACTION_TIMEOUT if definition.timeout is None else definition.timeout
        context = ActionContext(
            identity=self.facts.identity,
            role=self.facts.role,
            dry_run=self.request.dry_run and not self.plan.reads,
            via="graphql",
            request=self.request.http,
            deadline=timezone.now() + dt.timedelta(milliseconds=timeout),
        )
        # a field whose run was skipped would have no answer
        mode = "fail" if definition.lock == "skip" else definition.lock
        end = time.monotonic() + timeout / 1000
        with (
            locked(definition, self.alias, mode, timeout / 1000),
            driver.time_limit(connection, timeout),
            driver.counting(connection) as written,
        ):
            value = call(registered()[definition.name], context, ready.parameters)
            text = returned_text(value, returns, self.plan.tables)  # which may ask the database
            if time.monotonic() > end:
                raise ActionTimeout
            if definition.max_affected is not None and written() > definition.max_affected:
                raise TooManyAffected
            affected = written()
            budget.count_unruled(affected)
        if transaction.get_rollback(using=self.alias):
            raise ActionRefused(detail=f"{definition.name} has rolled the transaction back")
        return text, affected

    @contextlib.contextmanager
    def _refusals(self) -> Generator[None]:
        """What an exception of the body means for the caller; conflicts and lost connections are the transaction's."""
        try:
            yield
        except RequestRejected:
            raise
        except DatabaseError as error:
            problem = driver_of(connections[self.alias].vendor).problem(error.__cause__)
            if problem is Problem.TIMEOUT:
                raise ActionTimeout(detail=type(error).__name__) from error
            if problem is Problem.UNAVAILABLE and self.plan.reads:
                raise _failed() from error
            refused = refusal_of_own_write(error, self.alias)
            if refused is not None:
                raise refused from error
            is_lost = problem is Problem.OTHER and isinstance(error, OperationalError)
            if is_lost or problem in (Problem.CONFLICT, Problem.UNAVAILABLE):
                raise
            raise _failed() from error
        except Exception as error:
            raise _failed() from error

    # -- history ------------------------------------------------------------------------------

    @contextlib.contextmanager
    def recorded(self) -> Generator[None]:
        """Record the calls of the body once its transaction has ended; where it fails, all of them have failed."""
        code = error_id = ""
        try:
            yield
        except RequestRejected as error:
            code, error_id = error.code, error.kept_id()
            raise
        except Exception:
            code = "INTERNAL_ERROR"
            raise
        finally:
            self._record(code, error_id)

    def _record(self, code: str, error_id: str) -> None:
        try:
            for called in self._called:
                run = begin_run(
                    called.action,
                    self.facts.identity,
                    role=self.facts.role,
                    via="graphql",
                    origin=self.request.origin,
                    dry_run=self.request.dry_run and not self.plan.reads,
                )
                outcome: dict[str, Any] = {
                    "milliseconds": called.milliseconds,
                    "affected": called.affected,
                    "output_bytes": called.output,
                }
                end_run(run, "failed" if code else "done", code=code, error_id=error_id, **outcome)
        except DatabaseError:
            logger.exception("graphgate: the runs of actions cannot be recorded")


def _failed() -> ActionFailed:
    """What the caller learns of the exception being handled, which is logged."""
    return ActionFailed(extensions={"id": unexpected().errors[0]["extensions"]["id"]})


@contextlib.contextmanager
def _at(root: WriteRoot) -> Generator[None]:
    """Refusals of the body are at the root field."""
    try:
        yield
    except RequestRejected as error:
        for each in (error, *error.others):
            each.path = each.path or (root.key,)
        raise
