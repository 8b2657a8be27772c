"""Access tokens of the project's own ``djangorestframework-simplejwt``, by its settings.

Signature, dates, issuer, audience and type are for that package to verify (``SIMPLE_JWT``,
``AUTH_TOKEN_CLASSES``).  What it asks the database with every request is asked differently here:

* that the user exists and is active: in the operation's own statement, for nothing;
* the blacklist, where its app is installed: with one more round trip.  Simple JWT itself puts refresh
  tokens on the blacklist and never access tokens; a project that does not do so either can spare
  the question with ``"blacklist": False``;
* the user's row, with one more round trip, where the statement cannot verify it: with
  ``CHECK_REVOKE_TOKEN``, a ``USER_ID_FIELD`` other than the primary key, a key or ``is_active`` that is
  not a plain column, or routers that keep users elsewhere than graphgate's own tables.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import Error as AnyDatabaseError
from django.db import router
from django.db.models import BooleanField, Model
from django.utils.crypto import constant_time_compare
from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError
from rest_framework_simplejwt import settings as package
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError
from rest_framework_simplejwt.utils import get_md5_hash_password

from django_graphgate.auth import clock
from django_graphgate.auth.base import Problem
from django_graphgate.auth.jwt.keys.secrets import secret_problems
from django_graphgate.auth.jwt.parts import read_token
from django_graphgate.auth.jwt.refusals import EXPIRED, NOT_VALID, refused
from django_graphgate.auth.options import unknown_options
from django_graphgate.auth.users.django_users import is_in_gate_database
from django_graphgate.auth.users.ids import MAX_TEXT, is_plain, type_of_field
from django_graphgate.errors import AuthUnavailable, Nature
from django_graphgate.ir.identity import CallerCheck, Identity

BLACKLIST_APP = "rest_framework_simplejwt.token_blacklist"

_NOT_FOR_ACCESS = frozenset({"refresh", "untyped"})

_BAD_TOKEN = (TokenError, ValueError, TypeError, OverflowError, KeyError, OSError)
"""What the package raises for invalid dates, besides its own error."""


def simple_jwt(name: str) -> Any:
    """The current value of a setting of ``SIMPLE_JWT``: the package replaces the object that holds them."""
    return getattr(package.api_settings, name)


class SimpleJwtVerifier:
    """Verifies what the project's own token endpoint issued."""

    longest = 16_384
    issuers: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()

    def __init__(self, options: Mapping[str, Any], name: str) -> None:
        self.options = options
        self.name = name

    def verify(self, text: str) -> Identity:
        """Who the token says it is; raises ``InvalidCredentials`` or ``AuthUnavailable``."""
        if len(text) > self.longest:
            raise refused("the token is too long")
        read_token(text)
        token = self._token(text)
        user_id = _user_id(token.get(simple_jwt("USER_ID_CLAIM")))
        if self._asks_blacklist and not hasattr(token, "check_blacklist"):
            self._check_blacklist(token)
        make_check = None if simple_jwt("CHECK_REVOKE_TOKEN") else self._statement_check
        if make_check is None:
            return Identity(user_id=self._ask_for_user(user_id, token), authenticator=self.name)
        return Identity(user_id=user_id, authenticator=self.name, check=make_check(user_id))

    def check(self) -> list[Problem]:
        problems = unknown_options(self.options, {"blacklist"})
        if not isinstance(self.options.get("blacklist", True), bool):
            problems.append(Problem("'blacklist' is neither True nor False."))
        for each in simple_jwt("AUTH_TOKEN_CLASSES"):
            if each.token_type in _NOT_FOR_ACCESS:
                problems.append(Problem(f"SIMPLE_JWT accepts {each.token_type} tokens as access tokens."))
        if simple_jwt("TOKEN_TYPE_CLAIM") is None:
            problems.append(
                Problem("SIMPLE_JWT['TOKEN_TYPE_CLAIM'] is None, so refresh tokens would be access tokens.")
            )
        if simple_jwt("ALGORITHM").startswith("HS"):
            problems += secret_problems(str(simple_jwt("SIGNING_KEY")).encode(), (simple_jwt("ALGORITHM"),))
        if simple_jwt("JWK_URL"):
            hint = (
                'Use {"type": "jwt", "jwks_url": …}: its keys are cached, and an outage is answered with 503.'
            )
            problems.append(Problem("SIMPLE_JWT['JWK_URL'] is fetched by PyJWT.", hint=hint, level="warning"))
        try:
            get_user_model()._meta.get_field(simple_jwt("USER_ID_FIELD"))
        except FieldDoesNotExist:
            problems.append(Problem("SIMPLE_JWT['USER_ID_FIELD'] is not a field of the user model."))
        return problems

    def _token(self, text: str) -> Any:
        """The package's token; its classes are tried in order, as its own authentication does."""
        reason, sentence = "no token class", NOT_VALID
        nature: Nature = "guess"
        for each in simple_jwt("AUTH_TOKEN_CLASSES"):
            try:
                return each(text)
            except AnyDatabaseError as error:
                raise AuthUnavailable(detail=f"blacklist: {type(error).__name__}") from error
            except _BAD_TOKEN as error:
                reason = f"{each.__name__}: {type(error).__name__}"
                nature = self._nature(text, each)
                sentence = EXPIRED if type(error).__name__ == "ExpiredTokenError" else sentence
        raise refused(f"Simple JWT: {reason}", sentence, nature=nature)

    def _nature(self, text: str, token_class: Any) -> Nature:
        """Whether a token that the package refuses is one of its own, and has ended."""
        backend = token_class(verify=False).get_token_backend()
        try:
            signed = PyJWS().decode(text, backend.get_verifying_key(text), algorithms=[backend.algorithm])
            claims = json.loads(signed)
        except (PyJWTError, TokenBackendError, ValueError, TypeError):
            return "guess"
        exp = claims.get("exp") if isinstance(claims, dict) else None
        if isinstance(exp, int | float) and exp <= clock.now():
            return "ended"
        return "ended" if hasattr(token_class, "check_blacklist") and self._is_listed(claims) else "genuine"

    @functools.cached_property
    def _asks_blacklist(self) -> bool:
        return bool(self.options.get("blacklist", True)) and apps.is_installed(BLACKLIST_APP)

    def _check_blacklist(self, token: Any) -> None:
        jti = token.get(simple_jwt("JTI_CLAIM"))
        if not isinstance(jti, str):
            raise refused("Simple JWT: the token has no id to look for on the blacklist", nature="genuine")
        if self._is_listed({simple_jwt("JTI_CLAIM"): jti}):
            raise refused("Simple JWT: the token is on the blacklist", nature="ended")

    @staticmethod
    def _is_listed(claims: Mapping[str, Any]) -> bool:
        if not apps.is_installed(BLACKLIST_APP):
            return False
        from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken

        try:
            jti = claims.get(simple_jwt("JTI_CLAIM"))
            listed = BlacklistedToken._default_manager.using(router.db_for_write(BlacklistedToken))
            return listed.filter(token__jti=jti).exists()
        except AnyDatabaseError as error:
            raise AuthUnavailable(detail=f"blacklist: {type(error).__name__}") from error

    @functools.cached_property
    def _statement_check(self) -> Callable[[str], CallerCheck] | None:
        """Makes the check for the operation's statement; ``None`` if a statement cannot verify the user."""
        model = get_user_model()
        opts = model._meta
        key_type = type_of_field(opts.pk)
        active = _active_column(model) if simple_jwt("CHECK_USER_IS_ACTIVE") else ""
        is_key = opts.get_field(simple_jwt("USER_ID_FIELD")) is opts.pk
        column = opts.pk.column
        if (
            key_type is None
            or column is None
            or active is None
            or not is_key
            or not is_in_gate_database(model)
        ):
            return None

        def make(user_id: str) -> CallerCheck:
            key = key_type.canonical(user_id)
            if key is None:
                raise refused("Simple JWT: the user's id is not a key of the user model", nature="genuine")
            return CallerCheck(
                table=opts.db_table,
                key_column=column,
                key_codec=key_type.codec,
                key=key,
                active_column=active or None,
            )

        return make

    def _ask_for_user(self, user_id: str, token: Any) -> str:
        """The user's key, once its row says that the token still holds: one more round trip."""
        model = get_user_model()
        try:
            users = model._default_manager.using(router.db_for_write(model))
            user = users.get(**{simple_jwt("USER_ID_FIELD"): user_id})
        except (model.DoesNotExist, ValidationError, ValueError, TypeError, OverflowError):
            raise refused("Simple JWT: there is no such user", nature="ended") from None
        except AnyDatabaseError as error:
            raise AuthUnavailable(detail=f"user model: {type(error).__name__}") from error
        if simple_jwt("CHECK_USER_IS_ACTIVE") and not user.is_active:
            raise refused("Simple JWT: the user is not active", nature="ended")
        if simple_jwt("CHECK_REVOKE_TOKEN"):
            shown = token.get(simple_jwt("REVOKE_TOKEN_CLAIM"))
            proper = get_md5_hash_password(user.password)
            if not isinstance(shown, str) or not constant_time_compare(shown, proper):
                raise refused("Simple JWT: the password changed since", nature="ended")
        return str(model._meta.pk.value_to_string(user))


def _user_id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**30 else ""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT or not value.isprintable():
        raise refused("Simple JWT: the token names no user", nature="genuine")
    return value


def _active_column(model: type[Model]) -> str | None:
    """The column behind ``is_active``; empty when the class says that all are; else ``None``."""
    if vars(model).get("is_active", getattr(model, "is_active", None)) is True:
        return ""
    for each in model._meta.local_concrete_fields:
        if each.name == "is_active" and isinstance(each, BooleanField) and is_plain(each):
            return each.column
    return None
