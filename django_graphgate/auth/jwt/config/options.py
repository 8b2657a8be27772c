"""The options of one issuer, read from the settings and checked.

=========================  ===================================================================
option                     meaning
=========================  ===================================================================
``provider``               ``none`` (the key is in the settings; the default), ``jwks``, or a preset
                           of :mod:`django_graphgate.auth.jwt.config.presets`
``secret``                 shared secret of HS256, HS384, HS512: text, bytes, ``{"env": "NAME"}``, or
                           a list of these, so that an old and a new one hold during rotation
``public_key``             PEM text of public keys or certificates, ``{"env": "NAME"}``, or a list of these
``public_key_file``        path of such a text, or a list of paths
``public_key_type``        ``rsa``, ``ecdsa`` or ``eddsa``: what the keys must be
``algorithms``             narrower list of algorithms; every key has its own fixed ones anyway
``issuer``                 the token's ``iss``, exactly; or a list
``audience``               one of these must be in the token's ``aud``; text or list
``required_claims``        claim → value or list of values that it must have
``jwks_url``               where the issuer publishes its keys
``jwks_refresh``           minutes between fetches, whatever the server's headers say
``jwks_min_refresh``       fewest minutes between fetches, and minutes when headers say nothing (60)
``jwks_max_stale``         minutes that keys serve beyond their time while the URL is down (240)
``jwks_timeout``           seconds that a request waits for keys at most (5)
``jwks_burst``             fetches in a row for unknown key ids (4), then one per
``jwks_burst_interval``    so many seconds (15)
``allow_http``             take ``jwks_url`` without TLS from another machine (``False``)
``leeway``                 seconds by which clocks may differ (30)
``require_exp``            refuse tokens that never expire (``True``)
``user_id_claim``          claim with the user's id (``sub``); ``None`` for tokens of services
``role_claim``             claim with the role; without it a token never names a role
``roles``                  list of values, or mapping of value → role, that are taken; first match wins
``claims``                 variable → claim, or ``{"path": claim, "default": value}``
``max_token_bytes``        longest token (16384)
``token_cache``            how many verified tokens a process remembers (1000; 0 for none)
=========================  ===================================================================

A *claim* is the name of a top-level claim, dots and all (``https://example.com/role``), else a dotted
path (``realm_access.role``, ``groups.0``); a list of names is a path without guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django_graphgate.auth.base import Problem
from django_graphgate.auth.jwt.config.presets import ASKED, PRESETS, fill_in
from django_graphgate.auth.options import secrets_of, unknown_options


class BadOption(Exception):
    """The value of an option is invalid; the text continues a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class ClaimPath:
    """The location of a claim: ``literal`` at the top level, else down the ``steps``."""

    steps: tuple[str, ...]
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class MappedClaim:
    """A variable's claim; without a default the token must have it."""

    path: ClaimPath
    has_default: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtOptions:
    """Checked values; units as in the table above."""

    provider: str = "none"
    secret: tuple[bytes, ...] = field(default=(), repr=False)
    public_key: tuple[str, ...] = field(default=(), repr=False)
    public_key_file: tuple[str, ...] = ()
    public_key_type: str | None = None
    algorithms: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    required_claims: Mapping[ClaimPath, tuple[Any, ...]] = field(default_factory=dict)
    jwks_url: str | None = None
    jwks_refresh: float | None = None
    jwks_min_refresh: float = 60.0
    jwks_max_stale: float = 240.0
    jwks_timeout: float = 5.0
    jwks_burst: int = 4
    jwks_burst_interval: float = 15.0
    allow_http: bool = False
    leeway: float = 30.0
    require_exp: bool = True
    user_id_claim: ClaimPath | None = ClaimPath(("sub",))
    role_claim: ClaimPath | None = None
    roles: Mapping[str, str] | None = None
    claims: Mapping[str, MappedClaim] = field(default_factory=dict)
    max_token_bytes: int = 16_384
    token_cache: int = 1000

    @property
    def audience_claims(self) -> tuple[str, ...]:
        """The claims that may hold the audience: the first one present counts."""
        return PRESETS[self.provider].audience_claims

    @property
    def splits_subject(self) -> bool:
        return PRESETS[self.provider].splits_subject

    @property
    def refuses(self) -> tuple[tuple[str, str], ...]:
        """Claims and values with which a genuine token does not sign anybody in."""
        return PRESETS[self.provider].refuses

    @property
    def early(self) -> float:
        """Seconds before its first moment from which a token holds."""
        return max(self.leeway, PRESETS[self.provider].early)


NAMES = frozenset(each.name for each in fields(JwtOptions)) | ASKED


def read_options(given: Mapping[str, Any]) -> tuple[JwtOptions, list[Problem]]:
    """The options, and what is wrong with them.  If a problem is an error, they must not be used."""
    problems = unknown_options(given, NAMES)
    provider = given.get("provider", "none")
    if not isinstance(provider, str) or provider not in PRESETS:
        hint = f"It is one of {', '.join(sorted({*PRESETS, 'magic', 'simplejwt'}))}."
        return JwtOptions(), [*problems, Problem(f"There is no provider {provider!r}.", hint=hint)]
    filled, wrong = fill_in(provider, {name: value for name, value in given.items() if value is not None})
    hint = PRESETS[provider].hint
    problems += [Problem(sentence, hint=hint) for sentence in wrong]
    if given.get("user_id_claim", "sub") is None:
        filled["user_id_claim"] = None
    values: dict[str, Any] = {}
    for each in fields(JwtOptions):
        if each.name in filled:
            try:
                values[each.name] = _read(each.name, filled[each.name], problems)
            except BadOption as error:
                problems.append(Problem(f"{each.name!r} {error}."))
    return JwtOptions(**values), problems


