"""The tables of the atlas.

Countries and cities come from GeoNames, airports from airportsdata; ``load_atlas`` fills them.
Travellers, trips and reviews are invented.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Country(models.Model):
    class Continent(models.TextChoices):
        AFRICA = "AF", "Africa"
        ANTARCTICA = "AN", "Antarctica"
        ASIA = "AS", "Asia"
        EUROPE = "EU", "Europe"
        NORTH_AMERICA = "NA", "North America"
        OCEANIA = "OC", "Oceania"
        SOUTH_AMERICA = "SA", "South America"

    id = models.BigIntegerField("GeoNames id", primary_key=True)
    iso2 = models.CharField(
        "ISO code", max_length=2, unique=True, help_text="ISO 3166-1 alpha-2, such as FR."
    )
    name = models.CharField(max_length=100)
    continent = models.CharField(max_length=2, choices=Continent.choices)
    capital = models.CharField(
        max_length=100, blank=True, help_text="Name of the capital; empty without one."
    )
    population = models.BigIntegerField(default=0)
    area = models.PositiveIntegerField(default=0, help_text="Square kilometres.")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217 code, such as EUR.")
    neighbours = models.ManyToManyField(
        "self", symmetrical=True, blank=True, help_text="Countries with a common land border."
    )

    class Meta:
        verbose_name_plural = "countries"
        ordering = ("name",)
        indexes = (models.Index(fields=("continent", "name"), name="atlas_country_continent"),)

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    id = models.BigIntegerField("GeoNames id", primary_key=True)
    name = models.CharField(max_length=200, db_index=True)
    country = models.ForeignKey(Country, models.CASCADE, related_name="cities", db_index=False)
    latitude = models.FloatField(help_text="Degrees north.")
    longitude = models.FloatField(help_text="Degrees east.")
    population = models.PositiveIntegerField(default=0)
    timezone = models.CharField("time zone", max_length=50, help_text="Name in the IANA database.")

    class Meta:
        verbose_name_plural = "cities"
        ordering = ("name",)
        indexes = (
            # Also serves the foreign key, which therefore has no index of its own.
            models.Index(fields=("country", "-population", "id"), name="atlas_city_largest"),
            models.Index(fields=("-population", "id"), name="atlas_city_population"),
        )

    def __str__(self) -> str:
        return self.name


class Airport(models.Model):
    icao = models.CharField(
        "ICAO code", max_length=4, unique=True, help_text="Of the ICAO, or the local code in its form."
    )
    iata = models.CharField(
        "IATA code",
        max_length=3,
        unique=True,
        null=True,
        blank=True,
        help_text="The code on tickets; most small airfields have none.",
    )
    name = models.CharField(max_length=100)
    city = models.ForeignKey(
        City,
        models.SET_NULL,
        related_name="airports",
        null=True,
        blank=True,
        help_text="The city it serves; none where the next one is far away.",
    )
    country = models.ForeignKey(Country, models.CASCADE, related_name="airports", db_index=False)
    latitude = models.FloatField(help_text="Degrees north.")
    longitude = models.FloatField(help_text="Degrees east.")
    elevation = models.IntegerField(default=0, help_text="Feet above the sea.")
    timezone = models.CharField("time zone", max_length=50, help_text="Name in the IANA database.")

    class Meta:
        ordering = ("name",)
        indexes = (
            models.Index(fields=("country", "name"), name="atlas_airport_country"),
            models.Index(fields=("name",), name="atlas_airport_name"),
            models.Index(fields=("-elevation", "id"), name="atlas_airport_highest"),
        )

    def __str__(self) -> str:
        return f"{self.iata or self.icao} {self.name}"


class Traveller(AbstractUser):
    """The project's user model."""

    home_airport = models.ForeignKey(
        Airport, models.SET_NULL, related_name="locals", null=True, blank=True, verbose_name="home airport"
    )
    bio = models.TextField(blank=True, help_text="What others may read about this traveller.")
    favourites = models.ManyToManyField(
        Airport, related_name="favoured_by", blank=True, help_text="Airports that this traveller likes."
    )

    class Meta:
        verbose_name = "traveller"
        verbose_name_plural = "travellers"
        ordering = ("username",)


class Trip(models.Model):
    owner = models.ForeignKey(Traveller, models.CASCADE, related_name="trips", db_index=False)
    origin = models.ForeignKey(Airport, models.PROTECT, related_name="departures", db_index=False)
    destination = models.ForeignKey(Airport, models.PROTECT, related_name="arrivals", db_index=False)
    date = models.DateField(help_text="Day of departure at the origin.")
    price = models.DecimalField(
        max_digits=8, decimal_places=2, validators=[MinValueValidator(0)], help_text="Euro, all passengers."
    )
    public = models.BooleanField(default=False, help_text="Everybody may see this trip.")
    notes = models.TextField(blank=True)
    companions = models.ManyToManyField(Traveller, related_name="joined_trips", blank=True)

    class Meta:
        ordering = ("-date", "id")
        indexes = (
            models.Index(fields=("owner", "-date", "id"), name="atlas_trip_owner"),
            models.Index(fields=("origin", "date", "id"), name="atlas_trip_departures"),
            models.Index(fields=("destination", "date", "id"), name="atlas_trip_arrivals"),
            models.Index(fields=("public", "date", "id"), name="atlas_trip_public"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(price__gte=0), name="atlas_trip_price"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="atlas_trip_goes_somewhere"),
        )

    def __str__(self) -> str:
        return f"Trip {self.pk} on {self.date}"


class Review(models.Model):
    airport = models.ForeignKey(Airport, models.CASCADE, related_name="reviews", db_index=False)
    author = models.ForeignKey(Traveller, models.CASCADE, related_name="reviews")
    rating = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)], help_text="From 1, poor, to 5, excellent."
    )
    text = models.TextField()
    created_at = models.DateTimeField("written at", default=timezone.now)

    class Meta:
        ordering = ("-created_at", "id")
        indexes = (
            models.Index(fields=("airport", "-created_at", "id"), name="atlas_review_airport"),
            models.Index(fields=("rating", "-created_at", "id"), name="atlas_review_rating"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="atlas_review_stars"),
            models.UniqueConstraint(fields=("airport", "author"), name="atlas_review_once"),
        )

    def __str__(self) -> str:
        return f"Review {self.pk}: {self.rating} of 5"


class Leader(models.Model):
    """A line of the leaderboard: a materialised view on PostgreSQL, a table elsewhere.

    The action ``refresh_leaderboard`` computes it again; until then it is as old as the last refresh.
    """

    traveller = models.OneToOneField(
        Traveller, models.DO_NOTHING, primary_key=True, related_name="standing", db_constraint=False
    )
    trips = models.BigIntegerField(help_text="Public trips.")
    reviews = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "atlas_leaders"
        ordering = ("-trips", "-reviews", "traveller")

    def __str__(self) -> str:
        return f"{self.trips} trips, {self.reviews} reviews"
