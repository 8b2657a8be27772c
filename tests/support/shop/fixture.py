"""A small shop, the same each time: NULLs, ties, unicode, quotes, wildcards, extreme numbers."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.core.management.color import no_style
from django.db import connections, models

from tests.support.oracle.scalars import JSON_NULL
from tests.support.shop.models import (
    Bundle,
    Category,
    Customer,
    Odd,
    Palette,
    Product,
    Profile,
    Purchase,
    Sample,
    Sheep,
    Shelf,
    Specimen,
    Tag,
    Voucher,
)

Rows = list[tuple[Any, ...]]
ORDER = (Category, Tag, Customer, Profile, Product, Purchase, Voucher, Shelf, Sheep, Odd, Sample, Specimen)


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _uuid(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


CATEGORIES: Rows = [
    # id, name, parent_id
    (1, "Everything", None),
    (2, "Books", 1),
    (3, "Novels", 2),
    (4, "Kitchen", 1),
    (5, "Empty", 1),
    (6, "Überraschung 🎁", None),
]
TAGS: Rows = [
    # id, slug
    (1, "new"),
    (2, "sale"),
    (3, "rare"),
    (4, "unused"),
]
CUSTOMERS: Rows = [
    # id, name, email, password, api_token, is_active, birthday, balance, referrer_id, note
    (1, "Ada", "ada@example.com", "pw-ada", "tok-1", True, dt.date(1990, 12, 10), Decimal("100.00"), None,
     "hello"),
    (2, "Bob", "bob@example.com", "pw-bob", None, True, None, Decimal("-12.50"), 1, None),
    (3, "Çelik", None, "pw-cel", "tok-3", False, dt.date(2000, 2, 29), Decimal("0.00"), 1, None),
    (4, "O'Hara \"Red\"", "red@example.com", "pw-red", None, True, dt.date(1, 1, 1),
     Decimal("9999999999.99"), 2, None),
    (5, "李雷", "li@example.com", "pw-li", None, True, dt.date(9999, 12, 31), Decimal("0.01"), None, None),
    (6, "", "", "", "", False, dt.date(1990, 12, 10), Decimal("0.10"), 3, ""),
]  # fmt: skip
PROFILES: Rows = [
    # customer_id, bio, picture
    (1, "Likes engines.", bytes(range(256))),
    (2, "", None),
    (4, "line one\nline two\ttab \\ backslash / slash \x01\x1f\x7f\u2028", b""),
]
PRODUCTS: Rows = [
    # id, name, description, price, stock, attributes,
    # is_public, created_at, weight, code, owner_id, category_id
    (1, "Lamp", "A lamp.", Decimal("20.00"), 5, {"color": "red"}, True,
     _at("2024-01-01T00:00:00"), 1.5, _uuid(1), 1, 4),
    (2, "Kettle", None, Decimal("35.50"), 0, {"color": "blue", "watts": 2000}, True,
     _at("2024-01-02T10:20:30.123456"), 0.1, _uuid(2), 1, 4),
    (3, "100% Wool_Rug", "50% off\\today", Decimal("99.99"), 2, {}, True,
     _at("2024-01-02T10:20:30.500000"), 7.25, _uuid(3), 2, None),
    (4, "Café ☕ cup", "quote ' and \" here", Decimal("4.20"), 120, {"tags": ["a", "b"]}, True,
     _at("2024-02-29T23:59:59.999999"), None, _uuid(4), 2, 4),
    (5, "Moby Dick", "Call me Ishmael.", Decimal("9.90"), 30, {"pages": 635}, True,
     _at("2023-12-31T23:59:59"), 0.7, _uuid(5), 3, 3),
    (6, "Emma", "", Decimal("9.90"), 0, [1, "two", None, True], False,
     _at("2023-12-31T23:59:59"), 0.4, _uuid(6), 3, 3),
    (7, "Atlas", None, Decimal("45.00"), 1, "just text", True,
     _at("2020-06-15T12:00:00"), 3.0, _uuid(7), 1, 2),
    (8, "Prototype", "secret project", Decimal("0.00"), 0, {"a": {"b": {"c": None}}}, False,
     _at("2030-01-01T00:00:00"), 1e20, _uuid(8), 4, 6),
    (9, "lamp", "lower case", Decimal("20.00"), 7, {"n": 0.5}, True,
     _at("2024-03-01T08:00:00"), 1.5, _uuid(9), 4, 4),
    (10, "O'Reilly; DROP TABLE", "a\\b%c_d", Decimal("20.00"), 3, {"k\"ey": "v'al\\"}, True,
     _at("2024-03-01T08:00:00"), -0.5, _uuid(10), 5, 2),
    (11, "手册", "日本語と한국어", Decimal("12.34"), 9, {"größe": "XL 🎈"}, True,
     _at("2024-03-02T08:00:00"), 5e-324, _uuid(11), 5, 2),
    (12, "", None, Decimal("99999999.99"), 2147483647, JSON_NULL, False,
     _at("1970-01-01T00:00:00"), None, _uuid(2**128 - 1), 6, None),
]  # fmt: skip
PRODUCT_TAGS: Rows = [
    # product_id, tag_id
    (1, 1), (1, 2), (2, 2), (3, 1), (3, 2), (3, 3), (5, 3), (6, 3), (8, 1), (10, 2), (11, 1), (12, 3),
]  # fmt: skip
RELATED: Rows = [
    # from_product_id, to_product_id
    (1, 2), (1, 9), (2, 1), (5, 6), (7, 8), (8, 8),
]  # fmt: skip
BUNDLES: Rows = [
    # product_ptr_id, pieces
    (7, 3),
    (8, -1),
]
PURCHASES: Rows = [
    # id, customer_id, product_id, quantity, unit_price, bought_at
    (1, 1, 5, 1, Decimal("9.90"), _at("2024-01-05T09:00:00")),
    (2, 1, 3, 2, Decimal("99.99"), _at("2024-01-06T09:00:00")),
    (3, 1, 5, 1, Decimal("8.00"), _at("2024-01-07T09:00:00")),  # the same product again
    (4, 2, 1, 3, Decimal("20.00"), _at("2024-01-08T09:00:00")),
    (5, 2, 7, 1, Decimal("45.00"), _at("2024-01-08T09:00:00")),
    (6, 3, 1, 1, Decimal("20.00"), _at("2024-01-09T09:00:00")),
    (7, 4, 8, 1, Decimal("0.00"), _at("2024-01-10T09:00:00")),
    (8, 5, 12, -1, Decimal("1.00"), _at("2024-01-11T09:00:00")),
]
VOUCHERS: Rows = [
    # id, customer_id, amount, valid_for
    (_uuid(0xA0), 1, Decimal("5.00"), dt.timedelta(days=30)),
    (_uuid(0xB0), 1, Decimal("7.50"), None),
    (_uuid(0xC0), None, Decimal("-1.00"), dt.timedelta(hours=1, microseconds=5)),
    (_uuid(0x10), 2, Decimal("5.00"), dt.timedelta(days=-1)),
]
SHELVES: Rows = [
    # aisle, place, product_id
    ("A", 1, 1),
    ("A", 2, 1),
    ("B", 1, 5),
    ("B", 2, None),
]
SHEEP: Rows = [(1, "Dolly", None), (2, "Shaun", 1)]
ODDS: Rows = [
    # key, where, order_by, limit, t0, j, next_id
    (1, "here", 3, None, "zero", "jay", 2),
    (2, "th'ere", None, 7, "t0", "j", None),
    (3, 'ev"ery"where', 3, 7, "%s", "{}", 1),
]
SCALARS = (
    "id", "small", "number", "big", "real", "exact", "flag", "text",
    "ident", "day", "clock", "moment", "span", "blob", "document", "address",
)  # fmt: skip
SAMPLES: Rows = [
    (1, *[None] * 15),
    (2, 0, 0, 0, 0.0, Decimal(0), False, "", _uuid(0), dt.date(2021, 1, 9), dt.time(0, 0),
     _at("2021-01-09T16:37:01.500000"), dt.timedelta(0), b"", {}, "0.0.0.0"),
    (3, -32768, -2147483648, -9223372036854775808, -2.5e-7, Decimal("-9999999999.99999"), True,
     "é\u0301 𝔘 \U0001f600",  # noqa: RUF001
     uuid.UUID("0FB0A0F0-1E2D-4C3B-8A79-ABCDEF012345"), dt.date(1, 1, 1), dt.time(23, 59, 59, 999999),
     _at("0001-01-01T00:00:00"), dt.timedelta(days=-1, microseconds=-1), bytes(range(100)), [],
     "255.255.255.255"),
    (4, 32767, 2147483647, 9223372036854775807, 1e20, Decimal("9999999999.99999"), True, "a\\b\"c'd%e_f",
     _uuid(2**128 - 1), dt.date(9999, 12, 31), dt.time(12, 30, 15, 120000),
     _at("9999-12-31T23:59:59.999999"), dt.timedelta(days=1000, seconds=86399, milliseconds=100),
     b"\x00\xff" * 60,
     {"a": [1, 2.5, None, True, {"b": "\u00e9\"\\"}]}, "2001:db8::1"),
    (5, 1, 1, 1, 0.1, Decimal("0.00001"), False, "line\nbreak\r\ttab\x01",
     _uuid(1), dt.date(2000, 2, 29), dt.time(0, 0, 1), _at("2000-02-29T12:00:00.000010"),
     dt.timedelta(microseconds=1), b"a", "text", "::1"),
    (6, -1, -1, -1, 5e-324, Decimal("-0.00001"), True, "null",
     _uuid(2), dt.date(1969, 12, 31), dt.time(1, 2, 3, 4), _at("1969-12-31T23:59:59.999000"),
     dt.timedelta(seconds=-1), b"\r\n", 12.5, "10.0.0.1"),
    (7, 7, 7, 9007199254740993, 1.7976931348623157e308, Decimal("123.45"), False, "tie",
     _uuid(3), dt.date(2021, 1, 9), dt.time(16, 37, 1), _at("2021-01-09T16:37:01"),
     dt.timedelta(hours=36), b"tie", False, "10.0.0.2"),
    (8, 7, 7, 9007199254740993, 123456789012345680.0, Decimal("123.45000"), None, "tie",
     _uuid(4), dt.date(2021, 1, 9), dt.time(16, 37, 1), _at("2021-01-09T16:37:01"),
     dt.timedelta(hours=36), b"tie", True, "10.0.0.10"),
]  # fmt: skip
SPECIMENS: Rows = [
    (number, abs(small or 0) % 32768, abs(whole or 0) % 2**31, abs(big or 0) % 2**63, *rest)
    for number, small, whole, big, *rest in SAMPLES
    if number not in (1, 8)
]


PALETTES: Rows = [
    # id, name, colors, notes, sizes, counts, prices, moments, idents
    (1, "warm", ["red", "orange", "red"], ["of the evening"], [1, 2], [2**63 - 1], [Decimal("1.50"), Decimal(0)],
     [_at("2021-01-09T16:37:01.500000")], [_uuid(1)]),
    (2, "empty", [], [], [], [], [], [], []),
    (3, "odd", ['a"b', "c\\d", "e,f", "{}", "NULL", "", " é 🎈"], ["line\nbreak", "'"], [-32768, 32767], [-1, 0, 1],
     [Decimal("-999999.99")], [_at("0001-01-01T00:00:00"), _at("9999-12-31T23:59:59")], [_uuid(2), _uuid(1)]),
    (4, "nothing", None, ["red"], None, None, None, None, None),
    (5, "holes", [None, "red"], [""], [None], [1, None], [None, Decimal("1.50")], [None], [None]),
]  # fmt: skip
PALETTE = "id name colors notes sizes counts prices moments idents"


def _create(using: str, model: type[models.Model], names: str | tuple[str, ...], rows: Rows) -> None:
    fields = names.split() if isinstance(names, str) else names
    manager = model._default_manager.using(using)
    manager.bulk_create([model(**dict(zip(fields, row, strict=True))) for row in rows])


def load(using: str = "default") -> None:
    """Fill the shop's empty tables in one database; the rows are the lists of this module."""
    _create(using, Category, "id name parent_id", CATEGORIES)
    _create(using, Tag, "id slug", TAGS)
    _create(
        using,
        Customer,
        "id name email password api_token is_active birthday balance referrer_id note",
        CUSTOMERS,
    )
    _create(using, Profile, "customer_id bio picture", PROFILES)
    _create(
        using,
        Product,
        "id name description price stock attributes is_public created_at weight code owner_id category_id",
        PRODUCTS,
    )
    _create(using, Product.tags.through, "product_id tag_id", PRODUCT_TAGS)
    _create(using, Product.related.through, "from_product_id to_product_id", RELATED)
    for product, pieces in BUNDLES:
        Bundle(product_ptr_id=product, pieces=pieces).save_base(raw=True, using=using)
    _create(using, Purchase, "id customer_id product_id quantity unit_price bought_at", PURCHASES)
    _create(using, Voucher, "id customer_id amount valid_for", VOUCHERS)
    _create(using, Shelf, "aisle place product_id", SHELVES)
    _create(using, Sheep, "id name mother_id", SHEEP)
    _create(using, Odd, "key where order_by limit t0 j next_id", ODDS)
    _create(using, Sample, SCALARS, SAMPLES)
    _create(using, Specimen, SCALARS, SPECIMENS)
    if connections[using].vendor == "postgresql":
        _create(using, Palette, PALETTE, PALETTES)
    with connections[using].cursor() as cursor:  # rows that tests add get new keys
        for statement in connections[using].ops.sequence_reset_sql(no_style(), list(ORDER)):
            cursor.execute(statement)
