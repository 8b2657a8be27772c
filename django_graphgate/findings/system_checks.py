"""Findings as system checks; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from django_graphgate.allowlist.access_directives import refuse_unstated, states_access
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError


def check_strict_auth(**_: Any) -> Iterator[CheckMessage]:
    """``STRICT_AUTH``: operations of the lists that do not say who may run them."""
    from django_graphgate.publishing.sync import (
        folder_lists,
    )  # with the compiler, which a server does not load

    settings = get_settings()
    if not settings.STRICT_AUTH:
        return
    listed = [operation for allow_list in folder_lists(settings.config_dir()) for operation in allow_list]
    try:
        refuse_unstated(operation for operation in listed if not states_access(operation.document))
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint, id="graphgate.E010")
