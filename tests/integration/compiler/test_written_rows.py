"""The rows of a mutation on real databases: which it means, which pass a rule, and in which order they are read."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import connections, transaction
from django.utils import timezone

from django_graphgate.execution.binders import Facts, binders_of
from django_graphgate.execution.connection import dialect_of, fetch_row
from django_graphgate.execution.variables import Values
from django_graphgate.ir.identity import Identity
from tests.support.effort import at_most
from tests.support.shop.models import Customer, Product, Shelf, Tag, Voucher
from tests.support.shop.running import ALIASES, shop  # noqa: F401
from tests.support.shop.writing import ask, mutation, role

pytestmark = [pytest.mark.django_db(databases=ALIASES), pytest.mark.usefixtures("shop")]
every_database = pytest.mark.parametrize("alias", ALIASES)


def planned(text, alias, by=None):
    statement = mutation(text, by, dialect_of(alias).name)
    assert statement.writes is not None
    return statement


def answer(statement, alias, *outputs, user_id=None):
    """The answer where the root fields have written these keys; texts are those of rows that are gone."""
    texts = [output if isinstance(output, str | None) else json.dumps(output) for output in outputs]
    values = Values({}, {}, now=timezone.now(), outputs=texts)
    facts = Facts(Identity(user_id=user_id) if user_id else Identity.anonymous(), "user", {})
    bound = [
        bind(values, facts)
        for bind in binders_of(statement.parameters, statement.variables, dialect_of(alias), "")
    ]
    (text,) = fetch_row(alias, f"SELECT {statement.sql}", bound)
    return json.loads(text)


@every_database
def test_rows_are_in_the_order_of_their_keys(alias):
    statement = planned("mutation { tags(insert: []) { id slug } }", alias)
    names = dict(Tag.objects.using(alias).values_list("id", "slug"))
    keys = sorted(names, key=lambda key: (key % 3, -key))
    rows = answer(statement, alias, [[key] for key in keys])["tags"]
    assert rows == [{"id": key, "slug": names[key]} for key in keys]
    assert answer(statement, alias, [[10**9]]) == {"tags": []}
    assert answer(statement, alias, None) == {"tags": []}


@every_database
def test_object_is_one_row(alias):
    statement = planned('mutation { tag(insert: { slug: "a" }) { id } }', alias)
    first = Tag.objects.using(alias).earliest("id").id
    assert answer(statement, alias, [[first]]) == {"tag": {"id": first}}
    assert answer(statement, alias, []) == {"tag": None}


@every_database
def test_hidden_rows_are_not_in_the_answer(alias):
    by = role(products={"query": {"filters": ["{ owner_id: { eq: $user_id } }"]}, "insert": {}})
    statement = planned("mutation { products(insert: []) { id } }", alias, by)
    owners = dict(Product.objects.using(alias).order_by("-id").values_list("id", "owner_id"))
    owner = next(iter(owners.values()))
    rows = answer(statement, alias, [[key] for key in owners], user_id=str(owner))["products"]
    assert rows == [{"id": key} for key, of in owners.items() if of == owner]
    assert rows
    assert answer(statement, alias, [[key] for key in owners]) == {"products": None}


@every_database
def test_keys_of_two_columns(alias):
    statement = planned("mutation { shelves(insert: []) { aisle place } }", alias)
    keys = list(Shelf.objects.using(alias).order_by("-aisle", "place").values_list("aisle", "place"))
    rows = answer(statement, alias, keys)["shelves"]
    assert [(row["aisle"], row["place"]) for row in rows] == keys
    assert len(keys) > 1
    writes = planned("mutation { shelves(update: { product_id: 1 }, where: { place: { gt: 0 } }) { aisle } }", alias).writes  # fmt: skip
    assert ask(writes.roots[0].find, alias) == sorted([list(key) for key in keys if key[1] > 0])


@every_database
def test_keys_that_json_does_not_have(alias):
    customer = Customer.objects.using(alias).earliest("id")
    with transaction.atomic(using=alias):
        made = [Voucher.objects.using(alias).create(customer=customer, amount=n) for n in range(3)]
        statement = planned("mutation { vouchers(insert: []) { id } }", alias)
        keys = [str(voucher.id) for voucher in made]
        assert answer(statement, alias, [[key] for key in keys])["vouchers"] == [{"id": key} for key in keys]
        writes = planned(f'mutation {{ voucher(id: "{keys[1]}", delete: true) {{ id }} }}', alias).writes
        assert ask(writes.roots[0].find, alias) == [[keys[1]]]
        assert ask(writes.roots[0].read, alias, [[keys[1]]]) == {"id": keys[1]}
        transaction.set_rollback(True, using=alias)
    assert uuid.UUID(keys[0])


@every_database
def test_rows_of_an_update_pass_both_rules(alias):
    by = role(
        products={
            "query": {"filters": ["{ is_public: { eq: true } }"]},
            "update": {"filters": ["{ owner_id: { eq: $user_id } }"]},
        }
    )
    text = 'mutation { products(update: { name: "x" }, where: { id: { gt: 0 } }) { id } }'
    writes = planned(text, alias, by).writes
    owner = Product.objects.using(alias).get(name="Emma").owner_id  # which only its owner sees
    rows = Product.objects.using(alias).filter(is_public=True, owner_id=owner).order_by("id")
    expected = [[key] for key in rows.values_list("id", flat=True)]
    assert ask(writes.roots[0].find, alias, user_id=str(owner)) == expected
    assert expected
    assert ask(writes.roots[0].find, alias) == []


@every_database
def test_probe_keeps_the_keys_that_pass(alias):
    by = role(
        products={
            "query": {},
            "insert": {"filters": ['{ owner: { name: { neq: "nobody" } } }', "{ stock: { gt: 0 } }"]},
        }
    )
    writes = planned('mutation { product(insert: { name: "x" }) { id } }', alias, by).writes
    keys = list(Product.objects.using(alias).order_by("-id").values_list("id", flat=True))
    stocks = dict(Product.objects.using(alias).values_list("id", "stock"))
    probe = writes.probes["products:insert"]
    assert ask(probe, alias, [[key] for key in keys]) == [[key] for key in keys if stocks[key] > 0]
    assert ask(probe, alias, []) == []
    assert 0 < sum(stock > 0 for stock in stocks.values()) < len(keys)


@every_database
def test_deleted_rows_are_in_the_answer(alias):
    text = "mutation { tags(delete: true, where: { id: { gt: 0 } }) { slug } product(id: 1, delete: true) { id } }"
    statement = planned(text, alias)
    slugs = [
        {"slug": slug} for slug in Tag.objects.using(alias).order_by("id").values_list("slug", flat=True)
    ]
    read = statement.writes.roots[0].read
    keys = ask(statement.writes.roots[0].find, alias)
    assert ask(read, alias, keys) == slugs
    assert answer(statement, alias, keys, [], json.dumps(slugs), None) == {"tags": slugs, "product": None}


@every_database
def test_pattern_that_is_no_pattern_is_an_error_before_any_row(alias):
    if "regex" in dialect_of(alias).lacking:
        return
    text = 'mutation { tags(delete: true, where: { slug: { regex: "^r" } }) { slug } }'
    keys = ask(planned(text, alias).writes.roots[0].find, alias)
    starting = Tag.objects.using(alias).filter(slug__startswith="r").order_by("id")
    assert keys == [[key] for key in starting.values_list("id", flat=True)]


@every_database
def test_ten_thousand_keys_are_quick(alias):
    """Each is looked up by its key: comparing all with all takes longer than is allowed here."""
    with transaction.atomic(using=alias):
        Tag.objects.using(alias).bulk_create(Tag(slug=f"many-{n}") for n in range(10_000))
        keys = list(Tag.objects.using(alias).order_by("-id").values_list("id", flat=True))
        statement = planned("mutation { tags(insert: []) { id } }", alias)
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '3s'")
        with at_most(3):
            rows = answer(statement, alias, [[key] for key in keys])["tags"]
        transaction.set_rollback(True, using=alias)
    assert [row["id"] for row in rows] == keys


def test_rows_are_locked_where_the_server_has_locks():
    """The lock is on the table's rows, also where the text reads them through a subquery."""
    alias = "default"
    text = 'mutation { product(id: 1, update: { name: "x" }) { id } }'
    probe = planned(text, alias).writes.roots[0].find
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        ask(probe, alias)
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE relation = 'shop_product'::regclass AND mode = 'RowShareLock'"
        )
        assert cursor.fetchone()[0]
