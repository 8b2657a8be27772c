"""The lock of an earlier release: its statements must not run, but nothing else knows old versions.

A freeze takes texts and digests from it, compiles them, and writes the lock of this release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django_graphgate.allowlist.lockfile.read import MAX_BYTES
from django_graphgate.allowlist.lockfile.values import Lock, LockedOperation, LockedVersion, VersionBody
from django_graphgate.allowlist.storage import read_bytes
from django_graphgate.errors import ConfigurationError

_FORMAT = b'{\n"format": 1,\n'


def is_earlier(path: Path) -> bool:
    """Whether this is a lock whose versions :func:`read_earlier_versions` reads."""
    return read_bytes(path, max_bytes=MAX_BYTES).startswith(_FORMAT)


def read_earlier_versions(path: Path) -> Lock:
    """Its operations without statements; raises ``ConfigurationError`` for a damaged file."""
    try:
        content = json.loads(read_bytes(path, max_bytes=MAX_BYTES))
        checksum = content.pop("checksum")
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        if checksum == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}":
            operations = tuple(map(_operation, content["operations"]))
            return Lock(fingerprint=content["fingerprint"], operations=operations)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise ConfigurationError(f"{path}: the file of an earlier format was cut off, merged or edited.")


def _operation(value: Mapping[str, Any]) -> LockedOperation:
    old = tuple(_version(value, version) for version in value["versions"])
    return LockedOperation(current=_version(value, value), versions=old)


def _version(operation: Mapping[str, Any], version: Mapping[str, Any]) -> LockedVersion:
    return LockedVersion(
        namespace=operation["namespace"],
        name=operation["name"],
        digest=version["digest"],
        kind=version["kind"],
        byte_digests=tuple(version["byte_digests"]),
        retired=version.get("retired", False),
        typename_variant_of=version.get("twin_of", ""),
        source=VersionBody(document=version["document"]),
    )
