"""JSON of the lock turned into values; no part of it is trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from django_graphgate.allowlist.listed import DIGEST, NAME, ROLE
from django_graphgate.allowlist.lockfile.values import HINT
from django_graphgate.errors import ConfigurationError
from django_graphgate.strict_json import strict_decoder

_JSON = strict_decoder()
_Item = TypeVar("_Item")


class Checked:
    """Reads values of one file, which ``source`` names in errors."""

    def __init__(self, source: str) -> None:
        self.source = source

    def fail(self, where: str, sentence: str) -> NoReturn:
        raise ConfigurationError(f"{self.source}, {where}: {sentence}", hint=HINT)

    def json(self, text: bytes, where: str) -> Any:
        try:
            return _JSON.decode(text.decode("ascii"))
        except (ValueError, RecursionError):
            self.fail(where, "This is not JSON: the file was cut off or edited.")

    def digest(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not DIGEST.fullmatch(value):
            self.fail(where, "A digest is 64 lower-case hexadecimal digits.")
        return value

    def operation_name(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not NAME.fullmatch(value):
            self.fail(where, "This is not the name of an operation.")
        return value

    def role(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not ROLE.fullmatch(value):
            self.fail(where, "This is not the name of a role.")
        return value

    def anything(self, value: Any, where: str) -> dict[str, Any]:
        return self.mapping(value, where)

    def mapping(
        self, value: Any, where: str, required: Iterable[str] | None = None, optional: Iterable[str] = ()
    ) -> dict[str, Any]:
        """A JSON object, with exactly these keys unless any will do."""
        if not isinstance(value, dict):
            self.fail(where, "An object is expected here.")
        if required is not None:
            wrong = set(required) - value.keys() | value.keys() - set(required) - set(optional)
            if wrong:
                entries = ", ".join(map(ascii, sorted(wrong)))[:200]
                self.fail(where, f"These entries are missing or unknown: {entries}.")
        return dict(value)

    def text(self, values: Mapping[str, Any], key: str, where: str) -> str:
        if not isinstance(values[key], str):
            self.fail(where, f"{key} is not a text.")
        return str(values[key])

    def number(self, values: Mapping[str, Any], key: str, where: str) -> int:
        if type(values[key]) is not int or values[key] < 0:
            self.fail(where, f"{key} is not a number.")
        return int(values[key])

    def flag(self, values: Mapping[str, Any], key: str, where: str) -> bool:
        value = values.get(key, False)
        if not isinstance(value, bool):
            self.fail(where, f"{key} is neither true nor false.")
        return value

    def each(
        self, values: Mapping[str, Any], key: str, where: str, read: Callable[[Any, str], _Item]
    ) -> tuple[_Item, ...]:
        items = values.get(key, [])
        if not isinstance(items, list):
            self.fail(where, f"{key} is not a list.")
        return tuple(read(item, f"{where}, {key} {number}") for number, item in enumerate(items, 1))

    def refuse_twice(self, keys: Sequence[object], where: str, what: str) -> None:
        if len(set(keys)) != len(keys):
            self.fail(where, f"The same {what} is here twice.")
