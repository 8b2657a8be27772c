"""What a table's name means in another: a relation of the model before a path through a join table."""

from __future__ import annotations

from dataclasses import replace

from django_graphgate.catalog import get_catalog
from django_graphgate.catalog.paths import Link, add_paths


def link(field: str, target: str) -> Link:
    tables = get_catalog().tables
    (into,) = tables[target].relations["purchases"].hops
    (out_of,) = tables["purchases"].relations[field].hops
    return Link(table="purchases", field=field, target=target, into=into, out_of=out_of)


def test_table_name_means_a_path_before_a_relation() -> None:
    """A product's owner is a customer, and so are those who bought it, which no many-to-many field says."""
    tables = {
        name: replace(one, relations={key: way for key, way in one.relations.items() if len(way.hops) == 1})
        for name, one in get_catalog().tables.items()
    }
    found = add_paths(tables, [link("customer", "customers"), link("product", "products")])["products"]
    assert found.synonyms["customers"] == found.synonyms["customer"] == "owner"
    assert "customers" not in found.relations
    assert found.relations["customers_through_purchases"].many


def test_plural_means_a_list_where_there_is_one() -> None:
    products = get_catalog().tables["products"]
    assert products.synonyms["customers"] == "buyers"
    assert products.synonyms["customer"] == "owner"
