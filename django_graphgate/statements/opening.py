"""The stores of operations and statements, for production or for development."""

from __future__ import annotations

from django_graphgate.access.live import state_alias
from django_graphgate.conf import Settings
from django_graphgate.execution.connection import dialect_of
from django_graphgate.statements.databases import databases_in_use
from django_graphgate.statements.limits import limits_of
from django_graphgate.statements.operation_store import OperationStore
from django_graphgate.statements.production import ProductionOperations
from django_graphgate.statements.store import StatementStore


def open_stores(settings: Settings) -> tuple[OperationStore, StatementStore]:
    """What a gate looks up; raises ``ConfigurationError`` where it could not answer safely."""
    if settings.production():
        return _open_production(settings)
    from django_graphgate.statements.development import DevelopmentOperations

    statements = StatementStore(settings, None)
    statements.columns.fit_early()
    operations = DevelopmentOperations(
        limits_of(settings), settings.config_dir(), require_auth=settings.REQUIRE_AUTH
    )
    return operations, statements


def _open_production(settings: Settings) -> tuple[OperationStore, StatementStore]:
    operations = ProductionOperations(
        settings.config_dir(), max_tokens=settings.MAX_TOKENS, match_by_name=settings.MATCH_BY_NAME
    )
    operations.check_authenticators(settings.NAMED_AUTH)
    if settings.STRICT_AUTH:
        operations.check_stated()
    statements = StatementStore(settings, operations.lock)
    statements.columns.fit_early()
    statements.frozen.log_misfits(operations)
    if settings.WARM_UP:
        aliases = dict.fromkeys([state_alias(), *databases_in_use()])
        statements.warm_up(operations, [dialect_of(alias) for alias in aliases])
    return operations, statements
