"""Keys of rows between the database's JSON and Django's values.

Texts of :class:`~django_graphgate.ir.write.Probe` take and yield a JSON list of keys, each a list of the values of the
primary key, in the forms that answers have.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.duration import duration_iso_string

from django_graphgate.ir.codec import Codec
from django_graphgate.ir.input_rows import Key
from django_graphgate.ir.scalars import coerce


def keys_of(text: bytes | str | None, codecs: Sequence[Codec]) -> list[Key]:
    """The keys in a JSON text, as Django has their values; none of ``None``."""
    if text is None:
        return []
    listed = json.loads(text, parse_float=Decimal)
    return [
        tuple(coerce(codec, value) for codec, value in zip(codecs, values, strict=True)) for values in listed
    ]


def keys_text(keys: Sequence[Key]) -> str:
    """The JSON text of keys."""
    return json.dumps([list(key) for key in keys], default=_form, separators=(",", ":"))


def _form(value: Any) -> Any:
    """The JSON form of a value that JSON itself does not have."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.timedelta):
        return duration_iso_string(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
