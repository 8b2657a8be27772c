"""A policy of a real project: no other name, version, view or statement is a way around it, and the freeze refuses."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.testing import assert_never_exposed, assert_policy

NEVER_EMAIL = '[[never]]\ncolumns = ["shop.Customer.email"]\n'
ROLES: dict[str, Any] = {
    "roles": [
        {
            "name": "anon",
            "tables": [
                {"name": name, "query": {"columns": ["*"]}}
                for name in (
                    "customers",
                    "me",
                    "products",
                    "bundles",
                    "profiles",
                    "attendances",
                    "notes",
                    "exhibits",
                    "everythings",
                )
            ],
        },
        {
            "name": "user",
            "extends": "anon",
            "tables": [
                {"name": "products", "query": {"filters": ["{ owner_id: { eq: $user_id } }"]}},
                {"name": "customers", "query": {}, "insert": {"columns": ["name", "email", "password"]}},
            ],
        },
    ]
}


class Project:
    """A configuration folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("roles.json", json.dumps(ROLES))

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def freeze(self, text: str, *options: str) -> str:
        self.write("allow.list", text)
        out = StringIO()
        call_command("graphgate_freeze", *options, stdout=out)
        return out.getvalue()


@pytest.fixture
def project(tmp_path: Path, settings: Any, db: None) -> Project:
    settings.GRAPHGATE = {
        **settings.GRAPHGATE,
        "MODELS": ["shop", "museum"],
        "TABLES": [{"name": "me", "table": "customers"}],
        "CONFIG_DIR": tmp_path,
    }
    settings.MEDIA_URL = "https://cdn.example/"
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ("shop.Customer.email", "query Q @skipAuth { customers { name: email } }"),
        ("shop.Customer.email", "query Q @skipAuth { customers { ...it } } fragment it on Customer { referrer { email } }"),
        ("shop.Customer.email", "query Q($v: Boolean!) @skipAuth { customers { id email @include(if: $v) } }"),
        ("shop.Customer.email", "query Q @skipAuth { me { email } }"),
        ("shop.Customer.email", "query Q @skipAuth { products { owner { email } } }"),
        ("shop.Customer.email", 'query Q @skipAuth { products(where: { owner: { email: { eq: "a" } } }) { id } }'),
        ("shop.Customer.email", "query Q @skipAuth { products(order_by: [{ owner: { email: asc } }]) { id } }"),
        ("shop.Customer.email", "query Q @skipAuth { customers(distinct: [email], order_by: [{ email: asc }]) { id } }"),
        ("shop.Customer.email", 'query Q @skipAuth { customers { id name(includeIf: { email: { eq: "a" } }) } }'),
        ("shop.Customer.email", 'mutation Q { customer(insert: { name: "a", email: "b", password: "c" }) { id } }'),
        ("shop.Customer.email", 'mutation Q { customer(insert: { name: "a", password: "c" }) { id email } }'),
        ("shop.Product.name", "query Q @skipAuth { bundles { name } }"),
        ("shop.CheapProduct.name", "query Q @skipAuth { products { name } }"),
        ("shop.Profile.bio", "query Q @skipAuth { customers { profile { bio } } }"),
        ("museum.Note.text", "query Q @skipAuth { exhibits { notes { text } } }"),
        ("shop.Customer.email", "query Q @skipAuth { attendances { visits } }"),
        ("museum.Everything.file", "query Q @skipAuth { everythings { file_url } }"),
    ],
)  # fmt: skip
def test_other_way_to_the_column(project: Project, columns: str, text: str) -> None:
    project.write("allow.list", text)
    with pytest.raises(AssertionError, match=r"Q at |what museum\.Attendance shows"):
        assert_never_exposed(columns)


def test_harmless_operation(project: Project) -> None:
    text = "customers { name ... @include(if: false) { email } } products { id } bundles { pieces } exhibits { id }"
    project.write("allow.list", f"query Q @skipAuth {{ {text} }}")
    assert_never_exposed("shop.Customer.email", "shop.Profile.bio", "museum.Note.text")


