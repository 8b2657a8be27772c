"""Planted bugs: what is asked of a replica that lags."""

from __future__ import annotations

from tests.planted.bug import Bug

REPLICAS = "tests/integration/gate/test_replicas.py"
STANDBY = "tests/integration/gate/test_standby.py"

BUGS = (
    Bug(
        "the session is read from the replica",
        "auth/django/stores.py",
        "connections[router.db_for_write(self.model)]",
        "connections[router.db_for_read(self.model)]",
        (REPLICAS,),
    ),
    Bug(
        "the backend's user is the replica's",
        "auth/django/authenticator.py",
        "        user.refresh_from_db(using=router.db_for_write(type(user)))\n",
        "        pass\n",
        (REPLICAS,),
    ),
    Bug(
        "a view of the project asks the replica who calls",
        "decorators.py",
        "if not verify_caller(identity, router.db_for_write(GateState)):",
        "if not verify_caller(identity, router.db_for_read(GateState)):",
        (REPLICAS,),
    ),
    Bug(
        "the blacklist of tokens is the replica's",
        "auth/jwt/simplejwt.py",
        "using(router.db_for_write(BlacklistedToken))",
        "using(router.db_for_read(BlacklistedToken))",
        (REPLICAS,),
    ),
    Bug(
        "roles are written into the file as the replica has them",
        "access/data.py",
        "alias or router.db_for_write(Role)",
        "alias or router.db_for_read(Role)",
        (REPLICAS,),
    ),
    Bug(
        "operations are synchronised with the replica",
        "publishing/sync.py",
        "using(router.db_for_write(AllowedOperation)).order_by",
        "using(router.db_for_read(AllowedOperation)).order_by",
        (REPLICAS,),
    ),
    Bug(
        "rules on a standby are believed",
        "access/live.py",
        "    if standby:\n",
        "    if False:\n",
        (STANDBY, "-k", "writes_to_the_standby"),
    ),
)
