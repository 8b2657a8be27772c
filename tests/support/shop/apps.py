"""The app whose models the tests query."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "tests.support.shop"
    label = "shop"
