"""Plain admin pages; big tables are chosen from by search, never by a list of all rows."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from example_project.atlas.models import Airport, City, Country, Review, Traveller, Trip


@admin.register(Country)
class CountryAdmin(admin.ModelAdmin):
    list_display = ("name", "iso2", "continent", "capital", "population", "currency")
    list_filter = ("continent",)
    search_fields = ("name", "iso2", "capital")
    filter_horizontal = ("neighbours",)


@admin.register(City)
class CityAdmin(admin.ModelAdmin):
    list_display = ("name", "country", "population", "timezone")
    list_select_related = ("country",)
    search_fields = ("name",)
    autocomplete_fields = ("country",)


@admin.register(Airport)
class AirportAdmin(admin.ModelAdmin):
    list_display = ("icao", "iata", "name", "city", "country", "elevation")
    list_select_related = ("city", "country")
    search_fields = ("icao", "iata", "name", "city__name")
    autocomplete_fields = ("city", "country")


@admin.register(Traveller)
class TravellerAdmin(UserAdmin):
    autocomplete_fields = ("home_airport",)
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Travelling"), {"fields": ("home_airport", "bio")}))


@admin.register(Trip)
class TripAdmin(admin.ModelAdmin):
    list_display = ("id", "owner", "origin", "destination", "date", "price", "public")
    list_select_related = ("owner", "origin", "destination")
    list_filter = ("public",)
    date_hierarchy = "date"
    search_fields = ("owner__username", "origin__name", "destination__name")
    autocomplete_fields = ("owner", "origin", "destination", "companions")


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    list_display = ("airport", "author", "rating", "created_at")
    list_select_related = ("airport", "author")
    list_filter = ("rating",)
    search_fields = ("airport__name", "author__username", "text")
    autocomplete_fields = ("airport", "author")
