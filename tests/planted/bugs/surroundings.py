"""Planted bugs: what surrounds the gate in a project."""

from __future__ import annotations

from tests.planted.bug import Bug

FACT_TYPES = "tests/integration/gate/test_fact_types.py"

LOGIN_REQUIRED = "tests/integration/views/test_login_required.py"

MANAGERS = "tests/integration/catalog/test_managers.py"

TRIGGERS = "tests/integration/access/test_triggers.py"

MIDDLEWARE = "tests/acceptance/views/test_middleware_state.py"

FILES = "tests/integration/allowlist/test_files.py"

REPLICAS = "tests/integration/gate/test_replicas.py"

BUGS = (
    Bug(
        "rules are read from the replica",
        "access/live.py",
        "    return str(router.db_for_write(GateState))\n",
        "    return str(router.db_for_read(GateState))\n",
        (REPLICAS,),
    ),
    Bug(
        "a link out of the configuration's folder is followed",
        "allowlist/storage.py",
        "    if target is None or not target.is_relative_to(path.parent.resolve()):\n",
        "    if target is None:\n",
        (FILES,),
    ),
    Bug(
        "no link is followed, as a ConfigMap has them",
        "allowlist/storage.py",
        "    if target is None or not target.is_relative_to(path.parent.resolve()):\n",
        "    if True:\n",
        (FILES,),
    ),
    Bug(
        "under ASGI what middleware set is on another connection",
        "views/thread_pool.py",
        "        if threads is None or await sync_to_async(_is_in_use)():\n",
        "        if threads is None:\n",
        (MIDDLEWARE,),
    ),
    Bug(
        "triggers that are made again leave the version",
        "access/triggers.py",
        "[*triggers.create(TABLES, STATE), triggers.new_version(STATE)]\n",
        "triggers.create(TABLES, STATE)\n",
        (TRIGGERS,),
    ),
    Bug(
        "a running process never looks at the triggers again",
        "access/live.py",
        "        if self._is_due(alias) and self._lock",
        "        if False and self._lock",
        (TRIGGERS,),
    ),
    Bug(
        "a change behind the triggers' back stays with the process that found it",
        "access/live.py",
        "                renew_version(connections[alias])\n",
        "                pass\n",
        (TRIGGERS,),
    ),
    Bug(
        "rows that a default manager hides are shown",
        "compiler/plan/role_rules.py",
        "    if table.rows is not None:\n",
        "    if False:\n",
        (MANAGERS,),
    ),
    Bug(
        "a manager's NOT is dropped",
        "catalog/managers.py",
        "        return Not(inside) if node.negated else inside\n",
        "        return inside\n",
        (MANAGERS,),
    ),
    Bug(
        "a model whose manager cannot be followed shows all rows",
        "catalog/build.py",
        "                del self.names.of[model], self.keys[model]\n",
        "                found[model] = TRUE\n",
        (MANAGERS,),
    ),
    Bug(
        "a manager is asked inside of the request that comes first",
        "catalog/managers.py",
        "    queryset = _alone(manager.get_queryset)\n",
        "    queryset = manager.get_queryset()\n",
        (MANAGERS,),
    ),
    Bug(
        "the project's middleware sends callers to its page for signing in",
        "views/routing.py",
        "    view.login_required = False",
        "    view.login_required = True",
        (LOGIN_REQUIRED,),
    ),
    Bug(
        "a fact may stand where no value of it fits",
        "compiler/plan/values.py",
        "            if sentence := misfit(name, codec, self.catalog):\n",
        "            if False and (sentence := misfit(name, codec, self.catalog)):\n",
        (FACT_TYPES,),
    ),
    Bug(
        "a fact that does not fit its column is the credential's fault",
        "execution/binders.py",
        "        return encode(None)\n",
        "        raise InvalidCredentials from error\n",
        (FACT_TYPES,),
    ),
    Bug(
        "a genuine token about somebody else counts as a guess",
        "auth/chain.py",
        'return InvalidCredentials(nature="genuine", detail=detail)',
        "return InvalidCredentials(detail=detail)",
        (FACT_TYPES,),
    ),
)
