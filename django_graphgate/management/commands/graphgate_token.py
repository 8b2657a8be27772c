"""``manage.py graphgate_token``."""

from __future__ import annotations

import json
import logging
import shlex
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as AnyDatabaseError
from django.urls import NoReverseMatch, reverse

from django_graphgate.auth.chain import problems
from django_graphgate.auth.dev.minting import DEFAULT_SECONDS, Credential, Wanted, entries, mint
from django_graphgate.auth.registry import TYPES
from django_graphgate.auth.users.ids import user_id_type
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError

logger = logging.getLogger("django_graphgate.auth")

_OF_USERS = frozenset({"django_session", "simplejwt"})
"""Types whose credentials belong to a user of Django's own model."""


class Command(BaseCommand):
    help = (
        "Make a credential that the gate accepts for a user: a cookie or a header, for trying operations out. "
        "Whoever has it is that user. Refused in production without --force, and written to the log there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "user", help="A username or the key of a user; for types without Django users, any user id."
        )
        parser.add_argument(
            "--type",
            choices=sorted(TYPES),
            dest="auth_type",
            help="The first authenticator of this type in AUTH.",
        )
        parser.add_argument("--name", help="The authenticator with this name in NAMED_AUTH.")
        parser.add_argument(
            "--expires", type=int, default=DEFAULT_SECONDS, metavar="SECONDS", help="How long it is valid."
        )
        parser.add_argument("--role", help="The role of the credential, if it can carry one.")
        parser.add_argument("--force", action="store_true", help="Also in production.")
        parser.add_argument("--format", choices=["text", "json", "curl"], default="text")
        parser.add_argument(
            "--url", default="http://localhost:8000", help="Where the server is, for --format curl."
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
        self.stdout.write(_written(credential, format, url))

    def _made(
        self, user: str, auth_type: str | None, name: str | None, expires: int, role: str | None
    ) -> Credential:
        """The first credential that can be made; raises ``ConfigurationError`` with the reasons why none can."""
        for where, problem in problems():
            if problem.level == "error":
                raise ConfigurationError(f"{where}: {problem.message}", hint=problem.hint)
        account = _user(user)
        reasons = []
        is_id = user_id_type(get_settings().USER_ID_TYPE).canonical(user) is not None
        for entry in entries(auth_type, name):
            if account is None and (entry.get("type") in _OF_USERS or not is_id):
                reasons.append(f"There is no user {user!r}.")
                continue
            user_id = user if account is None else str(account._meta.pk.value_to_string(account))
            try:
                return mint(entry, Wanted(user_id, account, expires, role))
            except ImportError as error:
                reasons.append(f"A package is missing: {error.name}.")
            except ConfigurationError as error:
                reasons.append(error.message)
        raise ConfigurationError(" ".join(dict.fromkeys(reasons)))


def _user(text: str) -> Any:
    """The user with that name, else with that key; ``None`` if there is none."""
    model = get_user_model()
    for lookup in (model.USERNAME_FIELD, "pk"):
        try:
            account = model._default_manager.filter(**{lookup: text}).first()
        except (ValueError, TypeError, OverflowError, ValidationError):  # not a value of that column
            continue
        except AnyDatabaseError as error:
            raise CommandError(f"The users cannot be read: {type(error).__name__}.") from error
        if account is not None:
            return account
    return None


def _written(credential: Credential, format: str, url: str) -> str:
    line = f"{credential.header}: {credential.value}"
    if format == "json":
        return json.dumps(
            {"type": credential.type, "header": credential.header, "value": credential.value}, indent=2
        )
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
