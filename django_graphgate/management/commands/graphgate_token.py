"""``manage.py graphgate_token``."""

from __future__ import annotations

import json
import logging
import shlex
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as AnyDatabaseError
from django.http import HttpRequest, parse_cookie
from django.urls import NoReverseMatch, reverse

from django_graphgate.auth.chain import problems
from django_graphgate.auth.dev.minting import DEFAULT_SECONDS, Credential, Wanted, entries, mint
from django_graphgate.auth.named import require_named_auth
from django_graphgate.auth.registry import TYPES
from django_graphgate.auth.users.ids import user_id_type
from django_graphgate.auth.users.lookup import key_of, user_called
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity

logger = logging.getLogger("django_graphgate.auth")

_OF_USERS = frozenset({"django_session", "simplejwt"})
"""Types whose credentials belong to a user of Django's own model."""


class Command(BaseCommand):
    help = (
        "Create a credential for a user, a cookie or a header, to try operations out. "
        "Whoever has it can act as that user. In production, the command needs --force, and the log records it."
    )

    requires_system_checks = ()  # people read the answer, and the gate reports what is wrong with the settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "user",
            help="A user's name, primary key or e-mail address; for types without Django users, any user id.",
        )
        parser.add_argument(
            "--type",
            choices=sorted(TYPES),
            dest="auth_type",
            help="Use the first authenticator of AUTH that has this type.",
        )
        parser.add_argument("--name", help="Use the authenticator of NAMED_AUTH that has this name.")
        parser.add_argument(
            "--expires",
            type=int,
            default=DEFAULT_SECONDS,
            metavar="SECONDS",
            help="How long it is valid (default: %(default)s).",
        )
        parser.add_argument("--role", help="The role that the credential names, if it can carry one.")
        parser.add_argument("--force", action="store_true", help="Work in production, too.")
        parser.add_argument(
            "--format", choices=["text", "json", "curl"], default="text", help="The form of the output."
        )
        parser.add_argument(
            "--url",
            default="http://localhost:8000",
            help="The address of the server, for --format curl (default: %(default)s).",
        )

    def handle(
        self,
        *,
        user: str,
        auth_type: str | None,
        name: str | None,
        expires: int,
        role: str | None,
        force: bool,
        format: str,
        url: str,
        **options: Any,
    ) -> None:
        production = get_settings().production()
        if production and not force:
            raise CommandError(
                "This is production: whoever has the credential is that user. Use --force to make it anyway."
            )
        if expires < 1:
            raise CommandError("--expires must be a positive number of seconds.")
        try:
            credential = self._made(user, auth_type, name, expires, role)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        level = logging.WARNING if production else logging.INFO
        logger.log(
            level, "graphgate_token: a %s credential for %a, %s seconds", credential.type, user[:100], expires
        )
        if credential.type == "header":
            self.stderr.write("The header identifies no user: it is the same for all callers.")
        role_now, sentence = _role(credential, name)
        self.stderr.write(sentence)
        self.stdout.write(_written(credential, format, url, role_now))

    def _made(
        self, user: str, auth_type: str | None, name: str | None, expires: int, role: str | None
    ) -> Credential:
        """The first credential that can be made; raises ``ConfigurationError`` with the reasons why none can."""
        for where, problem in problems():
            if problem.level == "error":
                raise ConfigurationError(f"{where}: {problem.message}", hint=problem.hint)
        account = _user(user)
        reasons: list[str] = []
        is_id = user_id_type(get_settings().USER_ID_TYPE).canonical(user) is not None
        for entry in entries(auth_type, name):
            if account is None and (entry.get("type") in _OF_USERS or not is_id):
                reasons.append(f"There is no user {user!r}.")
                continue
            user_id = user if account is None else key_of(account)
            try:
                return mint(entry, Wanted(user_id, account, expires, role))
            except ImportError as error:
                reasons.append(f"A package is missing: {error.name}.")
            except ConfigurationError as error:
                reasons.append(error.message)
        raise ConfigurationError(" ".join(dict.fromkeys(reasons)))


def _user(text: str) -> Any:
    try:
        return user_called(text)
    except AnyDatabaseError as error:
        raise CommandError(f"The users cannot be read: {type(error).__name__}.") from error


def _role(credential: Credential, name: str | None) -> tuple[str | None, str]:
    """The role that the gate gives now to whoever shows the credential, and a sentence about it."""
    request = HttpRequest()
    request.method = "GET"
    request.META["HTTP_" + credential.header.upper().replace("-", "_")] = credential.value
    if credential.header == "Cookie":
        request.COOKIES = parse_cookie(credential.value)
    try:
        gate, nobody = get_gate(), Identity.anonymous()
        identity = gate.identify(request) if name is None else require_named_auth(name, nobody, request)
        role = gate.role_of(identity, request.headers)
    except RequestRejected as error:
        reason = error.detail or error.message
        return None, f"Requests with it are refused with {error.code}: {reason}."
    except ConfigurationError as error:
        return None, f"Which role it has is not known: {error.message}"
    except AnyDatabaseError as error:
        return None, f"Which role it has is not known: {type(error).__name__}."
    return role, f"Its role is {role} now."


def _written(credential: Credential, format: str, url: str, role: str | None) -> str:
    line = f"{credential.header}: {credential.value}"
    if format == "json":
        content = {
            "type": credential.type,
            "header": credential.header,
            "value": credential.value,
            "role": role,
        }
        return json.dumps(content, indent=2)
    if format == "text":
        return line
    try:
        path = reverse("graphgate:graphql")
    except NoReverseMatch:
        path = "/api/v1/graphql"
    body = json.dumps({"query": "{ __typename }"})
    words = ["curl", url.rstrip("/") + path, "-H", line, "-H", "Content-Type: application/json"]
    if credential.header == "Cookie":
        words += ["-H", f"Origin: {url.rstrip('/')}"]
    return shlex.join([*words, "-d", body])
