"""Builds the verifier of one issuer from its settings, and collects what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django_graphgate.auth.base import Problem
from django_graphgate.auth.jwt.config.options import JwtOptions, file_texts, read_options
from django_graphgate.auth.jwt.config.presets import PRESETS
from django_graphgate.auth.jwt.keys.algorithms import (
    ALGORITHMS,
    ALGORITHMS_OF_TYPE,
    BadKey,
    Key,
    KeySet,
    pem_key,
    pem_texts,
    secret_key,
)
from django_graphgate.auth.jwt.keys.fetch import is_loopback, url_problem
from django_graphgate.auth.jwt.keys.jwks import JwksOptions, RemoteKeys
from django_graphgate.auth.jwt.keys.secrets import secret_problems
from django_graphgate.auth.jwt.keys.sources import FixedKeys, KeySource
from django_graphgate.auth.jwt.verifier import JwtVerifier

_KEY_TYPES = ("rsa", "ecdsa", "eddsa")


def build_verifier(given: Mapping[str, Any], name: str) -> tuple[JwtVerifier | None, list[Problem]]:
    """The verifier, or ``None`` when there is an error among the problems."""
    options, problems = read_options(given)
    if has_errors(problems):
        return None, problems
    if options.provider == "magic":
        return _build_magic(given, options, name, problems)
    allowed = frozenset(options.algorithms) or None
    keys = _fixed_keys(options, allowed, problems)
    for each in (_algorithm_problems, _source_problems, _claim_problems):
        problems += each(options)
    if not keys and not options.jwks_url and not has_errors(problems):
        hint = "Give 'secret', 'public_key', 'public_key_file' or 'jwks_url'."
        problems.append(Problem("There is no key to verify tokens with.", hint=hint))
    if has_errors(problems):
        return None, problems
    if keys:
        source: KeySource = FixedKeys(KeySet(keys))
        algorithms = frozenset[str]().union(*(key.algorithms for key in keys))
    else:
        algorithms = (allowed or ALGORITHMS) - ALGORITHMS_OF_TYPE["hmac"]
        source = RemoteKeys(_jwks_options(options, algorithms))
    return JwtVerifier(options, source, algorithms, name), problems


def _build_magic(
    given: Mapping[str, Any], options: JwtOptions, name: str, problems: list[Problem]
) -> tuple[JwtVerifier | None, list[Problem]]:
    from django_graphgate.auth.jwt.magic import TAKEN, MagicVerifier

    problems += [
        Problem(f"{option!r} does not apply to Magic's tokens: the users write and sign them themselves.")
        for option in sorted(given.keys() - TAKEN)
    ]
    problems += _claim_problems(options)
    return (None if has_errors(problems) else MagicVerifier(options, name)), problems


def has_errors(problems: list[Problem]) -> bool:
    """Whether one of the problems prevents the authenticator from being used."""
    return any(problem.level == "error" for problem in problems)


def _fixed_keys(options: JwtOptions, allowed: frozenset[str] | None, problems: list[Problem]) -> list[Key]:
    keys: list[Key] = []
    for secret in options.secret:
        problems += secret_problems(secret, options.algorithms)
        try:
            keys.append(secret_key(secret, allowed))
        except BadKey as error:
            problems.append(Problem(str(error), hint="Public keys belong under 'public_key'."))
    texts = (*options.public_key, *file_texts(options.public_key_file, problems))
    for text in (each for given in texts for each in pem_texts(given)):
        try:
            key = pem_key(text, allowed)
        except BadKey as error:
            problems.append(Problem(str(error)))
            continue
        keys.append(key)
        wanted = ALGORITHMS_OF_TYPE.get(options.public_key_type or "")
        if wanted is not None and not key.algorithms <= wanted:
            problems.append(
                Problem(f"'public_key_type' is {options.public_key_type}, but a key is of another type.")
            )
    return keys


def _algorithm_problems(options: JwtOptions) -> Iterator[Problem]:
    unknown = sorted(set(options.algorithms) - ALGORITHMS)
    if unknown:
        yield Problem(
            f"'algorithms' names {', '.join(unknown)}.", hint=f"There are {', '.join(sorted(ALGORITHMS))}."
        )
    hmac = set(options.algorithms) & ALGORITHMS_OF_TYPE["hmac"]
    if options.secret and options.algorithms and not hmac:
        yield Problem("There is a 'secret', but 'algorithms' names none that uses it.")
    if hmac and not options.secret:
        yield Problem(f"'algorithms' names {', '.join(sorted(hmac))}, but there is no 'secret'.")
    if options.public_key_type is not None and options.public_key_type not in _KEY_TYPES:
        yield Problem(f"'public_key_type' must be one of {', '.join(_KEY_TYPES)}.")


def _source_problems(options: JwtOptions) -> Iterator[Problem]:
    fixed = options.secret or options.public_key or options.public_key_file
    if options.jwks_url is None:
        if options.provider == "jwks":
            yield Problem("The provider 'jwks' needs a 'jwks_url'.")
        return
    if fixed:
        yield Problem("There are both a 'jwks_url' and a key in the settings.", hint="Use one or the other.")
    wrong = url_problem(options.jwks_url, allow_http=options.allow_http)
    if wrong:
        yield Problem(f"'jwks_url' {wrong}", hint="Use https.")
    elif options.jwks_url.startswith("http:") and not is_loopback(urlsplit(options.jwks_url).hostname or ""):
        yield Problem("'jwks_url' is fetched without TLS.", hint="Use https.", level="warning")


def _claim_problems(options: JwtOptions) -> Iterator[Problem]:
    preset = PRESETS[options.provider]
    if preset.needs_audience and not options.audience:
        yield Problem(
            f"Without 'audience' the token of any application at {options.provider} is accepted.",
            hint=preset.hint,
        )
    elif options.jwks_url and not options.audience:
        yield Problem(
            "Without 'audience' a token that the issuer made for another application is accepted.",
            hint="Set 'audience' to this API's name at the issuer.",
            level="warning",
        )
    if options.jwks_url and not options.issuer:
        yield Problem("'issuer' is not set.", hint="Set it to the 'iss' of the tokens.", level="warning")
    if options.provider == "auth0" and any(not issuer.endswith("/") for issuer in options.issuer):
        yield Problem("Auth0's issuers end with a slash.", hint=preset.hint, level="warning")
    if options.user_id_claim is None and options.role_claim is None:
        yield Problem("Tokens without a user need a 'role_claim'.")
    if options.roles is not None and options.role_claim is None:
        yield Problem("'roles' needs a 'role_claim'.")
    if not options.require_exp:
        yield Problem("Tokens that never expire are accepted.", hint="Remove 'require_exp'.", level="warning")


def _jwks_options(options: JwtOptions, algorithms: frozenset[str]) -> JwksOptions:
    assert options.jwks_url is not None  # build_verifier has seen to it
    return JwksOptions(
        url=options.jwks_url,
        refresh=None if options.jwks_refresh is None else options.jwks_refresh * 60,
        min_refresh=options.jwks_min_refresh * 60,
        max_stale=options.jwks_max_stale * 60,
        burst=options.jwks_burst,
        burst_interval=options.jwks_burst_interval,
        timeout=options.jwks_timeout,
        allow_http=options.allow_http,
        algorithms=algorithms,
    )