def test_old_version_that_is_still_served(project: Project) -> None:
    project.freeze("query Q @skipAuth { customers { email } }")
    project.freeze("query Q @skipAuth { customers { name } }")
    with pytest.raises(
        AssertionError,
        match=r"sees shop\.Customer\.email .*: Q [0-9a-f]{12} at customers\.email .*allow\.lock:",
    ):
        assert_never_exposed("shop.Customer.email")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT email FROM shop_customer",
        "SELECT * FROM shop_customer",
        "SELECT c.* FROM shop_customer AS c",
        "WITH x AS (SELECT email AS name FROM shop_customer) SELECT name FROM x",
        "SELECT id FROM shop_product WHERE owner_id IN (SELECT id FROM shop_customer WHERE email <> '')",
        'SELECT "EMAIL" FROM shop_customer AS shop_product, (SELECT email FROM shop_customer) AS t("EMAIL")',
        "SELECT count(*) FROM shop_customer GROUP BY email",
        "UPDATE shop_product SET name = (SELECT email FROM shop_customer LIMIT 1)",
        "UPDATE shop_customer SET email = ''",
        "INSERT INTO shop_tag (slug) SELECT email FROM shop_customer",
        "DELETE FROM shop_tag WHERE slug IN (SELECT email FROM shop_customer) RETURNING slug",
        "SELECT to_jsonb(c) FROM shop_customer c",
        "SELECT shop_customer FROM shop_customer",
        "SELECT visits FROM museum_attendance",
        "SELECT something FROM a_view_of_somebody",
        "SELECT everything_about(1)",
    ],
)
def test_sql_of_an_action(project: Project, sql: str) -> None:
    project.write(
        "actions.json", json.dumps({"actions": [{"name": "report", "sql": sql, "roles": ["anon"]}]})
    )
    project.write("allow.list", "query Q @skipAuth { products { id } }")
    with pytest.raises(
        AssertionError, match=r"action report|what museum\.Attendance shows|what a_view_of_somebody shows"
    ):
        assert_never_exposed("shop.Customer.email")


@pytest.mark.parametrize(
    "sql",
    [
        "TRUNCATE shop_bundle, shop_customer",
        "DELETE FROM shop_customer",
        "WITH gone AS (DELETE FROM shop_customer RETURNING id) SELECT count(*) FROM gone",
        "MERGE INTO shop_customer USING shop_tag ON false WHEN MATCHED THEN DELETE",
        "SELECT remove_everything()",
        "DROP TABLE shop_customer",
    ],
)
def test_sql_that_writes_rows(project: Project, sql: str) -> None:
    project.write(
        "actions.json", json.dumps({"actions": [{"name": "report", "sql": sql, "roles": ["anon"]}]})
    )
    project.write("allow.list", "query Q @skipAuth { products { id } }")
    project.write("policy.toml", '[[never_writes]]\nroles = ["anon"]\ntables = ["customers"]\n')
    with pytest.raises(AssertionError, match="action report"):
        assert_policy()


def test_rows_of_a_table_only_with_its_filter(project: Project) -> None:
    policy = '[[only_with_filter]]\ntable = "products"\nfilter = "{ owner_id: { eq: $user_id } }"\nroles = ["user"]\n'
    project.write("policy.toml", policy)
    project.write("allow.list", "query Q @skipAuth { customers { products { id } } }")
    assert_policy()
    # a child model's rows are rows of its parent, whose rule holds for them too
    project.write("allow.list", "query Q @skipAuth { bundles { name pieces } }")
    assert_policy()
    project.write("policy.toml", policy.replace('["user"]', '["anon"]'))
    with pytest.raises(AssertionError, match=r"without \{ owner_id"):
        assert_policy()


def test_freeze_keeps_the_policy_of_the_folder(project: Project) -> None:
    project.write("policy.toml", NEVER_EMAIL)
    project.freeze("query Q @skipAuth { customers { name } }")
    lock = (project.folder / "allow.lock").read_text()
    with pytest.raises(CommandError, match=r"Nothing was frozen: policy\.toml is violated 2 times\."):
        project.freeze("query Q @skipAuth { customers { email } }")
    assert (project.folder / "allow.lock").read_text() == lock
    with pytest.raises(CommandError, match="violated 2 times"):
        project.freeze("query Q @skipAuth { customers { email } }", "--check")
    project.write("policy.toml", "[[nevr]]")
    with pytest.raises(CommandError, match=r"policy\.toml: there is no key 'nevr'; did you mean 'never'\?"):
        project.freeze("query Q @skipAuth { customers { name } }")


def test_freeze_names_the_exact_paths(project: Project) -> None:
    project.write("policy.toml", NEVER_EMAIL)
    out = StringIO()
    project.write("allow.list", "query Q @skipAuth { customers { email } }")
    with pytest.raises(CommandError):
        call_command("graphgate_freeze", "--format", "json", stdout=out)
    lines = json.loads(out.getvalue())["policy"]
    assert [line.partition(" (/")[0] for line in lines] == [
        f"never: role {role} sees shop.Customer.email (as customers.email): Q at customers.email"
        for role in ("anon", "user")
    ]
    assert all("allow.list:1; the role's rule: " in line for line in lines)


def test_freeze_that_discards_a_damaged_lock_keeps_the_policy(project: Project) -> None:
    project.write("policy.toml", NEVER_EMAIL)
    project.write("allow.lock", "damaged")
    with pytest.raises(CommandError, match="violated 2 times"):
        project.freeze("query Q @skipAuth { customers { email } }", "--discard-lock")
    project.freeze("query Q @skipAuth { customers { name } }", "--discard-lock")
    assert (project.folder / "allow.lock").read_text() != "damaged"
