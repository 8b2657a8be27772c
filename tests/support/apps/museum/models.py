"""Every way in which Django's models say something, a few times over."""

# ruff: noqa: DJ001 - what other projects have, the catalogue must read

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Now, Upper
from taggit.managers import TaggableManager
from taggit.models import TaggedItemBase

LONG = "a_name_of_more_than_sixty_three_bytes_which_postgresql_would_cut_off_somewhere"

# -- inheritance ----------------------------------------------------------------------------------


class Dated(models.Model):
    """Abstract: each child model has the column itself."""

    made_on = models.DateField(null=True)

    class Meta:
        abstract = True


class Donor(models.Model):
    name = models.CharField(max_length=50)
    secret_phone = models.CharField(max_length=50, default="")
    friends = models.ManyToManyField("self")
    admirers = models.ManyToManyField("self", symmetrical=False, related_name="+")


class GenerousDonor(Donor):
    class Meta:
        proxy = True


class Exhibit(Dated):
    title = models.CharField(max_length=50, db_column="label", help_text="As the sign says.")
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    is_shown = models.BooleanField(default=True)
    donor = models.ForeignKey(GenerousDonor, models.SET_NULL, null=True, related_name="gifts")
    themes = models.ManyToManyField("Theme", related_name="exhibits")
    notes = GenericRelation("Note", "about_id", "about_type")


class Theme(models.Model):
    name = models.CharField(max_length=50)


class Machine(models.Model):
    number = models.AutoField(primary_key=True)
    power = models.IntegerField(default=0)
    api_key = models.CharField(max_length=50, default="")


class Painting(Exhibit):
    """Its own column is called as one of the parent's in the database."""

    caption = models.CharField(max_length=50, db_column="label")
    height = models.FloatField(null=True)


class Fresco(Painting):
    """A child of a child model."""

    wall = models.IntegerField()


class Clock(Exhibit, Machine):
    """Two parents."""

    ticks = models.BooleanField(default=True)


class Loan(Exhibit):
    """A link to the parent with a name of its own."""

    exhibit = models.OneToOneField(
        Exhibit, models.CASCADE, parent_link=True, primary_key=True, db_column="what", related_name="loan"
    )
    until = models.DateField()


class ShownPainting(Painting):
    class Meta:
        proxy = True


# -- keys -----------------------------------------------------------------------------------------


class Room(models.Model):
    """A key that is no number, and another unique column."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=10, unique=True, db_column="room code")
    opened = models.DateTimeField(db_default=Now())
    floor = models.IntegerField(db_default=1)


class Guide(models.Model):
    """A foreign key to a column that is not the key."""

    name = models.CharField(max_length=50, primary_key=True)
    room = models.ForeignKey(
        Room, models.CASCADE, to_field="code", db_column="in room", related_name="guides"
    )


class Seat(models.Model):
    pk = models.CompositePrimaryKey("room_id", "number")
    room = models.ForeignKey(Room, models.CASCADE, related_name="seats")
    number = models.IntegerField()
    price = models.DecimalField(max_digits=6, decimal_places=2)


class Booking(models.Model):
    """Points to a key of two columns."""

    room_id = models.UUIDField()
    seat_number = models.IntegerField()
    seat = models.ForeignObject(
        Seat, models.CASCADE, ["room_id", "seat_number"], ["room_id", "number"], related_name="bookings"
    )
    guest = models.CharField(max_length=50)


# -- many to many ---------------------------------------------------------------------------------


class Visitor(models.Model):
    name = models.CharField(max_length=50)
    seen = models.ManyToManyField(Exhibit, through="Visit", through_fields=("who", "what"), related_name="+")
    favourite = models.ForeignKey(Exhibit, models.SET_NULL, null=True, related_name="+")


class Visit(models.Model):
    """Two foreign keys to visitors, so that the field has to say which."""

    who = models.ForeignKey(Visitor, models.CASCADE, related_name="visits")
    what = models.ForeignKey(Exhibit, models.CASCADE, related_name="visits")
    guest_of = models.ForeignKey(Visitor, models.SET_NULL, null=True, related_name="guests")
    stars = models.IntegerField(null=True)
    doubled = models.GeneratedField(
        expression=F("stars") * 2, output_field=models.IntegerField(), db_persist=True
    )

    class Meta:
        order_with_respect_to = "who"


class Review(models.Model):
    """Another way from visitors to exhibits."""

    visitor = models.ForeignKey(Visitor, models.CASCADE)
    exhibit = models.ForeignKey(Exhibit, models.CASCADE)
    text = models.TextField()


class Label(models.Model):
    """The only way from rooms to languages."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="labels")
    language = models.ForeignKey("Language", models.CASCADE, related_name="labels")


class Language(models.Model):
    name = models.CharField(max_length=20)


class Turnstile(models.Model):
    """Known to other tables by a column that looks secret."""

    api_key = models.CharField(max_length=50, unique=True)
    hall = models.CharField(max_length=50, db_column="hall_pwd")


class Sensor(models.Model):
    turnstile = models.OneToOneField(Turnstile, models.CASCADE, to_field="api_key", related_name="sensor")


class Reading(models.Model):
    """Repeats the same column, over two keys."""

    sensor = models.ForeignKey(Sensor, models.CASCADE, to_field="turnstile", related_name="readings")
    level = models.IntegerField()


class Pass(models.Model):
    """Its key is a secret."""

    token = models.CharField(max_length=50, primary_key=True)


class Entry(models.Model):
    """Repeats a secret key without a foreign key, and through a generic one."""

    by = models.CharField(max_length=50)
    about_type = models.ForeignKey(ContentType, models.CASCADE, db_constraint=False)
    about_id = models.CharField(max_length=50)
    about = GenericForeignKey("about_type", "about_id")
    level = models.IntegerField()


