"""Verifies and signs by the name of a scheme."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django_graphgate.signing import redwood, vendors
from django_graphgate.signing.message import Message, SignatureInvalid, Verified, lower_names
from django_graphgate.signing.options import Options
from django_graphgate.signing.scheme import Scheme

SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {scheme.name: scheme for scheme in (*redwood.SCHEMES, *vendors.SCHEMES)}
)
"""Every scheme, by its name in ``actions.json``."""

_OVERRIDE = "currentTimestampOverride"
_NO_OPTIONS: Options = MappingProxyType({})


def verify(
    scheme: str,
    body: bytes,
    headers: Mapping[str, str],
    secrets: Sequence[str],
    *,
    options: Options = _NO_OPTIONS,
    now: float,
    url: str = "",
    development: bool = False,
) -> Verified:
    """What the message proved; raises :class:`SignatureInvalid`.

    ``body`` is the request's bytes as they came.  ``headers`` are by name, in any case; values of a header that was
    sent twice are joined by a comma.  ``secrets`` are tried in turn.  ``now`` is in seconds since the epoch.  ``url``
    is the whole URL that the sender called, for schemes that sign it.  Without ``development`` what
    :func:`development_only` names is refused.
    """
    chosen = SCHEMES.get(scheme)
    if chosen is None:
        raise SignatureInvalid(f"there is no verifier {scheme!r}")
    if development_only(scheme, options) and not development:
        raise SignatureInvalid(f"{scheme}, or one of its options, is for development only")
    if problems := chosen.option_problems(options):
        raise SignatureInvalid(problems[0])
    message = Message(body=body, headers=lower_names(headers), url=url, now=_clock(options, now))
    return chosen.verify(message, secrets, options)


def sign(
    scheme: str,
    body: bytes,
    secrets: Sequence[str],
    *,
    options: Options = _NO_OPTIONS,
    now: float,
    event_id: str = "",
    url: str = "",
) -> dict[str, str]:
    """The headers that sign a message; for Mailgun, the members of the body's ``signature``.

    Schemes with several signatures sign with every secret, the others with the first.  Discord and SendGrid sign
    with private keys.  Raises ``ValueError`` if the options, the secrets, the body or the event's id are unusable.
    """
    chosen = SCHEMES[scheme]
    if problems := chosen.option_problems(options):
        raise ValueError(problems[0])
    if chosen.secrets and not any(secrets):
        raise ValueError(f"{scheme} needs a secret.")
    try:
        return chosen.sign(Message(body=body, url=url, now=_clock(options, now)), secrets, options, event_id)
    except SignatureInvalid as error:
        raise ValueError(f"The message cannot be signed: {error.reason}.") from None


def problems(scheme: str, options: Mapping[str, Any], secrets: Sequence[str]) -> list[str]:
    """Sentences about what is wrong with an endpoint's verifier; empty if nothing is.  No secret is quoted."""
    chosen = SCHEMES.get(scheme)
    if chosen is None:
        near = difflib.get_close_matches(scheme, SCHEMES, 1)
        return [f"There is no verifier {scheme!r}." + (f" Did you mean {near[0]!r}?" if near else "")]
    if result := chosen.option_problems(options):
        return result
    if chosen.secrets and not any(secrets):
        return [f"{scheme} needs a secret."]
    return chosen.secret_problems(secrets, options)


def development_only(scheme: str, options: Options) -> bool:
    """Whether the scheme, or one of its options, must not be used in production."""
    return SCHEMES[scheme].development_only or _OVERRIDE in options


def _clock(options: Options, now: float) -> float:
    """Seconds; Redwood's option is in milliseconds."""
    override: int | None = options.get(_OVERRIDE)
    return now if override is None else override / 1000
