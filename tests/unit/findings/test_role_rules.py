"""Names of columns that are about a person, and names that only sound so."""

from __future__ import annotations

import pytest

from django_graphgate.findings.role_rules import looks_personal


@pytest.mark.parametrize("name", ["email", "e_mail", "homePhone", "ip4", "tax_id", "taxNumber", "birth_date"])
def test_column_about_a_person_is_not_recognised(name: str) -> None:
    assert looks_personal(name)


@pytest.mark.parametrize(
    "name", ["name", "shipping_excl_tax", "line_price_incl_tax", "tax_code", "vat", "is_public"]
)
def test_other_column_is_taken_for_one(name: str) -> None:
    assert not looks_personal(name)
