"""The operations that the atlas's front end sends: one file each in ``operations/``.

Each file starts with comments: what it is for, ``# as: ROLE`` (who sends it), and
``# variables: {…}`` (an example, in JSON).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "operations"

_HEADER = re.compile(r"^# (as|variables): (.+)$", re.MULTILINE)
_NAME = re.compile(r"^(query|mutation|subscription)\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Operation:
    """A file's contents; ``role`` is ``anon``, ``user`` or ``editor``, ``variables`` are an example."""

    name: str
    operation_type: str
    """``query`` or ``mutation``."""
    text: str
    role: str
    variables: Mapping[str, Any]


def read_operation(path: Path) -> Operation:
    """The operation of a file; ``ValueError`` names what the file lacks."""
    text = path.read_text("utf-8")
    header, name = dict(_HEADER.findall(text)), _NAME.search(text)
    if name is None or "as" not in header or "variables" not in header:
        raise ValueError(f"{path.name} needs a named operation and the comments '# as:' and '# variables:'.")
    variables = json.loads(header["variables"])
    return Operation(name[2], name[1], text, header["as"].strip(), variables)


def read_operations(folder: Path = FOLDER) -> dict[str, Operation]:
    """All operations by name, in the order of their names."""
    operations = [read_operation(path) for path in folder.glob("*.graphql")]
    return {operation.name: operation for operation in sorted(operations, key=lambda item: item.name)}
