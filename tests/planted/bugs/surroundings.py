"""Planted bugs: what surrounds the gate in a project."""

from __future__ import annotations

from tests.planted.bug import Bug

FACT_TYPES = "tests/gate/test_fact_types.py"

LOGIN_REQUIRED = "tests/views/test_login_required.py"

BUGS = (
    Bug(
        "the project's middleware sends callers to its page for signing in",
        "views/routing.py",
        "    view.login_required = False",
        "    view.login_required = True",
        (LOGIN_REQUIRED,),
    ),
    Bug(
        "a fact may stand where no value of it fits",
        "compiler/values.py",
        "            if sentence := misfit(name, codec, self.catalog):\n",
        "            if False and (sentence := misfit(name, codec, self.catalog)):\n",
        (FACT_TYPES,),
    ),
    Bug(
        "a fact that does not fit its column is the credential's fault",
        "execution/variables.py",
        "        return _bind(parameter, None, dialect)\n",
        "        raise InvalidCredentials from error\n",
        (FACT_TYPES,),
    ),
    Bug(
        "a genuine token about somebody else counts as a guess",
        "auth/chain.py",
        "    refusal.counted = True\n",
        "",
        (FACT_TYPES,),
    ),
)
