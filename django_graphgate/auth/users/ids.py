"""User ids: which texts are valid ids, and how they are written.

A user id comes from a credential, so it is checked before any statement meets it: what cannot be a
key of the user table is a wrong credential (401), never a database error.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.db.models import Field, ForeignKey

from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import BIGINT, INT, INT32, INT64, TEXT, UUID, Codec, int_codec

MAX_TEXT = 255
"""Longest user id that is text, in characters: what OpenID Connect allows a subject."""

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-?)[0-9A-Fa-f]{4}(?:\1[0-9A-Fa-f]{4}){2}\1[0-9A-Fa-f]{12}")

_INT16 = (-(2**15), 2**15 - 1)

_INTEGERS = {
    "SmallAutoField": _INT16,
    "SmallIntegerField": _INT16,
    "PositiveSmallIntegerField": _INT16,
    "AutoField": INT32,
    "IntegerField": INT32,
    "PositiveIntegerField": INT32,
    "BigAutoField": INT64,
    "BigIntegerField": INT64,
    "PositiveBigIntegerField": INT64,
}
_TEXTS = {"CharField", "TextField", "SlugField", "EmailField"}


@dataclass(frozen=True, slots=True)
class UserIdType:
    """What a user id must look like: its codec, and the largest length of a text."""

    codec: Codec
    length: int = MAX_TEXT

    def canonical(self, user_id: str) -> str | None:
        """The canonical form of this id; ``None`` when it cannot be a key.

        Integers must already be in canonical form: ``007`` from a foreign issuer is not user 7.
        """
        if self.codec == UUID:
            return str(uuid.UUID(user_id)) if _UUID.fullmatch(user_id) else None
        if self.codec.name == "int":
            return user_id if self._is_integer(user_id) else None
        return user_id if is_clean_text(user_id, self.length) else None

    def _is_integer(self, user_id: str) -> bool:
        if not _INTEGER.fullmatch(user_id):
            return False
        lowest, highest = self.codec.numbers
        return str(int(user_id)) == user_id and lowest <= int(user_id) <= highest


NAMED = {
    "int": UserIdType(INT),
    "bigint": UserIdType(BIGINT),
    "uuid": UserIdType(UUID),
    "text": UserIdType(TEXT),
}


def is_clean_text(value: str, length: int = MAX_TEXT) -> bool:
    """Not empty, not over ``length`` characters, no NUL (databases refuse it), and proper Unicode."""
    if not 0 < len(value) <= length or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate, from undecodable bytes of a header
        return False
    return True


def is_plain(field: Field[Any, Any]) -> bool:
    """One of Django's own fields: what the database holds is what Python sees."""
    return type(field).__module__.startswith("django.db.models.") and not hasattr(field, "from_db_value")


def type_of_field(field: Field[Any, Any]) -> UserIdType | None:
    """The type of a key column; ``None`` for a field with a conversion of its own."""
    while isinstance(field, ForeignKey):  # a user model whose key is a OneToOneField
        field = field.target_field
    if not is_plain(field):
        return None
    field_type = field.get_internal_type()
    if field_type in _INTEGERS:
        return UserIdType(int_codec(*_INTEGERS[field_type]))
    if field_type == "UUIDField":
        return NAMED["uuid"]
    if field_type in _TEXTS:
        return UserIdType(TEXT, length=field.max_length or MAX_TEXT)
    return None


def user_id_type(setting: str | None) -> UserIdType:
    """The type that ``USER_ID_TYPE`` names; for ``None`` that of the user model's key.

    A user model with a key that only its own field can read takes any clean text here; the
    authenticator that knows the model checks further.  Raises ``ConfigurationError``.
    """
    if setting is not None:
        if setting not in NAMED:
            raise ConfigurationError(
                f"GRAPHGATE['USER_ID_TYPE'] is {setting!r}.", hint=f"It is one of {', '.join(sorted(NAMED))}."
            )
        return NAMED[setting]
    try:
        model = apps.get_model(django_settings.AUTH_USER_MODEL)
    except (LookupError, ValueError):  # a project without Django's users
        return NAMED["text"]
    return type_of_field(model._meta.pk) or NAMED["text"]
