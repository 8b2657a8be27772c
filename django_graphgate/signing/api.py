"""Verifies and signs by the name of a scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django_graphgate.signing import redwood
from django_graphgate.signing.message import Message, SignatureInvalid, Verified, lower_names
from django_graphgate.signing.scheme import Options, Scheme

SCHEMES: Mapping[str, Scheme] = MappingProxyType({scheme.name: scheme for scheme in redwood.SCHEMES})
"""Every scheme, by its name in ``actions.json``."""

DEVELOPMENT_OPTIONS = frozenset({"currentTimestampOverride"})

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
    if development_only(scheme, options) and not development:
        raise SignatureInvalid(f"{scheme} is for development only, or an option of it is")
    message = Message(body=body, headers=lower_names(headers), url=url, now=now)
    return SCHEMES[scheme].verify(message, _usable(scheme, secrets), options)


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
    """The headers that sign a message.

    Schemes with several signatures sign with every secret, the others with the first.  Raises ``ValueError`` if the
    secrets or the event's id are unusable.
    """
    message = Message(body=body, url=url, now=now)
    usable = [secret for secret in secrets if secret]
    if not usable and SCHEMES[scheme].secrets:
        raise ValueError(f"{scheme} needs a secret")
    return SCHEMES[scheme].sign(message, usable, options, event_id)


def problems(scheme: str, options: Mapping[str, Any], secrets: Sequence[str]) -> list[str]:
    """Sentences about what is wrong with an endpoint's verifier; empty if nothing is.  No secret is quoted."""
    known = SCHEMES.get(scheme)
    if known is None:
        return [f"There is no verifier {scheme!r}. There are: {', '.join(SCHEMES)}."]
    unknown = [f"{scheme} has no option {name!r}." for name in options if name not in known.options]
    if known.secrets and not any(secrets):
        unknown.append(f"{scheme} needs a secret.")
    return [*unknown, *known.problems(secrets, options)]


def development_only(scheme: str, options: Options) -> bool:
    """Whether the scheme, or one of its options, must not be used in production."""
    return SCHEMES[scheme].development_only or not DEVELOPMENT_OPTIONS.isdisjoint(options)


def _usable(scheme: str, secrets: Sequence[str]) -> Sequence[str]:
    """The secrets that are not empty: anybody can sign with an empty one."""
    usable = [secret for secret in secrets if secret]
    if not usable and SCHEMES[scheme].secrets:
        raise SignatureInvalid("no secret is set")
    return usable
