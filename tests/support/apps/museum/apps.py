"""The app whose models are what third parties' models are like."""

from django.apps import AppConfig


class MuseumConfig(AppConfig):
    name = "tests.support.apps.museum"
    label = "museum"
