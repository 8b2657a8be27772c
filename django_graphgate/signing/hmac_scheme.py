"""Schemes with a keyed hash (RFC 2104) over the body and what else a template names."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django_graphgate.signing.keys import READERS, secret_problems, usable_keys
from django_graphgate.signing.message import (
    Message,
    SignatureInvalid,
    Verified,
    as_bytes,
    as_event_id,
    at_path,
    header_bytes,
)
from django_graphgate.signing.options import Options, borders, fill, placeholders
from django_graphgate.signing.scheme import Scheme, tolerance_of
from django_graphgate.signing.timestamps import (
    Unit,
    check_age,
    read_event_time,
    read_timestamp,
    write_timestamp,
)

_MOST_SIGNATURES = 32
_PAIR = re.compile(r"([a-z][a-z0-9]*)=([A-Za-z0-9+/=]+)")
_LISTED = re.compile(r"(v[0-9]+[a-z]*),([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What is signed, how, and where it is in the message."""

    header: str
    algorithm: str = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    """In front of the signature.  It is compared, never obeyed."""
    payload: str = "{body}"
    """What is signed, with ``{body}``, ``{timestamp}``, ``{id}``, ``{url}`` and ``{header:NAME}`` in it."""
    layout: Literal["single", "pairs", "list"] = "single"
    """``pairs``: ``t=…,v1=…,v1=…``; ``list``: ``v1,… v1,…``."""
    timestamp: str = ""
    """``header:NAME``, ``t`` in pairs, or a path in the payload; empty: there is none."""
    unit: Unit = "s"
    event_id: str = ""
    """``header:NAME`` or a path in the payload; empty: there is none."""
    secret: str = "text"  # noqa: S105 a way to read secrets
    transformer: str = ""
    """A regular expression that the whole header matches, whose group is the signature."""

    def digest(self, key: bytes, content: bytes) -> bytes:
        """The signature as text, in ASCII."""
        raw = hmac.digest(key, content, self.algorithm)
        return base64.b64encode(raw) if self.encoding == "base64" else raw.hex().encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class HmacScheme(Scheme):
    """One scheme; options override what its ``format`` says."""

    format: Format

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        form = self._form(options)
        signatures, text = _read_header(message.header(form.header), form)
        if form.timestamp.startswith("header:"):
            text = message.header(form.timestamp.removeprefix("header:"))
        timestamp = read_timestamp(text, form.unit) if text else None
        event_id = _header_id(message, form)
        content = _content(message, form, text, event_id)
        expected = [form.digest(key, content) for key in usable_keys(secrets, READERS[form.secret])]
        matches = [hmac.compare_digest(own, signature) for own in expected for signature in signatures]
        if not any(matches):
            raise SignatureInvalid("no secret makes this signature")
        if form.timestamp and not text:
            timestamp = read_event_time(at_path(message.members(), form.timestamp))
        if timestamp is not None:
            check_age(timestamp, message.now, tolerance_of(options))
        if form.event_id and not event_id:
            event_id = as_event_id(at_path(message.members(), form.event_id)) or ""
        return Verified(
            event_id=event_id or None,
            event_id_is_signed=bool(event_id) and _signs_id(form),
            timestamp=timestamp,
        )

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        form = self._form(options)
        headers: dict[str, str] = {}
        text = ""
        if form.timestamp.startswith("header:") or form.layout == "pairs":
            text = write_timestamp(message.now, form.unit)
        if form.timestamp.startswith("header:"):
            headers[form.timestamp.removeprefix("header:")] = text
        if event_id and form.event_id.startswith("header:"):
            headers[form.event_id.removeprefix("header:")] = event_id
        signed = replace(message, headers={name.lower(): value for name, value in headers.items()})
        content = _content(signed, form, text, _header_id(signed, form))
        keys = usable_keys(secrets, READERS[form.secret])
        made = [form.digest(key, content).decode() for key in keys]
        return {form.header: _write_header(made, form, text), **headers}

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        return list(secret_problems(secrets, READERS[self._form(options).secret]))

    def option_problems(self, options: Options) -> list[str]:
        problems = Scheme.option_problems(self, options)
        if problems:
            return problems
        form = self._form(options)
        names = {name.lower() for name in placeholders(form.payload)}
        if not form.header:
            problems.append(f"{self.name} needs the option signatureHeader.")
        if "timestamp" in names and not form.timestamp.startswith("header:") and form.layout != "pairs":
            problems.append(
                "The option payload has {timestamp}, but eventTimestamp does not name its header."
            )
        if "id" in names and not form.event_id.startswith("header:"):
            problems.append("The option payload has {id}, but eventId does not name its header.")
        if form.timestamp.startswith("header:") and not names & {"timestamp", form.timestamp.lower()}:
            problems.append(
                f"The option payload must have {{{form.timestamp}}}: an unsigned time proves nothing."
            )
        problems += [
            f"The option payload needs a text that separates {{{name}}} from what is next to it."
            for name, text in borders(form.payload)
            if not text and name not in ("timestamp", "url") and name.lower() != form.timestamp.lower()
        ]
        return problems

    def _form(self, options: Options) -> Format:
        given = {field: options[name] for name, field in _FIELDS.items() if name in options}
        prefix = options.get("headerPrefix")
        if prefix is not None:
            given.update(
                header=f"{prefix}signature",
                timestamp=f"header:{prefix}timestamp",
                event_id=f"header:{prefix}id",
            )
        return replace(self.format, **given)


