"""Models whose API names clash: with each other, with those of the museum, with GraphQL's own types."""

from __future__ import annotations

from django.db import models


class Room(models.Model):
    """The museum has one too."""

    number = models.IntegerField()


class Hall(models.Model):
    """Its table is the museum's other name for a room."""

    class Meta:
        db_table = "twins_rooms"


class Ticket(models.Model):
    price = models.IntegerField()


class TicketOrder(models.Model):
    """What the ordering of tickets is called."""

    note = models.TextField()


class Query(models.Model):
    """GraphQL's own."""

    text = models.TextField()


class Straße(models.Model):  # noqa: PLC2401
    """No GraphQL name."""

    name = models.TextField()


class Place(models.Model):
    """A column and a relation from elsewhere, both called ``city_id``."""

    city = models.ForeignKey(Hall, models.CASCADE, related_name="+")


class Visit(models.Model):
    place = models.ForeignKey(Place, models.CASCADE, related_name="city_id")

    class Meta:
        db_table = "twins_visit"
