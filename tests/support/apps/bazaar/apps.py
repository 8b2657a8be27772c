"""The tables of GraphJin's tests."""

from django.apps import AppConfig


class BazaarConfig(AppConfig):
    name = "tests.support.apps.bazaar"
    label = "bazaar"
