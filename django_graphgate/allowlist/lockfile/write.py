"""The text of ``allow.lock``: JSON, one value a line, in an order that follows from the content.

::

    {"format": 3, "lines": 7, "sha256": "…"}                              of all lines below
    {"fingerprint": {…}, "lists": {"": "…"}, "operations": 1, "shared": 2}
    {"namespace": "", "name": "Product", "versions": [{"digest": "…", …}, …]}     the index
    ["Qx3fZa","{\\"id\\":"]                                                shared values
    ["b81kV0",{"codec": "bigint", "name": "id", "source": "variable"}]
    {"document": "…", "variables": "…", "statements": [{"roles": […], …}]}        a line for each version

The first line shows a file that was cut off, merged or edited: the lock is derived, so the answer is always to
freeze again.  It does not protect from someone who may write the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django_graphgate.allowlist.lockfile.read import parse_lock
from django_graphgate.allowlist.lockfile.shared import Shared, keyed, pack
from django_graphgate.allowlist.lockfile.values import (
    FORMAT,
    Lock,
    LockedOperation,
    LockedVersion,
    VersionBody,
)
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.operation import Access


def render_lock(lock: Lock) -> str:
    """The text of a lock: the same bytes for the same value, in whatever order its parts are.

    Raises ``ConfigurationError`` for a value that cannot be read back.
    """
    try:
        text = _text(lock)
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise ConfigurationError("The lock holds something that is not JSON.") from error
    parse_lock(text.encode("ascii"), whole=True)
    return text


def _text(lock: Lock) -> str:
    operations = sorted(lock.operations, key=lambda operation: (operation.namespace, operation.name))
    versions = [_in_order(operation) for operation in operations]
    shared = Shared()
    packed = [_packed(version.body, shared) for several in versions for version in several]
    values = shared.lines()
    head = {
        "fingerprint": lock.fingerprint,
        "lists": lock.lists,
        "operations": len(operations),
        "shared": len(values),
    }
    lines = [
        json.dumps(head, allow_nan=False, sort_keys=True),
        *(_line(_index_json(several)) for several in versions),
        *values,
        *(_line(_body_json(body, shared)) for body in packed),
    ]
    content = "\n".join(lines) + "\n"
    digest = hashlib.sha256(content.encode("ascii")).hexdigest()
    return f"{_line({'format': FORMAT, 'lines': len(lines), 'sha256': digest})}\n{content}"


def _line(value: Any) -> str:
    return json.dumps(value, allow_nan=False)


def _in_order(operation: LockedOperation) -> tuple[LockedVersion, ...]:
    return (operation.current, *sorted(operation.versions, key=lambda version: version.digest))


def _index_json(versions: Sequence[LockedVersion]) -> dict[str, Any]:
    return {
        "namespace": versions[0].namespace,
        "name": versions[0].name,
        "versions": [_version_json(version) for version in versions],
    }


def _version_json(version: LockedVersion) -> dict[str, Any]:
    """What finds a version, without values that most versions share."""
    access = _access_json(version.access)
    texts = sorted(set(version.byte_digests))
    return {
        "digest": version.digest,
        "kind": version.kind,
        **({"byte_digests": texts} if texts else {}),
        **({"access": access} if access else {}),
        **({"retired": True} if version.retired else {}),
        **({"typename_variant_of": version.typename_variant_of} if version.typename_variant_of else {}),
    }


def _access_json(access: Access) -> dict[str, Any]:
    return {
        **({"skip_auth": True} if access.skip_auth else {}),
        **({"require_auth": True} if access.require_auth else {}),
        **({} if access.roles is None else {"roles": sorted(set(access.roles))}),
        **({} if access.auth is None else {"auth": access.auth}),
    }


def _packed(body: VersionBody, shared: Shared) -> dict[str, Any]:
    """The body with texts where keys come later."""
    return {
        "document": body.document,
        "variables": shared.add(list(body.variables)),
        "statements": _statements(body, shared),
    }


def _statements(body: VersionBody, shared: Shared) -> list[dict[str, Any]]:
    """Each statement once, with all the roles that it is for."""
    roles: dict[tuple[str, str, str], set[str]] = {}
    packed: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for locked in body.statements:
        content = pack(locked.statement, shared)
        key = (locked.dialect, json.dumps(content), shared.add(locked.shape))
        roles.setdefault(key, set()).update(locked.roles)
        packed[key] = content
    statements = [
        {"roles": sorted(names), "dialect": key[0], "packed": packed[key], "shape": key[2]}
        for key, names in roles.items()
    ]
    return sorted(statements, key=lambda statement: (statement["roles"], statement["dialect"]))


def _body_json(packed: Mapping[str, Any], shared: Shared) -> dict[str, Any]:
    return {
        "document": packed["document"],
        "variables": shared.key(packed["variables"]),
        "statements": [
            {
                "roles": statement["roles"],
                "dialect": statement["dialect"],
                **keyed(statement["packed"], shared),
                "shape": shared.key(statement["shape"]),
            }
            for statement in packed["statements"]
        ],
    }
