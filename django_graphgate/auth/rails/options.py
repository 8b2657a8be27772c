"""The options of Rails sessions, beside ``cookie`` or in ``rails: {…}``: GraphJin's names, then ours.

=========================  =========================================================================
``cookie``                 name of the session cookie
``version``                of Rails, 3 to 8; optional, only says which key derivation to try first
``secret_key_base``        text, ``{"env": "NAME"}``, or a list of either while it is rotated
``url``                    ``redis://…`` or ``memcache://…``; without it sessions are in the cookie
``password``               of Redis
``max_active, max_idle``   limit of connections to the store: the first, else the second, else 50
``salt, sign_salt``        of cookies in AES-CBC: for the cipher and for the HMAC; text or list
``auth_salt``              of cookies in AES-GCM; text or list
-------------------------  -------------------------------------------------------------------------
``signed_salt``            of signed cookies; text or list
``secret_token``           of Rails 3
``namespace, key_prefix``  of the keys in the store; text or list; default: those of the known stores
``scope``                  of Devise or Warden, default ``user``
``timeout``                seconds to wait for the store, default 1
``timeout_in``             Timeoutable's: seconds until a silent user is forgotten
``devise``                 where to compare Devise's salt, see :mod:`~.devise`
``rails8``                 Rails 8's built-in authentication instead, see :mod:`~.rails8`
``jar``                    ``encrypted`` or ``signed``: the only cookies to read
``cipher``                 ``aes-256-gcm``, ``aes-256-cbc`` …: the only one to read
``serializer``             Rails's name for it; ``json`` and ``message_pack`` refuse Marshal
``key_digest, digest``     the only digest of the key derivation, and of HMACs
``cookie_path, …``         ``cookie_path``, ``cookie_domain``, ``cookie_samesite``: how Rails sets the cookie
=========================  =========================================================================

What is not pinned is detected.  Naming salts narrows too: with an ``auth_salt`` alone, only AES-GCM is
read.  Pin ``jar`` or a salt where an app also signs values that its visitors choose.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django_graphgate.auth.base import Problem
from django_graphgate.auth.options import COOKIE_OPTIONS, dropped_cookie, secrets_of, unknown_options
from django_graphgate.auth.rails.formats.messages import MessageSettings
from django_graphgate.ir.cookies import DroppedCookie

SALTS: Mapping[str, str] = {
    "salt": "encrypted cookie",
    "sign_salt": "signed encrypted cookie",
    "auth_salt": "authenticated encrypted cookie",
    "signed_salt": "signed cookie",
}
"""Rails's own salts, under the names of the options."""

JARS = ("encrypted", "signed")
CIPHERS: Mapping[str, tuple[str, int]] = {
    "aes-256-gcm": ("gcm", 32),
    "aes-192-gcm": ("gcm", 24),
    "aes-128-gcm": ("gcm", 16),
    "aes-256-cbc": ("cbc", 32),
    "aes-192-cbc": ("cbc", 24),
    "aes-128-cbc": ("cbc", 16),
}
SERIALIZERS: Mapping[str, bool] = {
    "json": False,
    "message_pack": False,
    "marshal": True,
    "hybrid": True,
    "json_allow_marshal": True,
    "message_pack_allow_marshal": True,
}
"""Rails's names, and whether Marshal may be read.  The other forms can do no harm and always are."""

DEVISE = {"model", "table", "key_column", "key_type", "column", "active_column", "length"}
RAILS8 = {"cookie", "query", "model", "column", "database"}
FORM_OF_SALT = {"salt": "cbc", "sign_salt": "cbc", "auth_salt": "gcm", "signed_salt": "signed"}
KEY_DIGESTS = ("SHA1", "SHA256", "SHA512")
DIGESTS = ("SHA1", "SHA256", "SHA512")
NAMES = {
    *SALTS, *COOKIE_OPTIONS, "cookie", "version", "secret_key_base", "secret_token", "url", "password", "max_idle",
    "max_active", "timeout", "namespace", "key_prefix", "scope", "jar", "cipher", "serializer",
    "key_digest", "digest", "timeout_in", "devise", "rails8",
}  # fmt: skip

OLDEST, NEWEST = 3, 8
"""Major versions of Rails whose sessions are read."""

