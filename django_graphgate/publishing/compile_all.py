"""Every operation for every role and dialect: what the freeze writes into the lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django_graphgate.access.roles import ANON
from django_graphgate.allowlist.listed import ListedOperation
from django_graphgate.allowlist.lockfile.values import LockedStatement, LockedVersion, VersionBody
from django_graphgate.allowlist.merge import shown
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import (
    Operation,
    RolePlan,
    RoleView,
    plan_operation,
    read_operation,
    render_operation,
)
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.validate.document import check
from django_graphgate.compiler.validate.result_shape import result_shape
from django_graphgate.compiler.validate.schema_usage import Members, hidden_members, schema_usage
from django_graphgate.conf import Settings
from django_graphgate.dialects import Dialect
from django_graphgate.errors import (
    ConfigurationError,
    DocumentInvalid,
    Forbidden,
    LimitExceeded,
    OpenShape,
    RequestRejected,
    Unsupported,
)
from django_graphgate.ir.visit import Use, denied_in
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.limits import limits_of

Seen = dict[str, set[Use]]
"""Role → what its operations look at, and how."""


_Rendered = tuple[RolePlan, list[Mapping[str, Any]]]


@dataclass
class Compiled:
    """What became of one operation: its version for the lock, or why there is none."""

    name: str = ""
    version: LockedVersion | None = None
    problems: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Role → why it may not run the operation."""
    uses: Members | None = None
    """What of the full schema it uses, where it is valid there and the same for all roles."""
    seen: Seen = field(default_factory=dict[str, set[Use]])


