"""Each rule: a project in which it has something to say, what that is, and the project after the cure."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import signals
from django.test import override_settings

from django_graphgate.findings.collect import RULES
from django_graphgate.rules.model import StoredRule
from tests.integration.findings.projects import QUIET, Given, role, table
from tests.support.shop.models import Category

OWN = "{ id: { eq: $user_id } }"
KEY = "k" * 10 + "4kT9xQ2mZ8sB6vN1cR5wJ7pL3hF0dGyAeUiOqWlXzM"
JWKS: dict[str, Any] = {
    "type": "jwt",
    "provider": "jwks",
    "jwks_url": "https://id.example/jwks",
    "issuer": "https://id.example",
    "algorithms": ["RS256"],
}
HEADER: dict[str, Any] = {"type": "header", "name": "X-Key", "role": "user"}
TEXT = "query Names { products { name } }"
SILENT = "query Names @requireAuth { products { name } }"

EVERY = table("*", filters=[{"if_column": "owner_id", "filter": "{ owner_id: { eq: $user_id } }"}])
BY_KEY = table("*", filters=[{"if_column": "is_active", "filter": "{ is_active: { eq: true } }"}])
CLOSED = ("categories", "customers")
WRITER = {
    "name": "writer",
    "match": "is_staff",
    "tables": [{"name": "products", "insert": {"columns": ["name"]}}],
}
AS_SQL = [{"name": "users", "model": "auth.User", "write": "sql"}]
OWNED = {"columns": ["name"], "presets": {"owner_id": "$user_id"}}
GIVEN = {"columns": ["name", "owner_id"], "filters": [OWN]}


def writing(action: str, table: str = "products", **rule: Any) -> StoredRule:
    return StoredRule(table=table, action=action, **rule)


def named(name: str, match: str) -> dict[str, Any]:
    return {"name": name, "match": match, "tables": []}


CASES: list[tuple[str, Given, str, str, Given]] = [
    (
        "F001",
        Given(roles=role("anon", table("products", columns=["id", "name"]))),
        "role anon, table products",
        "They read id, name of every row.",
        Given(
            roles=role("anon", table("products", columns=["id"], limit=0), table("categories", block=True))
        ),
    ),
    (
        "F001",
        Given(roles=role("anon", table("products", columns=[], filters=["{ is_public: { eq: true } }"]))),
        "role anon, table products",
        "They read no column, and can count rows that pass the rule's filters.",
        Given(),
    ),
    (
        "F002",
        Given(operations=["query B @skipAuth { a }", "query A @skipAuth { a }", SILENT]),
        "allow.list",
        "They run A, B.",
        Given(operations=[SILENT, TEXT]),
    ),
    (
        "F002",
        Given(operations=[TEXT], gate={"REQUIRE_AUTH": False}),
        "allow.list",
        "They run Names.",
        Given(operations=[SILENT], gate={"REQUIRE_AUTH": False}),
    ),
    (
        "F003",
        Given(roles=[*role("user", without=["categories", "customers", "products"]), WRITER]),
        "GRAPHGATE['MODELS']",
        "No role has a rule for categories, customers.",
        Given(roles=[]),
    ),
    (
        "F003",
        Given(roles=role("user", without=["categories", "customers"])),
        "GRAPHGATE['MODELS']",
        "No role has a rule for categories, customers.",
        Given(roles=[]),
    ),
    (
        "F004",
        Given(roles=role("user", table("customers"))),
        "role user, table customers",
        "Without naming them, the rule opens birthday, email.",
        Given(roles=role("user", table("customers", columns=["id", "email", "birthday"]))),
    ),
    (
        "F004",
        Given(roles=role("user", table("customers", columns=["*", {"name": "email", "if": OWN}]))),
        "role user, table customers",
        "Without naming them, the rule opens birthday.",
        Given(roles=role("user", table("customers", block=True))),
    ),
    (
        "F004",
        Given(roles=role("user", BY_KEY, without=["customers"])),
        "role user, table customers",
        "Without naming them, the rule opens birthday, email.",
        Given(
            roles=role(
                "user", {**BY_KEY, "query": {**BY_KEY["query"], "columns": ["id"]}}, without=["customers"]
            )
        ),
    ),
    (
        "F005",
        Given(roles=role("user", table("customers", columns=["id", "password", "api_token"]))),
        "role user, table customers",
        "The rule for query names api_token, password.",
        Given(roles=role("user", table("customers", columns=["*"]))),
    ),
    (
        "F006",
        Given(writes={"user": StoredRule(table="products", action="update")}),
        "role user, table products",
        "The role may update every row that it can read.",
        Given(writes={"user": StoredRule(table="products", action="update", filters=(OWN,))}),
    ),
    (
        "F006",
        Given(writes={"user": StoredRule(table="products", action="delete")}),
        "role user, table products",
        "The role may delete every row that it can read.",
        Given(writes={"user": StoredRule(table="products", action="insert")}),
    ),
    (
        "F007",
        Given(writes={"anon": StoredRule(table="products", action="insert")}),
        "role anon, table products",
        "Callers who are not signed in may insert rows.",
        Given(writes={"anon": StoredRule(table="products", action="insert", block=True)}),
    ),
    (
        "F008",
        Given(roles=[*QUIET, named("chief", "is_staff"), named("clerk", "is_staff and id > 3")]),
        "role clerk",
        "Nobody gets role clerk: the earlier role chief matches all of its callers.",
        Given(roles=[*QUIET, named("clerk", "is_staff and id > 3"), named("chief", "is_staff")]),
    ),
    (
        "F009",
        Given(roles=[*QUIET, named("chief", "perm('shop.no_such')")]),
        "role chief",
        "The match of role chief asks for the permission 'shop.no_such', which no model has.",
        Given(roles=[*QUIET, named("chief", "perm('shop.change_product')")]),
    ),
    (
        "F010",
        Given(roles=role("anon", table("products", columns=["id", "price"]))),
        "role user, table products",
        "anon may read price of products, and user may not.",
        Given(roles=role("user", table("products", columns=["id", "price"]))),
    ),
    (
        "F010",
        Given(roles=role("anon", table("customers", columns=["id"]))[:1]),
        "role user, table customers",
        "anon may read customers, and user may not.",
        Given(roles=role("anon", table("customers", columns=["id"]))),
    ),
    (
        "F011",
        Given(roles=[*QUIET, {"name": "tenant", "tables": [EVERY, table("products", columns=["id"])]}]),
        "role tenant, table *",
        "It has no rule for categories, customers, which lack the columns of its wildcard rule.",
        Given(
            roles=[
                *QUIET,
                {"name": "tenant", "tables": [EVERY, *(table(each, block=True) for each in CLOSED)]},
            ]
        ),
    ),
    (
        "F012",
        Given(roles=role("user", table("gone"))),
        "role user, table gone",
        "gone is not a table of the API.",
        Given(),
    ),
    (
        "F013",
        Given(roles=role("user", table("products", columns=["gone"]))),
        "role user",
        "Role user names columns that products does not have: gone.",
        Given(),
    ),
    (
        "F014",
        Given(
            roles=role("user", table("products", columns=["id"], filters=["{ name: { eq: $tenant } }"])),
            gate={"HEADER_VARIABLES": {"tenant": "X-Tenant"}},
        ),
        "role user, table products",
        "Without $tenant, callers get no row of products, or null in a masked column.",
        Given(
            roles=role("user", table("products", columns=["id"], filters=["{ name: { eq: $tenant } }"])),
            gate={"VARIABLES": {"tenant": "a"}},
        ),
    ),
    (
        "F014",
        Given(
            roles=role("anon", table("products", columns=["id"], filters=["{ owner_id: { eq: $user_id } }"]))
        ),
        "role anon, table products",
        "Without $user_id, callers get no row of products, or null in a masked column.",
        Given(
            roles=role("user", table("products", columns=["id"], filters=["{ owner_id: { eq: $user_id } }"]))
        ),
    ),
    (
        "F015",
        Given(
            operations=["query A @requireAuth { products(where: { name: { eq: $tenant } }) { id } }"],
            gate={"VARIABLES": {"tenant": None}},
        ),
        "operation A",
        "It uses $tenant, which is NULL where absent.",
        Given(
            operations=["query A @requireAuth { products(where: { name: { eq: $tenant } }) { id } }"],
            gate={"VARIABLES": {"tenant": "a"}},
        ),
    ),
    (
        "F016",
        Given(gate={"AUTH": [JWKS]}),
        "GRAPHGATE AUTH[0]",
        "Without 'audience' a token that the issuer made for another application is accepted.",
        Given(gate={"AUTH": [{**JWKS, "audience": "shop"}]}),
    ),
    (
        "F017",
        Given(gate={"AUTH": [{**HEADER, "value": "short"}]}),
        "GRAPHGATE AUTH[0]",
        "A secret is shorter than 16 characters.",
        Given(gate={"AUTH": [{**HEADER, "value": KEY}]}),
    ),
    (
        "F017",
        Given(gate={"NAMED_AUTH": {"tokens": {"type": "jwt", "secret": "s" * 20}}}),
        "GRAPHGATE NAMED_AUTH['tokens']",
        "A secret is shorter than the 32 bytes of its hash (RFC 7518, section 3.2).",
        Given(gate={"NAMED_AUTH": {"tokens": {"type": "jwt", "secret": KEY}}}),
    ),
    (
        "F018",
        Given(gate={"AUTH": [{"type": "jwt", "secret": KEY, "require_exp": False}]}),
        "GRAPHGATE AUTH[0]",
        "Tokens that never expire are accepted.",
        Given(gate={"AUTH": [{"type": "jwt", "secret": KEY}]}),
    ),
    (
        "F019",
        Given(gate={"CREDS_IN_HEADER": True, "PRODUCTION": False}, django={"DEBUG": True}),
        "GRAPHGATE CREDS_IN_HEADER",
        "Headers such as X-User-ID say who calls, without proof.",
        Given(),
    ),
    (
        "F020",
        Given(django={"SECRET_KEY": "django-insecure-" + KEY}),
        "SECRET_KEY",
        "The key begins with django-insecure-, as startproject writes it.",
        Given(django={"SECRET_KEY": "django-insecure-" + KEY, "DEBUG": True}),
    ),
    (
        "F020",
        Given(django={"SECRET_KEY_FALLBACKS": [KEY, "abcd" * 20]}),
        "SECRET_KEY_FALLBACKS[1]",
        "The key has fewer than 50 characters, or fewer than 5 different ones.",
        Given(django={"SECRET_KEY_FALLBACKS": [KEY]}),
    ),
    (
        "F021",
        Given(django={"SESSION_COOKIE_SECURE": False}),
        "SESSION_COOKIE_SECURE",
        "The session's cookie is sent without TLS too.",
        Given(django={"SESSION_COOKIE_SECURE": False}, gate={"AUTH": [{**HEADER, "value": KEY}]}),
    ),
    (
        "F022",
        Given(django={"CSRF_COOKIE_SECURE": False}),
        "CSRF_COOKIE_SECURE",
        "The token's cookie is sent without TLS too.",
        Given(django={"CSRF_COOKIE_SECURE": False, "CSRF_USE_SESSIONS": True}),
    ),
    (
        "F023",
        Given(django={"SESSION_COOKIE_SAMESITE": "None"}),
        "SESSION_COOKIE_SAMESITE",
        "It is 'None': browsers send the session's cookie with requests of other sites.",
        Given(django={"SESSION_COOKIE_SAMESITE": "Strict"}),
    ),
    (
        "F024",
        Given(gate={"AUTH_FAILURE_LIMIT": None}),
        "GRAPHGATE['AUTH_FAILURE_LIMIT']",
        "Wrong credentials can be guessed at any rate.",
        Given(gate={"AUTH_FAILURE_LIMIT": 1_000}),
    ),
    (
        "F024",
        Given(gate={"STATEMENT_TIMEOUT": None}),
        "GRAPHGATE['STATEMENT_TIMEOUT']",
        "One operation can keep a connection for as long as the database lets it.",
        Given(gate={"STATEMENT_TIMEOUT": 60_000}),
    ),
    (
        "F025",
        Given(gate={"MAX_DEPTH": 40}),
        "GRAPHGATE['MAX_DEPTH']",
        "It is 40, and 12 by default.",
        Given(gate={"MAX_DEPTH": 36, "MAX_BATCH": 1_000}),
    ),
    (
        "F025",
        Given(gate={"DEFAULT_LIMIT": 1_001}),
        "GRAPHGATE['DEFAULT_LIMIT']",
        "It is 1001, and 20 by default.",
        Given(gate={"DEFAULT_LIMIT": 1_000}),
    ),
    (
        "F026",
        Given(gate={"TRUSTED_PROXIES": []}),
        "GRAPHGATE['TRUSTED_PROXIES']",
        "TRUSTED_PROXIES is empty: behind a proxy or a Unix socket all callers count as one.",
        Given(gate={"TRUSTED_PROXIES": []}, django={"DEBUG": True}),
    ),
    (
        "F027",
        Given(django={"DEBUG": True, "ALLOWED_HOSTS": ["shop.example", "localhost"]}),
        "DEBUG",
        "ALLOWED_HOSTS has shop.example.",
        Given(django={"DEBUG": True, "ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}),
    ),
    (
        "F028",
        Given(gate={"PRODUCTION": False}),
        "GRAPHGATE['PRODUCTION']",
        "Callers run, and record, operations of their own.",
        Given(gate={"PRODUCTION": False}, django={"DEBUG": True}),
    ),
    (
        "F029",
        Given(operations=[TEXT, "query A { products { id } }"]),
        "allow.list",
        "Only the settings say who runs A, Names: signed-in callers.",
        Given(operations=[SILENT]),
    ),
    (
        "F031",
        Given(roles=[*QUIET, {"name": "clerk", "tables": []}]),
        "role clerk",
        "It has no match, and no credential may name it.",
        Given(
            roles=[*QUIET, {"name": "clerk", "tables": []}],
            gate={"NAMED_AUTH": {"a": {**HEADER, "value": KEY, "role": "clerk"}}},
        ),
    ),
    (
        "F030",
        Given(gate={"MODELS": ["auth.User", "auth.Permission", "auth.Group"], "TABLES": AS_SQL}),
        "GRAPHGATE['TABLES'], users",
        "auth.User has save() of its own.",
        Given(gate={"MODELS": ["auth.User", "auth.Permission", "auth.Group"]}),
    ),
    (
        "F032",
        Given(writes={"user": writing("insert", columns=("*", "password"), table="customers")}),
        "role user, table customers",
        "Without naming them, insert lets data give balance, birthday, email, id, is_active, name, "
        "referrer_id.",
        Given(writes={"user": writing("insert", columns=("name",))}),
    ),
    (
        "F032",
        Given(writes={"user": writing("update", table="categories")}),
        "role user, table categories",
        "Without naming them, update lets data give name, parent_id.",
        Given(writes={"user": writing("delete", table="categories")}),
    ),
    (
        "F033",
        Given(roles=role("user", {"name": "products", "insert": OWNED, "update": GIVEN}, without=CLOSED)),
        "role user, table products",
        "insert has presets for owner_id, and update lets data give them.",
        Given(roles=role("user", {"name": "products", "insert": OWNED, "update": OWNED}, without=CLOSED)),
    ),
    (
        "F034",
        Given(writes={"user": writing("update", columns=("id", "name", "owner"))}),
        "role user, table products",
        "update names id, owner, and cannot write them.",
        Given(writes={"user": writing("upsert", columns=("id", "name"))}),
    ),
    (
        "F035",
        Given(
            actions=[{"name": "count", "sql": "SELECT count(*) FROM shop_tag; VALUES (1)", "public": True}]
        ),
        "actions.json, action count",
        "Anybody may run count.",
        Given(actions=[{"name": "count", "sql": "SELECT count(*) FROM shop_tag", "roles": ["anon"]}]),
    ),
    (
        "F035",
        Given(actions=[{"name": "clean", "sql": "SELECT 1; DELETE FROM shop_tag", "public": True}]),
        "actions.json, action clean",
        "Anybody may run clean, which writes.",
        Given(actions=[{"name": "clean", "sql": "DELETE FROM shop_tag", "auth_name": "cron"}]),
    ),
    (
        "F036",
        Given(webhooks=[{"name": "hook", "verifier": "skipVerifier", "action": "clean"}]),
        "actions.json, webhook hook",
        "Its verifier is skipVerifier.",
        Given(webhooks=[{"name": "hook", "verifier": "github", "action": "clean"}]),
    ),
    (
        "F037",
        Given(webhooks=[{"name": "hook", "verifier": "base64Sha1Verifier", "action": "clean"}]),
        "actions.json, webhook hook",
        "Its verifier is base64Sha1Verifier.",
        Given(webhooks=[{"name": "hook", "verifier": "base64Sha256Verifier", "action": "clean"}]),
    ),
    (
        "F038",
        Given(webhooks=[{"name": "hook", "verifier": "stripe", "options": {"tolerance": 7_200_000}}]),
        "actions.json, webhook hook",
        "Its tolerance is 120 minutes.",
        Given(webhooks=[{"name": "hook", "verifier": "stripe", "options": {"tolerance": 600_000}}]),
    ),
    (
        "F039",
        Given(
            operations=["query A @skipAuth { a }", SILENT],
            gate={"PRODUCTION": True, "RATE_LIMITS": [{"rate": "9/m", "enforce": False}]},
        ),
        "GRAPHGATE['RATE_LIMITS']",
        "They run A at any rate.",
        Given(
            operations=["query A @skipAuth { a }"],
            gate={"PRODUCTION": True, "RATE_LIMITS": [{"rate": "9/m"}]},
        ),
    ),
]


@pytest.mark.parametrize(
    ("id_", "given", "where", "evidence", "cured"), CASES, ids=[f"{case[0]}-{case[3][:30]}" for case in CASES]
)
def test_finding_is_missed_or_stays(id_: str, given: Given, where: str, evidence: str, cured: Given) -> None:
    assert [(each.where, each.evidence) for each in given.of(id_)] == [(where, evidence)]
    assert cured.of(id_) == []


def test_rule_has_no_case() -> None:
    assert sorted({case[0] for case in CASES}) == [rule.id for rule in RULES]


def test_public_action_is_a_warning_where_it_writes() -> None:
    actions = [
        {"name": name, "sql": sql, "public": True}
        for name, sql in (("a", "SELECT 1"), ("b", "DELETE FROM t"))
    ]
    assert [each.severity for each in Given(actions=actions).of("F035")] == ["warning", "notice"]


def test_quiet_project_has_findings() -> None:
    assert Given().findings() == []


def test_severity_of_a_strict_project() -> None:
    (finding,) = Given(operations=[TEXT]).of("F029")
    assert (finding.severity, finding.check) == ("warning", "")
    (finding,) = Given(operations=[TEXT], gate={"STRICT_AUTH": True}).of("F029")
    assert (finding.severity, finding.check) == ("error", "graphgate.E010")


@pytest.mark.parametrize(
    ("auth", "check"),
    [({"type": "jwt", "provider": "google"}, "graphgate.E004"), (JWKS, "graphgate.W003")],
)
def test_authenticator_that_is_refused_is_an_error(auth: dict[str, Any], check: str) -> None:
    finding = Given(gate={"AUTH": [auth]}).of("F016")[0]
    assert (finding.severity, finding.check) == ("error" if check.endswith("E004") else "warning", check)


def test_text_of_a_finding_has_a_secret() -> None:
    given = Given(gate={"AUTH": [{**HEADER, "value": "sesame"}]}, django={"SECRET_KEY": "open" * 3})
    texts = [str(each) for each in given.findings()]
    assert len(texts) == 2
    assert not any("sesame" in text or "open" * 3 in text for text in texts)


@pytest.mark.parametrize("signal", ["pre_save", "post_save", "pre_delete", "post_delete"])
def test_receiver_of_a_signal_is_missed(signal: str) -> None:
    def receiver(**_: Any) -> None: ...

    given = Given(gate={"TABLES": [{"name": "categories", "model": "shop.Category", "write": "sql"}]})
    connected = getattr(signals, signal)
    connected.connect(receiver, sender=Category)
    try:
        (finding,) = given.of("F030")
    finally:
        connected.disconnect(receiver, sender=Category)
    assert (finding.where, finding.evidence) == (
        "GRAPHGATE['TABLES'], categories",
        f"shop.Category has receivers of {signal}.",
    )
    assert given.of("F030") == []


@pytest.mark.parametrize(
    "silenced", ["graphgate.F005", "graphgate.W024"], ids=["its own id", "the id of its check"]
)
def test_silenced_finding_is_reported(silenced: str) -> None:
    given = Given(roles=role("user", table("customers", columns=["password"])))
    assert [each.id for each in given.findings()] == ["F005"]
    with override_settings(SILENCED_SYSTEM_CHECKS=[silenced]):
        assert given.findings() == []


@pytest.mark.parametrize(
    ("id_", "inherited"),
    [
        ("F004", table("customers")),
        ("F004", table("*", filters=BY_KEY["query"]["filters"])),
        ("F005", table("customers", columns=["password"])),
        ("F012", table("gone")),
        ("F005", {"name": "customers", "update": {"columns": ["password"]}}),
        ("F032", {"name": "customers", "insert": {}}),
        ("F034", {"name": "customers", "update": {"columns": ["id"]}}),
    ],
)
def test_inherited_rule_is_reported_again(id_: str, inherited: dict[str, Any]) -> None:
    tables = [table("customers", columns=["id"])] if "query" not in inherited else []
    child = {"name": "child", "match": "is_staff", "extends": "base", "tables": tables}
    roles = [{"name": "base", "match": "is_superuser", "tables": [inherited]}, child]
    assert {each.where.split(",")[0] for each in Given(roles=roles).of(id_)} == {"role base"}


def test_order_depends_on_the_roles() -> None:
    tables = [table("products", columns=["id"]), table("categories", columns=["id"]), table("gone")]
    given = Given(roles=role("anon", *tables), gate={"PRODUCTION": False, "STATEMENT_TIMEOUT": None})
    turned = Given(
        roles=role("anon", *reversed(tables)), gate={"STATEMENT_TIMEOUT": None, "PRODUCTION": False}
    )
    assert given.findings() == turned.findings()
    assert [each.id for each in given.findings()] == ["F028", "F012", "F024", "F001", "F001"]
