"""A caller as JSON, for a run that a worker takes up later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django_graphgate.actions.results import json_form
from django_graphgate.conf import get_settings
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.identity import CallerCheck, Identity


def caller_json(identity: Identity, headers: Mapping[str, str]) -> dict[str, Any]:
    """What decides the caller's role, and nothing that proves who they are: no session, no secret.

    Of the headers only those of ``HEADER_VARIABLES`` are kept.
    """
    read = {name.lower() for name in get_settings().HEADER_VARIABLES.values()}
    entry: dict[str, Any] = {
        "user_id": identity.user_id,
        "user_id_provider": identity.user_id_provider,
        "role": identity.role,
        "role_from_request": identity.role_from_request,
        "authenticator": identity.authenticator,
        "variables": json_form(identity.variables),
        "headers": {name: value for name, value in headers.items() if name.lower() in read},
    }
    check = identity.check
    if check is not None:
        entry["check"] = {
            "table": check.table,
            "key_column": check.key_column,
            "key_codec": str(check.key_codec),
            "key": check.key,
            "active_column": check.active_column,
        }
    return entry


def read_caller(entry: Mapping[str, Any]) -> tuple[Identity, Mapping[str, str]]:
    """The caller and their headers.  That their row exists and is active is confirmed once more."""
    identity = Identity(
        user_id=entry["user_id"],
        user_id_provider=entry["user_id_provider"],
        role=entry["role"],
        role_from_request=entry["role_from_request"],
        authenticator=entry["authenticator"],
        variables=entry["variables"],
    )
    check = entry.get("check")
    if check is not None:
        codec = Codec.parse(check["key_codec"])
        members: dict[str, Any] = {**check, "key_codec": codec}
        identity = replace(identity, check=CallerCheck(**members))
    return identity, entry["headers"]