_COOKIE_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_SCOPE = re.compile(r"[a-z_][a-z0-9_]*")
_NAMESPACE = re.compile(r"[\x21-\x7e]{0,120}")
_VERSION = re.compile(r"([0-9]{1,2})(?:\.[0-9]{1,3}){0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RailsOptions:
    """What the settings say, checked."""

    cookie: str = ""
    dropped: DroppedCookie | None = None
    """The cookie as an answer deletes it."""
    messages: MessageSettings
    allow_marshal: bool = True
    scope: str = "user"
    timeout_in: float | None = None
    """Seconds after which Timeoutable forgets a silent user; ``None``: never."""
    url: str | None = None
    password: str | None = field(default=None, repr=False)
    max_active: int = 50
    """The limit of simultaneous connections to the store."""
    timeout: float = 1.0
    """Seconds to wait for the store."""
    namespaces: Sequence[str] | None = None
    devise: Mapping[str, Any] | None = None
    rails8: Mapping[str, Any] | None = None


def flat(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options with GraphJin's ``rails: {…}`` merged in; empty texts are left out."""
    nested = options.get("rails")
    merged = {name: value for name, value in options.items() if name not in {"type", "name", "rails"}}
    if isinstance(nested, Mapping):
        merged |= nested
    return {name: value for name, value in merged.items() if value is not None and value != ""}


def read_options(options: Mapping[str, Any]) -> tuple[RailsOptions, list[Problem]]:
    """The options of a settings entry, and everything that is wrong with it."""
    given = flat(options)
    problems = unknown_options(given, NAMES)
    nested = options.get("rails")
    if nested is not None and not isinstance(nested, Mapping):
        problems.append(Problem("The option 'rails' must be a dictionary."))
    reader = _Reader(given)
    return reader.read(), problems + reader.problems


class _Reader:
    """Takes options one by one and collects what is wrong with them."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.problems: list[Problem] = []

    def read(self) -> RailsOptions:
        devise, rails8 = self.section("devise", DEVISE), self.section("rails8", RAILS8)
        url = self.text("url")
        serializer = self.one_of("serializer", SERIALIZERS)
        cookie = self.cookie(rails8)
        return RailsOptions(
            cookie=cookie,
            dropped=dropped_cookie(cookie, self.given, self.problems),
            messages=self.messages(has_store=url is not None, rails8=rails8 is not None),
            allow_marshal=SERIALIZERS[serializer or "hybrid"],
            scope=self.matching("scope", _SCOPE, "the name of a Devise scope, such as 'user'") or "user",
            timeout_in=self.positive("timeout_in"),
            url=url,
            password=self.password(),
            max_active=self.connections(),
            timeout=self.positive("timeout") or 1.0,
            namespaces=self.namespaces(),
            devise=devise,
            rails8=rails8,
        )

    def problem(self, message: str, hint: str = "") -> None:
        self.problems.append(Problem(message, hint=hint))

    # ------------------------------------------------------------------------------- types of values

    def text(self, name: str) -> str | None:
        value = self.given.get(name)
        if value is None or isinstance(value, str):
            return value
        self.problem(f"The option {name!r} must be a text.")
        return None

    def matching(self, name: str, pattern: re.Pattern[str], meaning: str) -> str | None:
        value = self.text(name)
        if value is None or pattern.fullmatch(value):
            return value
        self.problem(f"The option {name!r} must be {meaning}.")
        return None

    def one_of(self, name: str, values: Collection[str]) -> str | None:
        """The value among ``values`` that is given, in whatever case; Ruby's symbols may keep their colon."""
        value = self.text(name)
        if value is None:
            return None
        for each in values:
            if each.lower() == value.lower().removeprefix(":"):
                return each
        near = difflib.get_close_matches(value, values, 1)
        hint = f"Did you mean {near[0]!r}?" if near else ""
        self.problem(f"The option {name!r} must be one of {', '.join(values)}.", hint)
        return None

    def positive(self, name: str) -> float | None:
        value = self.given.get(name)
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf:
            return float(value)
        self.problem(f"The option {name!r} must be a number over 0.")
        return None

    def whole(self, name: str) -> int | None:
        value = self.given.get(name)
        if value is None or (type(value) is int and value > 0):
            return value
        self.problem(f"The option {name!r} must be a whole number over 0.")
        return None

    def texts(self, name: str) -> list[str]:
        """A text or a list of texts."""
        value = self.given.get(name)
        items = list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]
        if all(isinstance(item, str) for item in items):
            return items
        self.problem(f"The option {name!r} must be a text or a list of texts.")
        return []

    def section(self, name: str, known: Collection[str]) -> Mapping[str, Any] | None:
        value = self.given.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.problem(f"The option {name!r} must be a dictionary.")
            return None
        self.problems += unknown_options(value, known)
        return value

    # ------------------------------------------------------------------------------------ one by one

    def cookie(self, rails8: Mapping[str, Any] | None) -> str:
        name = self.given.get("cookie")
        if rails8 is not None:
            name = rails8.get("cookie") or name or "session_id"
        if isinstance(name, str) and _COOKIE_NAME.fullmatch(name):
            return name
        self.problem("The option 'cookie' must be the name of the session cookie.", "Such as '_app_session'.")
        return ""

    def major(self) -> int | None:
        """The major version of Rails, where the settings give one that exists."""
        version = self.given.get("version")
        if version is None:
            return None
        match = _VERSION.fullmatch(str(version).removeprefix("v"))
        if match is None or isinstance(version, bool):
            return None
        return int(match[1])

    def namespaces(self) -> Sequence[str] | None:
        names = self.texts("namespace") + self.texts("key_prefix")
        if not all(_NAMESPACE.fullmatch(name) for name in names):
            self.problem("A namespace must be at most 120 ASCII characters without blanks.")
        return names or None

    def connections(self) -> int:
        """How many may be open at once; idle ones stay open, so ``max_idle`` counts only without ``max_active``."""
        idle, active = self.whole("max_idle"), self.whole("max_active")
        return active or idle or 50

    def password(self) -> str | None:
        if "password" not in self.given:
            return None
        secrets, problems = secrets_of(self.given["password"])
        self.problems += [problem for problem in problems if problem.level == "error"]
        if str(self.given.get("url", "")).startswith("memcache"):
            self.problem("Passwords are not supported for memcached.", "Remove the option 'password'.")
        return secrets[0] if secrets else None

    # ------------------------------------------------------------------------------------------ keys

    def messages(self, *, has_store: bool, rails8: bool) -> MessageSettings:
        """Which cookies are read, and with what keys.

        A cipher, a jar or a named salt says which cookies the app writes, and then a merely signed
        one no longer passes for an encrypted one.  Without any of them all forms are read, and
        ``secret_key_base`` may as well be a ``secret_token``.
        """
        secrets, tokens = self.secrets("secret_key_base"), self.secrets("secret_token")
        if (rails8 or not has_store) and not {"secret_key_base", "secret_token"} & set(self.given):
            self.problem(
                "Rails cookies need the option 'secret_key_base'.",
                "The value of `Rails.application.secret_key_base`, or a list of values for rotation.",
            )
        cipher = self.one_of("cipher", CIPHERS)
        forms = {"signed"} if rails8 else self.forms(cipher)
        self.check_version()
        digest = self.one_of("digest", DIGESTS)
        return MessageSettings(
            secrets=secrets,
            tokens=tokens + (secrets if "token" in forms and not tokens else []),
            gcm_salts=self.salts("auth_salt") if "gcm" in forms else [],
            cbc_salts=self.pairs() if "cbc" in forms else [],
            signed_salts=self.salts("signed_salt") if "signed" in forms else [],
            key_digests=self.key_digests(),
            key_bytes=(CIPHERS[cipher][1],) if cipher else MessageSettings().key_bytes,
            digests=(digest.lower(),) if digest else MessageSettings().digests,
        )

    def forms(self, cipher: str | None) -> set[str]:
        """The forms that are read: ``gcm``, ``cbc``, ``signed``, ``token``."""
        jar = self.one_of("jar", JARS)
        named = {form for name, form in FORM_OF_SALT.items() if name in self.given}
        if cipher:
            return {CIPHERS[cipher][0]}
        if jar:
            return {"gcm", "cbc"} if jar == "encrypted" else {"signed", "token"}
        return named or {"gcm", "cbc", "signed", "token"}

    def secrets(self, name: str) -> list[str]:
        if name not in self.given:
            return []
        secrets, problems = secrets_of(self.given[name])
        self.problems += problems
        return secrets

    def salts(self, name: str) -> list[str]:
        return self.texts(name) or [SALTS[name]]

    def pairs(self) -> list[tuple[str, str]]:
        """The salts of the cipher and of its HMAC, in pairs."""
        ciphers, macs = self.salts("salt"), self.salts("sign_salt")
        if len(ciphers) != len(macs):
            if len(ciphers) > 1 and len(macs) > 1:
                self.problem("The options 'salt' and 'sign_salt' are lists of different lengths.")
            length = max(len(ciphers), len(macs))
            ciphers, macs = (each * length if len(each) == 1 else each for each in (ciphers, macs))
        return list(zip(ciphers, macs, strict=False))

    def key_digests(self) -> Sequence[str]:
        """One, where the settings name it; else both, the likelier for the version first."""
        named = self.one_of("key_digest", KEY_DIGESTS)
        if named:
            return (named.lower(),)
        return ("sha256", "sha1") if (self.major() or NEWEST) >= 7 else ("sha1", "sha256")

    def check_version(self) -> None:
        major = self.major()
        if "version" in self.given and (major is None or not OLDEST <= major <= NEWEST):
            self.problem(
                "The option 'version' names no version of Rails whose sessions can be read.",
                f"From {OLDEST} to {NEWEST}, such as '7.1'; without it the format is detected.",
            )
