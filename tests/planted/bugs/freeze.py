"""Planted bugs: the freeze."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS = (
    Bug(
        "wider filter not told by the freeze",
        "publishing/exposure.py",
        'if old["filters"] != new["filters"]:',
        'if len(old["filters"]) != len(new["filters"]):',
        ("tests/integration/publishing/test_exposure.py",),
    ),
    Bug(
        "table of a filter not told by the freeze",
        "ir/visit.py",
        "yield from (Use(target) for target, _ in _filters_along(term))",
        "yield from ()",
        ("tests/integration/publishing/test_exposure.py",),
    ),
    Bug(
        "column that is only filtered by not told by the freeze",
        "ir/visit.py",
        'yield Use(owner, term.column.name, "filtered")',
        "yield Use(owner)",
        ("tests/integration/publishing/test_exposure.py",),
    ),
    Bug(
        "column that is only ordered by not told by the freeze",
        "ir/visit.py",
        'yield Use(table, order.column.name, "ordered")',
        "yield Use(table)",
        ("tests/integration/publishing/test_exposure.py",),
    ),
    Bug(
        "filter of a rule told by the freeze as the caller's",
        "compiler/compile.py",
        "uses=frozenset(uses_of(query)),",
        "uses=frozenset(uses_of(narrowed)),",
        ("tests/integration/publishing/test_exposure.py",),
    ),
    Bug(
        "check passes whatever the lock says",
        "management/commands/graphgate_freeze.py",
        'if lock.read_text(encoding="utf-8") != render_lock(frozen.lock):',
        "if not frozen.lock.operations:",
        ("tests/integration/publishing/test_exposure.py",),
    ),
    Bug(
        "twin of a switched off version runs",
        "access/live.py",
        "keys = {(namespace, digest), (namespace, typename_variant_of)}",
        "keys = {(namespace, digest)}",
        ("tests/integration/publishing/test_freeze.py", "-k", "twin_of_a_version"),
    ),
    Bug(
        "retired version frozen as if it were not",
        "publishing/freeze.py",
        "if version.retired or twin_of.retired or self._of(namespace, version.digest).retired:",
        "if version.retired:",
        ("tests/integration/publishing/test_freeze.py", "-k", "retired_version"),
    ),
    Bug(
        "errors suggest names to everybody",
        "statements/role_views.py",
        "suggest = self.settings.may_introspect(role.name)",
        "suggest = True",
        ("tests/integration/views/test_attack_tools.py", "-k", "teach_names"),
    ),
    Bug(
        "statement of one role given to another",
        "publishing/compile_all.py",
        "            if other == planned:",
        "            if other.variables == planned.variables:",
        ("tests/integration/publishing/test_freeze.py", "-k", "statement_of_another"),
    ),
    Bug(
        "freeze in several processes mixes operations up",
        "publishing/process_pool.py",
        "yield from pool.map(_result, range(count), chunksize=_CHUNK)",
        "yield from pool.map(_result, reversed(range(count)), chunksize=_CHUNK)",
        ("tests/integration/publishing/test_forks.py",),
    ),
    Bug(
        "compiler imported by a server",
        "statements/role_views.py",
        "if TYPE_CHECKING:\n",
        "if not TYPE_CHECKING:\n",
        ("tests/acceptance/example_project/test_installed.py", "-k", "gate_of_a_server"),
    ),
    Bug(
        "database of a filter's table not looked at",
        "ir/visit.py",
        "    yield table, select.where\n",
        "",
        ("tests/integration/gate/test_two_databases.py",),
    ),
    Bug(
        "recorded operation that no list holds not told by the freeze",
        "management/commands/graphgate_freeze.py",
        "if one.current and not one.retired and (one.namespace, one.name) not in listed",
        "if one.current and one.retired and (one.namespace, one.name) not in listed",
        ("tests/integration/publishing/test_freeze.py", "-k", "recorded_operation"),
    ),
)