class OperationCompiler:
    """Compiles operations for a set of roles."""

    def __init__(self, settings: Settings, roles: Sequence[StoredRole], dialects: Sequence[Dialect]) -> None:
        self.settings = settings
        self.dialects = dialects
        self.limits = limits_of(settings)
        self.catalog = get_catalog()
        self.roles = sorted(roles, key=lambda role: role.name)
        self.views: Mapping[str, RoleView] = {
            role.name: RoleView.build(
                role, self.catalog, default_limit=settings.DEFAULT_LIMIT, limits=self.limits
            )
            for role in self.roles
        }
        self.schema = build_schema(self.catalog)
        self.hidden = {name: hidden_members(self.schema, view.schema) for name, view in self.views.items()}

    def compile(self, listed: ListedOperation, texts: Sequence[str], uses: Members | None = None) -> Compiled:
        """One operation for every role that may run it; ``texts`` are digests of texts it was sent as.

        ``uses`` is what the operation uses whose ``__typename`` variant this is, and which is valid for the same
        roles.
        """
        result = Compiled(name=shown(listed))
        operation = self._read(listed, result)
        if operation is None:
            return result
        result.uses = self._uses(operation) if uses is None else uses
        statements: list[LockedStatement] = []
        variables: list[Mapping[str, object]] = []
        rendered: list[_Rendered] = []
        shapes: dict[str, Mapping[str, Any]] = {}
        for role in self.roles:
            compiled = self._for_role(operation, role, result, rendered)
            shape = self._shape(operation, role.name, shapes) if compiled else {}
            for statement in compiled:
                variables = list(statement["variables"])
                statements.append(
                    LockedStatement(
                        roles=(role.name,), dialect=statement["dialect"], statement=statement, shape=shape
                    )
                )
        if not statements and not result.problems:
            reasons = (
                "; ".join(f"{role}: {why}" for role, why in result.refused.items()) or "there are no roles"
            )
            result.problems.append(f"{result.name}: no role can run it ({reasons})")
        result.version = LockedVersion(
            namespace=listed.namespace,
            name=listed.name,
            digest=listed.digest,
            kind=listed.kind,
            byte_digests=tuple(texts),
            access=operation.info.access,
            source=VersionBody(
                document=listed.document, variables=tuple(variables), statements=tuple(statements)
            ),
        )
        return result

    def _read(self, listed: ListedOperation, result: Compiled) -> Operation | None:
        """The operation; ``None`` where no role can run it, which the result's problems then say."""
        try:
            operation = read_operation(listed.document, None, catalog=self.catalog, limits=self.limits)
        except RequestRejected as error:
            line = f" (line {error.locations[0][0]})" if error.locations else ""
            result.problems.append(f"{result.name}: {error.code}: {error.message}{line}")
            return None
        if (auth := operation.info.access.auth) is not None and auth not in self.settings.NAMED_AUTH:
            sentence = f"GRAPHGATE['NAMED_AUTH'] has no {auth!r}, which @requireAuth names."
            result.problems.append(f"{result.name}: {ConfigurationError.code}: {sentence}")
            return None
        return operation

    def plans(self, listed: ListedOperation) -> tuple[dict[str, RolePlan], Compiled]:
        """The plan of one operation for every role that may run it, and why there is none for the others."""
        result = Compiled(name=shown(listed))
        operation = self._read(listed, result)
        if operation is None:
            return {}, result
        result.uses = self._uses(operation)
        plans = {role.name: self._plan(operation, role, result) for role in self.roles}
        return {role: planned for role, planned in plans.items() if planned is not None}, result

    def _for_role(
        self, operation: Operation, role: StoredRole, result: Compiled, rendered: list[_Rendered]
    ) -> list[Mapping[str, Any]]:
        """The statements for a role, as JSON; none where it may not run the operation."""
        planned = self._plan(operation, role, result)
        if planned is None:
            return []
        try:
            statements = self._statements(planned, rendered)
        except (OpenShape, Unsupported, LimitExceeded) as error:
            result.problems.append(f"{result.name}: {error.code}: {error.message}")
            return []
        result.seen.setdefault(role.name, set()).update(planned.uses)
        return statements

    def _plan(self, operation: Operation, role: StoredRole, result: Compiled) -> RolePlan | None:
        """The plan for a role; ``None`` where it may not run the operation, which the result then says."""
        reason = self._not_for(operation, role.name)
        if reason is not None:
            result.refused[role.name] = reason
            return None
        view = self.views[role.name]
        try:
            valid = result.uses is not None and result.uses.isdisjoint(self.hidden[role.name])
            planned = plan_operation(operation, view=view, limits=self.limits, validated=valid)
        except (OpenShape, Unsupported, LimitExceeded) as error:
            result.problems.append(f"{result.name}: {error.code}: {error.message}")
            return None
        except (DocumentInvalid, Forbidden) as error:
            result.refused[role.name] = error.message
            return None
        for path, _ in denied_in(planned.whole.fields):
            result.refused[role.name] = f"blocked at {'.'.join(path)}"
            return None
        return planned

    def _statements(self, planned: RolePlan, rendered: list[_Rendered]) -> list[Mapping[str, Any]]:
        """A plan that several roles share is rendered once."""
        for other, statements in rendered:
            if other == planned:
                return statements
        statements = [render_operation(planned, dialect).to_json() for dialect in self.dialects]
        rendered.append((planned, statements))
        return statements

    def _shape(
        self, operation: Operation, role: str, shapes: dict[str, Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        """What the role is answered, with the types of the schema of everything; ``shapes`` are those before."""
        role = "" if operation.for_all else role
        if role not in shapes:
            shapes[role] = result_shape(operation.normal.operation, self.schema, role).to_json()
        return shapes[role]

    def _uses(self, operation: Operation) -> Members | None:
        """Validates in the full schema; where that fails, each role's schema says what is wrong."""
        try:
            check(operation.normal, self.schema)
        except DocumentInvalid:
            return None
        return schema_usage(operation.normal.operation, self.schema)

    def _not_for(self, operation: Operation, role: str) -> str | None:
        access = operation.info.access
        if role == ANON and not access.open_to_anonymous(default=not self.settings.REQUIRE_AUTH):
            return "it is marked @requireAuth" if access.require_auth else "it is not marked @skipAuth"
        if access.roles is not None and role not in access.roles:
            return "@requireAuth names other roles"
        return None


Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do."""
