"""An app whose models have the names of other apps' models."""

from django.apps import AppConfig


class TwinsConfig(AppConfig):
    name = "tests.support.apps.twins"
    label = "twins"
