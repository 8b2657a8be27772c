"""Small projects over the shop, for findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import override_settings

from django_graphgate.access.reading import stored_roles
from django_graphgate.actions.definitions import merge
from django_graphgate.actions.entries import read_action, read_webhook
from django_graphgate.actions.file import ActionsFile
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.conf import get_settings
from django_graphgate.findings.collect import findings_of
from django_graphgate.findings.finding import Finding
from django_graphgate.findings.project import project_of
from django_graphgate.rules.model import StoredRole, StoredRule

BASE: dict[str, Any] = {
    "MODELS": ["shop.Product", "shop.Category", "shop.Customer"],
    "PRODUCTION": True,
    "TRUSTED_PROXIES": ["10.0.0.0/8", "unix"],
}
SAFE: dict[str, Any] = {
    "DEBUG": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}},
}


def table(name: str, **rule: Any) -> dict[str, Any]:
    return {"name": name, "query": rule}


QUIET = [
    {"name": "anon", "tables": []},
    {
        "name": "user",
        "tables": [
            table("categories", columns=["id", "name"]),
            table("customers", columns=["id", "name"]),
            table("products", columns=["id", "name"]),
        ],
    },
]
"""Roles of which nothing is to be said."""


def role(name: str, *tables: dict[str, Any], without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The quiet roles, with these rules of one of them added, or instead of what they had for the tables."""
    given = {each["name"] for each in tables} | set(without)
    roles = [dict(each) for each in QUIET]
    for each in roles:
        if each["name"] == name:
            each["tables"] = [*(old for old in each["tables"] if old["name"] not in given), *tables]
    return roles


@dataclass(frozen=True)
class Given:
    """A project: entries of ``GRAPHGATE``, other settings, roles, further rules of any action, operations."""

    gate: Mapping[str, Any] = field(default_factory=dict)
    django: Mapping[str, Any] = field(default_factory=dict)
    roles: Sequence[Mapping[str, Any]] = tuple(QUIET)
    writes: Mapping[str, StoredRule] = field(default_factory=dict)
    operations: Sequence[str] = ()
    actions: Sequence[Mapping[str, Any]] = ()
    webhooks: Sequence[Mapping[str, Any]] = ()

    def findings(self) -> list[Finding]:
        with override_settings(GRAPHGATE={**BASE, **self.gate}, **{**SAFE, **self.django}):
            roles = stored_roles([dict(each) for each in self.roles])
            writers = [StoredRole(name=name, rules=(rule,)) for name, rule in self.writes.items()]
            kept = [each for each in roles if each.name not in self.writes]
            operations = tuple(list_operation(text) for text in self.operations)
            debug = bool(self.django.get("DEBUG"))
            file = ActionsFile(
                actions=tuple(read_action(dict(each)) for each in self.actions),
                webhooks=tuple(read_webhook(dict(each)) for each in self.webhooks),
            )
            project = project_of(
                get_settings(),
                (*kept, *writers),
                operations,
                debug=debug,
                definitions=merge(file, (), source="actions.json"),
            )
            return findings_of(project)

    def of(self, id_: str) -> list[Finding]:
        return [each for each in self.findings() if each.id == id_]
