"""Models with everything that the compiler has to handle: all scalars, all relations, odd names."""

# ruff: noqa: DJ001 - what other projects have, the compiler must read

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F


class ReversedField(models.CharField):
    """Stores something else than it shows, as fields that encrypt do."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return None if value is None else value[::-1]

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)[::-1]


class Category(models.Model):
    """A tree."""

    name = models.CharField(max_length=100, help_text="As the shop window shows it.")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")

    class Meta:
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.slug


class Customer(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField(null=True)
    password = models.CharField(max_length=128)
    api_token = models.CharField(max_length=40, null=True)
    is_active = models.BooleanField(default=True)
    birthday = models.DateField(null=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    referrer = models.ForeignKey("self", models.SET_NULL, null=True, related_name="referred")
    purchased = models.ManyToManyField("Product", through="Purchase", related_name="buyers")
    note = ReversedField(max_length=50, null=True)

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="profile")
    bio = models.TextField(blank=True)
    picture = models.BinaryField(null=True)

    def __str__(self) -> str:
        return self.bio


class Product(models.Model):
    """Things for sale."""

    name = models.CharField(max_length=200)
    description = models.TextField(null=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    stock = models.PositiveIntegerField(default=0)
    attributes = models.JSONField(default=dict)
    is_public = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    weight = models.FloatField(null=True)
    code = models.UUIDField(default=uuid.uuid4, unique=True)
    owner = models.ForeignKey(Customer, models.CASCADE, related_name="products")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="products")
    tags = models.ManyToManyField(Tag, related_name="products")
    related = models.ManyToManyField("self", symmetrical=False, related_name="related_from")

    def __str__(self) -> str:
        return self.name


class Bundle(Product):
    """A table of its own beside its parent's."""

    pieces = models.SmallIntegerField()


class CheapProduct(Product):
    """A proxy: another class, no other table."""

    class Meta:
        proxy = True


class Purchase(models.Model):
    """The join table of ``Customer.purchased``, with columns of its own."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="purchases")
    product = models.ForeignKey(Product, models.CASCADE, related_name="purchases")
    quantity = models.IntegerField(default=1)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    total = models.GeneratedField(
        expression=F("quantity") * F("unit_price"),
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
    )
    bought_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.quantity} x {self.product_id}"


class Voucher(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    valid_for = models.DurationField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Shelf(models.Model):
    """A key of two columns."""

    pk = models.CompositePrimaryKey("aisle", "place")
    aisle = models.CharField(max_length=5)
    place = models.IntegerField()
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="shelves")

    class Meta:
        verbose_name_plural = "shelves"

    def __str__(self) -> str:
        return f"{self.aisle}{self.place}"


class Sheep(models.Model):
    """One sheep, two sheep."""

    name = models.CharField(max_length=20)
    mother = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "sheep"

    def __str__(self) -> str:
        return self.name


class Odd(models.Model):
    """Names that only a quoting compiler survives."""

    key = models.AutoField(primary_key=True, db_column="Select")
    where = models.CharField(max_length=50, db_column="from where; --")
    order_by = models.IntegerField(db_column="it's", null=True)
    limit = models.IntegerField(db_column="Größe", null=True)
    t0 = models.CharField(max_length=50, db_column="t0")
    j = models.CharField(max_length=50, db_column="j")
    next = models.ForeignKey(
        "self", models.SET_NULL, null=True, db_column="camelCase.next", related_name="previous"
    )

    class Meta:
        db_table = "Odd Table; --"

    def __str__(self) -> str:
        return self.where


class Sample(models.Model):
    """Every scalar, each nullable."""

    small = models.SmallIntegerField(null=True)
    number = models.IntegerField(null=True)
    big = models.BigIntegerField(null=True)
    real = models.FloatField(null=True)
    exact = models.DecimalField(max_digits=15, decimal_places=5, null=True)
    flag = models.BooleanField(null=True)
    text = models.TextField(null=True)
    ident = models.UUIDField(null=True)
    day = models.DateField(null=True)
    clock = models.TimeField(null=True)
    moment = models.DateTimeField(null=True)
    span = models.DurationField(null=True)
    blob = models.BinaryField(null=True)
    document = models.JSONField(null=True)
    address = models.GenericIPAddressField(null=True)

    def __str__(self) -> str:
        return str(self.text)


class Specimen(models.Model):
    """Every scalar, none nullable."""

    small = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    big = models.PositiveBigIntegerField()
    real = models.FloatField()
    exact = models.DecimalField(max_digits=15, decimal_places=5)
    flag = models.BooleanField()
    text = models.TextField()
    ident = models.UUIDField()
    day = models.DateField()
    clock = models.TimeField()
    moment = models.DateTimeField()
    span = models.DurationField()
    blob = models.BinaryField()
    document = models.JSONField()
    address = models.GenericIPAddressField()

    def __str__(self) -> str:
        return self.text


class Palette(models.Model):
    """Arrays, which PostgreSQL alone has."""

    name = models.CharField(max_length=20)
    colors = ArrayField(models.CharField(max_length=20), null=True)
    notes = ArrayField(models.TextField(), default=list)
    sizes = ArrayField(models.SmallIntegerField(), null=True)
    counts = ArrayField(models.BigIntegerField(), null=True)
    prices = ArrayField(models.DecimalField(max_digits=8, decimal_places=2), null=True)
    moments = ArrayField(models.DateTimeField(), null=True)
    idents = ArrayField(models.UUIDField(), null=True)

    class Meta:
        required_db_vendor = "postgresql"

    def __str__(self) -> str:
        return self.name