def _read(name: str, value: Any, problems: list[Problem]) -> Any:
    if name != "secret":
        return _READERS[name](value)
    secrets: list[bytes] = []
    for item in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(item, bytes):
            secrets.append(item)
            continue
        texts, wrong = secrets_of(item)
        secrets += [text.encode() for text in texts]
        problems += [problem for problem in wrong if problem.level == "error"]
    return tuple(secrets)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadOption("is not a text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else [value]
    if not items or not all(isinstance(item, str) and item.strip() for item in items):
        raise BadOption("is neither a text nor a list of texts")
    return tuple(items)


def _paths(value: Any) -> tuple[str, ...]:
    return _texts([str(item) for item in (value if isinstance(value, (list, tuple)) else [value])])


def _pems(value: Any) -> tuple[str, ...]:
    pems: list[str] = []
    for item in value if isinstance(value, (list, tuple)) else [value]:
        text = item.decode("utf-8", "replace") if isinstance(item, bytes) else item
        texts, wrong = secrets_of(text)
        if not texts and isinstance(item, Mapping):
            raise BadOption(f"cannot be read: {wrong[0].message}")
        pems += texts or [text]
    return _texts(pems)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadOption("is neither True nor False")
    return value


def _number(lowest: float, highest: float, *, whole: bool = False) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        number_types = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, number_types) or not lowest <= value <= highest:
            raise BadOption(f"is not a {'whole ' if whole else ''}number from {lowest:g} to {highest:g}")
        return value if whole else float(value)

    return read


def _path(value: Any) -> ClaimPath:
    if isinstance(value, str) and value:
        return ClaimPath(tuple(value.split(".")), literal=value)
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, str) and item for item in value):
        return ClaimPath(tuple(value))
    raise BadOption("names no claim")


def _optional_path(value: Any) -> ClaimPath | None:
    return None if value is None else _path(value)


def _claims(value: Any) -> Mapping[str, MappedClaim]:
    if not isinstance(value, Mapping):
        raise BadOption("is not a mapping of variables to claims")
    claims: dict[str, MappedClaim] = {}
    for name, claim in value.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise BadOption(f"has {name!r}, which is not a variable name")
        if not isinstance(claim, Mapping):
            claims[name] = MappedClaim(_path(claim))
        elif "path" in claim and claim.keys() <= {"path", "default"}:
            claims[name] = MappedClaim(_path(claim["path"]), "default" in claim, claim.get("default"))
        else:
            raise BadOption(f'has an entry {name!r} that is not {{"path": …, "default": …}}')
    return MappingProxyType(claims)


def _roles(value: Any) -> Mapping[str, str]:
    roles = value if isinstance(value, Mapping) else dict(zip(_texts(value), _texts(value), strict=True))
    if not roles or not all(isinstance(text, str) and text for pair in roles.items() for text in pair):
        raise BadOption("is neither a list of values nor a mapping of values to roles")
    return MappingProxyType(dict(roles))


def _required(value: Any) -> Mapping[ClaimPath, tuple[Any, ...]]:
    if not isinstance(value, Mapping):
        raise BadOption("is not a mapping of claims to values")
    required = {
        _path(name): tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,)
        for name, wanted in value.items()
    }
    if not all(
        wanted and all(isinstance(item, (str, int)) for item in wanted) for wanted in required.values()
    ):
        raise BadOption("may ask for texts, whole numbers and truth values only")
    return MappingProxyType(required)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "provider": _text,
    "public_key": _pems,
    "public_key_file": _paths,
    "public_key_type": _text,
    "algorithms": _texts,
    "issuer": _texts,
    "audience": _texts,
    "required_claims": _required,
    "jwks_url": _text,
    "jwks_refresh": _number(0.1, 10_080),
    "jwks_min_refresh": _number(0.1, 10_080),
    "jwks_max_stale": _number(0, 10_080),
    "jwks_timeout": _number(0.1, 60),
    "jwks_burst": _number(1, 100, whole=True),
    "jwks_burst_interval": _number(1, 3600),
    "allow_http": _yes_or_no,
    "leeway": _number(0, 600),
    "require_exp": _yes_or_no,
    "user_id_claim": _optional_path,
    "role_claim": _optional_path,
    "roles": _roles,
    "claims": _claims,
    "max_token_bytes": _number(256, 1_000_000, whole=True),
    "token_cache": _number(0, 1_000_000, whole=True),
}


def file_texts(paths: Sequence[str], problems: list[Problem]) -> list[str]:
    """The texts of key files; one that cannot be read is an error."""
    texts: list[str] = []
    for path in paths:
        try:
            texts.append(Path(path).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeError) as error:
            problems.append(Problem(f"The key file {path} cannot be read: {type(error).__name__}."))
    return texts
