"""Two names of the same data have the same stored columns."""

from __future__ import annotations

import pytest

from django_graphgate.exposure.stored import (
    emptied_by_delete,
    field_called,
    installed,
    maybe_view,
    revealed_by,
    stored_in,
    tables_of,
)


def field(text: str):
    label, _, name = text.rpartition(".")
    return field_called(installed(label), name)


@pytest.mark.parametrize("name", ["shop.Product.name", "shop.Bundle.name", "shop.CheapProduct.name"])
def test_inherited_and_proxied_fields_are_those_of_the_parent(name: str) -> None:
    assert stored_in(field(name)) == {("shop_product", "name")}


def test_foreign_key_has_the_values_of_the_key_it_names() -> None:
    assert stored_in(field("shop.Product.owner_id")) == {("shop_product", "owner_id")}
    assert revealed_by(field("shop.Product.owner")) == {("shop_product", "owner_id"), ("shop_customer", "id")}
    assert ("shop_customer", "id") in revealed_by(field("shop.Profile.customer"))


def test_generated_column_reveals_what_it_is_made_of() -> None:
    assert revealed_by(field("shop.Purchase.total")) == {
        ("shop_purchase", "total"),
        ("shop_purchase", "quantity"),
        ("shop_purchase", "unit_price"),
    }


def test_columns_of_many_to_many_fields_and_composite_keys() -> None:
    assert stored_in(field("shop.Product.tags")) == {
        ("shop_product_tags", "product_id"),
        ("shop_product_tags", "tag_id"),
    }
    assert stored_in(field("shop.Shelf.pk")) == {("shop_shelf", "aisle"), ("shop_shelf", "place")}
    assert field("shop.Product.nothing") is None


def test_tables_of_a_row_and_of_what_hangs_on_it() -> None:
    assert tables_of(installed("shop.Bundle")) == {"shop_bundle", "shop_product"}
    assert tables_of(installed("shop.CheapProduct")) == {"shop_product"}
    emptied = emptied_by_delete(installed("shop.Customer"))
    assert {"shop_customer", "shop_product", "shop_bundle", "shop_purchase", "shop_voucher"} <= emptied
    assert "shop_sheep" not in emptied


def test_unmanaged_table_may_be_a_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed("shop.Sheep")._meta, "managed", False)
    assert maybe_view(installed("shop.Sheep"))
    assert not maybe_view(installed("shop.Product"))
    assert not maybe_view(installed("shop.CheapProduct"))
