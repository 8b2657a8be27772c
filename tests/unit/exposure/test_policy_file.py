"""What is misspelt in a policy would be a hole, and is an error that says where and what."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import HOWS
from django_graphgate.exposure.policy_file import policy_of, read_policy

GOOD = """
# what must never happen
allow_unknown = ["action charge"]

[[never]]
columns = ["shop.Customer.password", "*.api_token"]
except_roles = ["admin"]
how = ["shown", "filtered"]
reason = "PCI DSS 3.4"

[[never_writes]]
roles = ["anon"]

  [[ "never" ]]
columns = ["shop.Bundle.name"]

[[only_with_filter]]
table = "products"
filter = "{ owner_id: { eq: $user_id } }"

[[views]]
model = "shop.Sheep"
columns = { name = ["shop.Customer.email"], id = [] }
"""
ROLES = ["anon", "user", "admin"]


def read(folder: Path, text: str):
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return read_policy(path, roles=ROLES)


def test_good_policy(tmp_path: Path) -> None:
    policy = read(tmp_path, GOOD)
    first, second, third, fourth = policy.rules
    assert [rule.line for rule in policy.rules] == [5, 11, 14, 17]
    assert first.columns == {
        ("shop_customer", "password"): "shop.Customer.password",
        ("shop_customer", "api_token"): "shop.Customer.api_token",
    }
    assert first.how == {"shown", "filtered"}
    assert first.reason == "PCI DSS 3.4"
    assert first.binds("user")
    assert not first.binds("admin")
    assert (second.rule, second.how) == ("never_writes", frozenset(HOWS))
    assert second.binds("anon")
    assert not second.binds("user")
    assert third.columns == {("shop_product", "name"): "shop.Bundle.name"}
    assert fourth.tables == {"shop_product": "products"}
    assert policy.allow_unknown == {"action charge"}
    assert policy.views["shop.Sheep"].columns == {"name": {("shop_customer", "email")}, "id": frozenset()}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[nevr]]\ncolumns = []", "there is no key 'nevr'; did you mean 'never'?"),
        ("[never]\ncolumns = []", "write never as tables: [[never]]."),
        ("\n[[never]]\ncolumns = ['shop.Customer.pasword']", ":2: [[never]]: there is no field of shop.Customer 'pasword'; did you mean 'password'?"),
        ("[[never]]\ncolumns = ['shop.Custmer.password']", "there is no model 'shop.Custmer'; did you mean 'shop.Customer'?"),
        ("[[never]]\ncolumns = ['password']", "'password' is not a column: write app.Model.field."),
        ("[[never]]\ncolumns = ['*.pasword']", "'*.pasword' matches no column of an installed model."),
        ("[[never]]\ncolumns = ['shop.Customer.password']\ncolums = []", "there is no key 'colums'; did you mean 'columns'?"),
        ("[[never]]\ncolumns = []", "columns is empty."),
        ("[[never]]\nreason = 'because'", "columns is missing."),
        ("[[never]]\ncolumns = 'shop.Customer.password'", "columns is a list of texts."),
        ("[[never]]\ncolumns = ['*.password']\nhow = ['show']", "there is no way of use 'show'; did you mean 'shown'?"),
        ("[[never]]\ncolumns = ['*.password']\nhow = []", "how is empty."),
        ("[[never]]\ncolumns = ['*.password']\nexcept_roles = ['amdin']", "there is no role 'amdin'; did you mean 'admin'?"),
        ("[[never_writes]]\nroles = ['nobody']", "there is no role 'nobody'; there are admin, anon, user."),
        ("[[never_writes]]\nroles = []", "roles is empty."),
        ("[[only_with_filter]]\ntable = 'product'\nfilter = '{}'", "there is no table 'product'; did you mean 'products'?"),
        ("[[only_with_filter]]\ntable = 'products'", "filter is missing."),
        ("[[only_roles]]\nroles = ['user']", "either columns or tables are needed."),
        ("[[only_roles]]\nroles = ['user']\ncolumns = ['*.password']\ntables = ['products']", "either columns or tables are needed."),
        ("[[views]]\nmodel = 'shop.Sheep'\ncolumns = { nam = [] }", "there is no field of shop.Sheep 'nam'; did you mean 'name'?"),
        ("[[views]]\nmodel = 'shop.Sheep'\ncolumns = []", "columns is a table"),
        ("allow_unknown = 'all'", "allow_unknown is a list of texts."),
        ("[[never]\n", "cannot be read: "),
    ],
)  # fmt: skip
def test_mistakes_say_where_and_what(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read(tmp_path, text)
    assert sentence in refusal.value.message
    assert str(tmp_path / "policy.toml") in refusal.value.message


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is missing"):
        read_policy(tmp_path / "policy.toml", roles=ROLES)
    (tmp_path / "policy.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_policy(tmp_path / "policy.toml", roles=ROLES)


def test_policy_of_a_program() -> None:
    policy = policy_of({"never": [{"columns": ["shop.Customer.password"]}]}, roles=ROLES)
    assert [rule.rule for rule in policy.rules] == ["never"]
