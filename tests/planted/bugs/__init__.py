"""Every planted bug; a module for each area."""

from __future__ import annotations

import importlib
import pkgutil

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = tuple(
    bug
    for area in sorted(module.name for module in pkgutil.iter_modules(__path__))
    for bug in importlib.import_module(f"{__name__}.{area}").BUGS
)
