"""Findings: cookies, limits, and development in public.

What only a public server has to get right is not looked at with ``DEBUG``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from django.conf import settings as django_settings

from django_graphgate.auth.deployment import weaknesses
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project

_LOCAL = frozenset({"localhost", ".localhost", "127.0.0.1", "[::1]"})
_BY_COOKIE = frozenset({"django_session", "rails"})
_HUGE = 10
"""A limit is huge from so many times its default."""
_HUGE_OF = {"MAX_DEPTH": 3, "DEFAULT_LIMIT": 50}


def _uses_cookies(project: Project) -> bool:
    entries = (*project.settings.AUTH, *project.settings.NAMED_AUTH.values())
    return not project.debug and any(entry.get("type") in _BY_COOKIE for entry in entries)


def _session_cookie(project: Project) -> Iterator[Seen]:
    if _uses_cookies(project) and not django_settings.SESSION_COOKIE_SECURE:
        yield Seen(where="SESSION_COOKIE_SECURE", evidence="The session's cookie is sent without TLS too.")


def _csrf_cookie(project: Project) -> Iterator[Seen]:
    secure = django_settings.CSRF_COOKIE_SECURE or django_settings.CSRF_USE_SESSIONS
    if _uses_cookies(project) and not secure:
        yield Seen(where="CSRF_COOKIE_SECURE", evidence="The token's cookie is sent without TLS too.")


def _other_sites(project: Project) -> Iterator[Seen]:
    given = django_settings.SESSION_COOKIE_SAMESITE
    if _uses_cookies(project) and given not in ("Lax", "Strict"):
        yield Seen(
            where="SESSION_COOKIE_SAMESITE",
            evidence=f"It is {given!r}: browsers send the session's cookie with requests of other sites.",
        )


def _off(project: Project) -> Iterator[Seen]:
    lacks = {
        "AUTH_FAILURE_LIMIT": "Wrong credentials can be guessed at any rate.",
        "STATEMENT_TIMEOUT": "One operation can keep a connection for as long as the database lets it.",
    }
    for name, evidence in lacks.items():
        if getattr(project.settings, name) is None:
            yield Seen(where=f"GRAPHGATE[{name!r}]", evidence=evidence)


def _huge(project: Project) -> Iterator[Seen]:
    for name in sorted(each.name for each in fields(Settings)):
        if name == "DEFAULT_LIMIT" or name.startswith("MAX_"):
            value, default = (int(getattr(of, name)) for of in (project.settings, Settings()))
            if value > default * _HUGE_OF.get(name, _HUGE) > 0:
                yield Seen(where=f"GRAPHGATE[{name!r}]", evidence=f"It is {value}, and {default} by default.")


def _counting(project: Project) -> Iterator[Seen]:
    if project.debug:
        return
    ids = {
        "alone": "graphgate.W041",
        "proxy": "graphgate.W042",
        "hangs": "graphgate.W043",
        "unix": "graphgate.I002",
    }
    try:
        cases = list(weaknesses())
    except ConfigurationError:  # an authenticator that another finding reports
        return
    for case, message, hint in cases:
        where = "CACHES" if case in ("alone", "hangs") else "GRAPHGATE['TRUSTED_PROXIES']"
        yield Seen(where=where, evidence=message, advice=hint, check=ids[case])


def _debug(project: Project) -> Iterator[Seen]:
    public = sorted(set(django_settings.ALLOWED_HOSTS) - _LOCAL)
    if project.debug and public:
        yield Seen(where="DEBUG", evidence=f"ALLOWED_HOSTS has {', '.join(public)}.")


def _development(project: Project) -> Iterator[Seen]:
    if not project.debug and not project.settings.production():
        yield Seen(
            where="GRAPHGATE['PRODUCTION']", evidence="Callers run, and record, operations of their own."
        )


RULES = (
    Rule(
        id="F021",
        severity="warning",
        title="The session cookie may travel without TLS.",
        advice="Set SESSION_COOKIE_SECURE to True.",
        source="settings",
        look=_session_cookie,
        check="security.W012",
    ),
    Rule(
        id="F022",
        severity="warning",
        title="The cookie of the CSRF token may travel without TLS.",
        advice="Set CSRF_COOKIE_SECURE to True.",
        source="settings",
        look=_csrf_cookie,
        check="security.W016",
    ),
    Rule(
        id="F023",
        severity="warning",
        title="Browsers send the session cookie with requests of other sites.",
        advice="Set SESSION_COOKIE_SAMESITE to 'Lax', unless pages of another site have to be signed in here.",
        source="settings",
        look=_other_sites,
    ),
    Rule(
        id="F024",
        severity="warning",
        title="A limit is off.",
        advice="Remove the setting, or give it a value.",
        source="settings",
        look=_off,
    ),
    Rule(
        id="F025",
        severity="notice",
        title="A limit is so high that it hardly limits anything.",
        advice="Set it to what your largest operation needs.",
        source="settings",
        look=_huge,
    ),
    Rule(
        id="F026",
        severity="notice",
        title="The limit on wrong credentials, or the reading of sessions, is weaker than it looks.",
        advice="Use a cache that all processes share, and name the proxies.",
        source="settings",
        look=_counting,
    ),
    Rule(
        id="F027",
        severity="warning",
        title="DEBUG is on where the public may call.",
        advice="Set DEBUG to False on every server that others can reach.",
        source="settings",
        look=_debug,
    ),
    Rule(
        id="F028",
        severity="error",
        title="The gate is in development mode without DEBUG.",
        advice="Remove PRODUCTION from GRAPHGATE, or set it to True.",
        source="settings",
        look=_development,
        check="graphgate.W007",
    ),
)
