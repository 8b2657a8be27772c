"""``manage.py graphgate_whoami``."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as AnyDatabaseError

from django_graphgate.auth.users.lookup import key_of, user_called
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.management.role_report import RoleReport, report_on


class Command(BaseCommand):
    help = (
        "Show which role a user has now, and why: each role with a match, in order, and whether it holds. "
        "It asks the database as a request does, and changes nothing."
    )

    requires_system_checks = ()  # people read the answer, and the gate reports what is wrong with the settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "user", help="A user's name, primary key or e-mail address; with --provider, any user id."
        )
        parser.add_argument(
            "--provider", metavar="NAME", help="The value of $user_id_provider: who issued the user id."
        )
        parser.add_argument(
            "--claim",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="A variable from a claim of the credential; may be repeated.",
        )
        parser.add_argument(
            "--header",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="A header of the request; may be repeated.",
        )
        parser.add_argument("--role", help="The role that the credential names.")
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="The form of the report."
        )

    def handle(
        self,
        *,
        user: str,
        provider: str | None,
        claim: Sequence[str],
        header: Sequence[str],
        role: str | None,
        format: str,
        **options: Any,
    ) -> None:
        try:
            account = None if provider else user_called(user)
            if account is None and provider is None and get_settings().ROLES_QUERY is None:
                raise CommandError(f"There is no user {user!r}.")
            identity = Identity(
                user_id=user if account is None else key_of(account),
                user_id_provider=provider,
                role=role,
                role_from_request=role is not None,
                variables=_claims(claim),
            )
            report = report_on(get_gate(), identity, _pairs("--header", header), account)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        except RequestRejected as error:
            raise CommandError(f"{error.message} {error.detail}".strip()) from error
        except AnyDatabaseError as error:
            raise CommandError(f"The database cannot be read: {type(error).__name__}.") from error
        if format == "json":
            self.stdout.write(json.dumps(dataclasses.asdict(report), indent=2))
        else:
            self.stdout.write("\n".join(_lines(report)))


def _claims(texts: Sequence[str]) -> dict[str, str]:
    claims = _pairs("--claim", texts)
    known = sorted(name for name, variable in get_catalog().variables.items() if variable.source == "claim")
    for name in claims.keys() - known:
        names = ", ".join(known) or "none"
        raise CommandError(f"No authenticator of AUTH maps a claim to ${name}. Mapped claims: {names}.")
    return claims


def _pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not (name and separator) for name, separator, _ in pairs):
        raise CommandError(f"{option} takes NAME=VALUE.")
    return {name: value for name, _, value in pairs}


def _lines(report: RoleReport) -> Iterator[str]:
    has = f"has the role {report.role}" if report.role else "is refused"
    yield f"{report.user} {has}. {report.reason}"
    if report.facts:
        yield _facts(report)
    if report.explanation is not None:
        yield ""
        yield from _table(report)
        if get_settings().ROLES_QUERY is not None:
            yield "A match, or a term of it, holds if it does in any row of ROLES_QUERY."
        yield ""
    if report.role is not None:
        yield _rights(report)


def _facts(report: RoleReport) -> str:
    words = [
        f"{name}: {'yes' if value else 'no'}" for name, value in report.facts.items() if name != "groups"
    ]
    groups = report.facts.get("groups")
    if groups is not None:
        words.append(f"groups: {', '.join(groups) or 'none'}")
    text = "; ".join(words)
    return f"{text[:1].upper()}{text[1:]}."


def _table(report: RoleReport) -> Iterator[str]:
    """A line per role in the order in which they are tried, and one per term where a match joins several."""
    rows = [("", "role", "match", "holds")]
    tried = () if report.explanation is None else report.explanation.tried
    for number, role in enumerate(tried, 1):
        rows.append((str(number), role.name, role.match, role.outcome))
        if len(role.terms) > 1 and role.outcome != "not reached":
            rows += [("", "", f"  {term}", "yes" if holds else "no") for term, holds in role.terms.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield f"{'  '.join(cells)}  {row[3]}".rstrip()


def _rights(report: RoleReport) -> str:
    rights = report.rights
    inherited = f"It extends {', which extends '.join(rights.extends)}. " if rights.extends else ""
    if rights.problem:
        return f"{inherited}It can run nothing: {rights.problem}"
    blocked = f" Blocked: {', '.join(rights.blocked)}." if rights.blocked else ""
    readable = (
        f"{_tables(len(rights.readable))}: {', '.join(rights.readable)}" if rights.readable else "no table"
    )
    writes = f" It may {', '.join(rights.writable)}." if rights.writable else ""
    return f"{inherited}It may read {readable}.{writes}{blocked}"


def _tables(count: int) -> str:
    return "1 table" if count == 1 else f"{count} tables"
