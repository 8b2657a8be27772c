"""What roles may see, looked up once per version of their rules."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import router

from django_graphgate.conf import Settings
from django_graphgate.errors import DocumentInvalid, RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.lru_cache import LRUCache
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.fitting import FittedCatalog
from django_graphgate.statements.limits import limits_of
from django_graphgate.statements.resolved_operation import ResolvedOperation

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from django_graphgate.compiler.compile import RolePlan, RoleView

logger = logging.getLogger(__name__)

_MAX_VIEWS = 100


class RoleViews:
    """Plans operations, and words refusals, over the part of the catalogue that a role may see.

    The compiler is imported when it is first needed: a process that runs frozen operations only never does.
    """

    def __init__(self, settings: Settings, columns: FittedCatalog, *, unexpected: bool) -> None:
        """``unexpected``: the lock fits, so that a view is needed only where a role's rules have changed."""
        self.settings = settings
        self.limits = limits_of(settings)
        self.columns = columns
        self.unexpected = unexpected
        self._views: LRUCache[tuple[str, str], RoleView] = LRUCache(_MAX_VIEWS)
        self._schemas: LRUCache[tuple[str, str, tuple[str, ...]], GraphQLSchema] = LRUCache(_MAX_VIEWS)

    def view(self, role: StoredRole) -> RoleView:
        """What a role may see."""
        from django_graphgate.compiler.compile import RoleView

        key = (role.name, role.fingerprint())
        view = self._views.get(key)
        if view is None:
            if self.unexpected:
                logger.warning(
                    "the rules of role %s are not the frozen ones: its statements are compiled", role.name
                )
            view = RoleView.build(
                role, self.columns.catalog, default_limit=self.settings.DEFAULT_LIMIT, limits=self.limits
            )
            self._views.put(key, view)
        return view

    def schema(self, role: StoredRole) -> GraphQLSchema:
        """The schema that introspection shows to a role: without what the tables' databases do not have."""
        from django_graphgate.compiler.schema.build import shown_schema

        view = self.view(role)
        dialects = {
            table.name: dialect_of(str(router.db_for_read(apps.get_model(table.model))))
            for table in view.catalog.tables.values()
        }
        names = tuple(dialect.name for dialect in dialects.values())
        key = (role.name, role.fingerprint(), names)
        schema = self._schemas.get(key)
        if schema is None:
            schema = shown_schema(view.catalog, dialects)
            self._schemas.put(key, schema)
        return schema

    def plan(self, operation: ResolvedOperation, role: StoredRole) -> RolePlan:
        """What a role runs for an operation, before any database's words; raises what the compiler raises."""
        from django_graphgate.compiler.compile import plan_operation, read_operation

        parsed = operation.parsed
        if parsed is None:
            parsed = read_operation(
                operation.document, None, catalog=self.columns.catalog, limits=self.limits
            )
        return plan_operation(
            parsed, view=self.view(role), limits=self.limits, suggest=self.settings.may_introspect(role.name)
        )

    def error_for_role(
        self, text: str, name: str | None, variables: Mapping[str, Any], role: StoredRole
    ) -> RequestRejected:
        """Why a document is refused, in words of what the role may see, and of the document.

        Documents are read over the whole catalogue, so that an operation is the same for every role.
        What is said of one that was refused would tell names and types which exist for others only.
        """
        from django_graphgate.compiler.compile import close_operation, plan_operation, read_operation
        from django_graphgate.compiler.normalise.types import shapes

        view = self.view(role)
        try:
            operation = read_operation(text, name, catalog=view.catalog, limits=self.limits)
            if shapes(operation.normal.operation, view.catalog):
                operation = close_operation(operation, variables, catalog=view.catalog, limits=self.limits)
            suggest = self.settings.may_introspect(role.name)
            plan_operation(operation, view=view, limits=self.limits, suggest=suggest)
        except RequestRejected as error:
            return error
        return DocumentInvalid()