# -- generic keys ---------------------------------------------------------------------------------


class Note(models.Model):
    """Names objects by a text."""

    about_type = models.ForeignKey(ContentType, models.CASCADE, db_constraint=False)
    about_id = models.CharField(max_length=50)
    about = GenericForeignKey("about_type", "about_id")
    text = models.TextField()


class Postscript(Note):
    """Names an object by its parent's generic key."""

    page = models.IntegerField(default=1)


class Mark(models.Model):
    """Names objects by a number, and proxies as such."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, db_constraint=False)
    object_id = models.PositiveIntegerField()
    content_object = GenericForeignKey(for_concrete_model=False)
    colour = models.CharField(max_length=10)


class Poster(models.Model):
    """Tagged by an app of somebody else's, in two ways."""

    title = models.CharField(max_length=50)
    keywords = TaggableManager(related_name="keyword_posters")
    moods = TaggableManager(through="PosterMood", related_name="mood_posters", blank=True)


class PosterMood(TaggedItemBase):
    content_object = models.ForeignKey(Poster, models.CASCADE)


# -- columns --------------------------------------------------------------------------------------


class Everything(models.Model):
    """All of Django's field types."""

    big = models.BigIntegerField(null=True)
    binary = models.BinaryField(null=True)
    boolean = models.BooleanField(null=True)
    char = models.CharField(max_length=50, null=True)
    choice = models.CharField(max_length=5, choices=[("a", "An A"), ("b", "A B")], null=True)
    date = models.DateField(null=True)
    datetime = models.DateTimeField(null=True)
    decimal = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    duration = models.DurationField(null=True)
    email = models.EmailField(null=True)
    file = models.FileField(null=True)
    path = models.FilePathField(path="/", null=True)
    real = models.FloatField(null=True)
    address = models.GenericIPAddressField(null=True)
    mapped = models.GenericIPAddressField(null=True, unpack_ipv4=True)
    integer = models.IntegerField(null=True)
    json = models.JSONField(null=True)
    positive_big = models.PositiveBigIntegerField(null=True)
    positive = models.PositiveIntegerField(null=True)
    positive_small = models.PositiveSmallIntegerField(null=True)
    slug = models.SlugField(null=True)
    small = models.SmallIntegerField(null=True)
    text = models.TextField(null=True)
    time = models.TimeField(null=True)
    url = models.URLField(null=True)
    ident = models.UUIDField(null=True)
    generated_text = models.GeneratedField(
        expression=Upper("char"), output_field=models.CharField(max_length=50), db_persist=True
    )
    generated_real = models.GeneratedField(
        expression=F("real") * 2.0, output_field=models.FloatField(), db_persist=True
    )
    defaulted = models.CharField(max_length=50, db_default=Concat(Value("a"), Value("b")))
    day_off = models.DateField(db_default=dt.date(2020, 2, 29))
    room = models.ForeignKey(Room, models.SET_NULL, null=True, related_name="+")
    guide = models.OneToOneField(Guide, models.SET_NULL, null=True, related_name="+")


class SmallKey(models.Model):
    id = models.SmallAutoField(primary_key=True)


class BigKey(models.Model):
    id = models.BigAutoField(primary_key=True)
    small = models.ForeignKey(SmallKey, models.CASCADE)


class Coin:
    """A value that a project has a class for."""

    def __init__(self, text: str) -> None:
        self.text = text


class CoinField(models.TextField):
    def from_db_value(self, value: str | None, *_: Any) -> Coin | None:
        return None if value is None else Coin(value)

    def get_prep_value(self, value: Any) -> Any:
        return value.text if isinstance(value, Coin) else value


class CoinKeyField(models.CharField):
    def to_python(self, value: Any) -> Any:
        return value


class HandField(models.Field):
    """A type of the database that nobody knows."""

    def db_type(self, connection: Any) -> str:
        return "varchar(20)"


class Treasury(models.Model):
    """Fields that nobody can read without instructions."""

    coin = CoinField(null=True)
    hand = HandField(null=True)
    größe = models.IntegerField(null=True)  # noqa: PLC2401
    plain = models.IntegerField(null=True)


class Chest(models.Model):
    """Its key is one of them."""

    code = CoinKeyField(max_length=10, primary_key=True)
    name = models.CharField(max_length=10)


class Lock(models.Model):
    chest = models.ForeignKey(Chest, models.CASCADE, related_name="locks")


class Archive(models.Model):
    """Names of more than 63 bytes."""

    title = models.CharField(max_length=50, db_column=f"title_{LONG}")
    next = models.ForeignKey("self", models.SET_NULL, null=True, db_column=f"next_{LONG}")

    class Meta:
        db_table = f"museum_{LONG}"


Archive.add_to_class(f"{LONG}_field", models.IntegerField(null=True, db_column="short"))


class Ledger(models.Model):
    """A table in a schema of its own, that somebody else looks after."""

    amount = models.IntegerField()
    exhibit = models.ForeignKey(Exhibit, models.DO_NOTHING, related_name="ledgers", db_constraint=False)

    class Meta:
        managed = False
        db_table = 'annex"."ledger of 2024'


class Attendance(models.Model):
    """A view, which has neither a key nor a foreign key of its own."""

    exhibit = models.IntegerField(primary_key=True, db_column="exhibit_id")
    visits = models.IntegerField()
    best = models.IntegerField()

    class Meta:
        managed = False
        db_table = "museum_attendance"


WIDE = [f"c{number:03}" for number in range(200)]
Wide = type(
    "Wide",
    (models.Model,),
    {
        "__module__": __name__,
        **{name: models.IntegerField(null=True) for name in WIDE},
        "Meta": type("Meta", (), {"verbose_name_plural": "wide"}),
    },
)