_FIELDS = {
    "signatureHeader": "header",
    "signatureTransformer": "transformer",
    "eventTimestamp": "timestamp",
    "algorithm": "algorithm",
    "encoding": "encoding",
    "prefix": "prefix",
    "payload": "payload",
    "timestampUnit": "unit",
    "secretEncoding": "secret",
    "eventId": "event_id",
}
"""Option → field of the format."""


def _signs_id(form: Format) -> bool:
    """Whether the id is part of what is signed, as everything in the body is."""
    in_body = not form.event_id.startswith("header:")
    names = {name.lower() for name in placeholders(form.payload)}
    return in_body or not names.isdisjoint({"id", form.event_id.lower()})


def _header_id(message: Message, form: Format) -> str:
    """The id in a header: required where it is signed."""
    if not form.event_id.startswith("header:"):
        return ""
    name = form.event_id.removeprefix("header:")
    if "id" in placeholders(form.payload):
        return message.header_id(name)
    return message.header_id(name) if message.headers.get(name.lower(), "") else ""


def _movable(name: str, message: Message, form: Format, event_id: str) -> str:
    """The part of a value where it could end sooner or later and still be one; empty for times, which have a length.

    Of a URL it is the query: the path leads to one endpoint alone.
    """
    if name == "url":
        _, mark, query = message.url.partition("?")
        return mark + query
    if name == "id":
        return event_id
    if not name.startswith("header:") or name.lower() == form.timestamp.lower():
        return ""
    return message.header(name.removeprefix("header:"))


def _content(message: Message, form: Format, timestamp: str, event_id: str) -> bytes:
    """The bytes that are signed."""
    for name, text in borders(form.payload):
        value = _movable(name, message, form, event_id)
        if value and text in value:
            # the same bytes would be signed for a shorter value, with its rest at the beginning of what follows
            raise SignatureInvalid(f"{text!r} does not separate this {name} from what is signed next to it")
    values = {"timestamp": timestamp.encode(), "id": event_id.encode(), "url": as_bytes(message.url)}

    def value_of(name: str) -> bytes:
        if name == "body":
            return message.body
        if name in values:
            return values[name]
        return header_bytes(message.header(name.removeprefix("header:")))

    return fill(form.payload, value_of)


def _read_header(value: str, form: Format) -> tuple[list[bytes], str]:
    """The signatures that may be right, and the timestamp among them; raises ``SignatureInvalid``."""
    if form.transformer:
        match = re.fullmatch(form.transformer, value)
        if match is None or match[1] is None:
            raise SignatureInvalid(f"the header {form.header} does not match the signatureTransformer")
        value = match[1]
    if form.layout == "single":
        if not value.startswith(form.prefix):
            raise SignatureInvalid(f"the header {form.header} does not begin with {form.prefix!r}")
        return [as_bytes(value.removeprefix(form.prefix))], ""
    pattern, separator = (_PAIR, ",") if form.layout == "pairs" else (_LISTED, " ")
    items = [pattern.fullmatch(item) for item in value.split(separator)]
    pairs = [(item[1], item[2]) for item in items if item]
    if len(pairs) != len(items) or len(pairs) > _MOST_SIGNATURES:
        raise SignatureInvalid(f"the header {form.header} is malformed")
    signatures = [as_bytes(signature) for version, signature in pairs if version == "v1"]
    times = [text for name, text in pairs if name == "t"]
    if form.layout == "pairs" and len(times) != 1:
        raise SignatureInvalid(f"the header {form.header} has not exactly one t")
    return signatures, times[0] if times else ""


def _write_header(signatures: Sequence[str], form: Format, timestamp: str) -> str:
    if form.layout == "single":
        return form.prefix + signatures[0]
    if form.layout == "pairs":
        return ",".join([f"t={timestamp}", *(f"v1={signature}" for signature in signatures)])
    return " ".join(f"v1,{signature}" for signature in signatures)
