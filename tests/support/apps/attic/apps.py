"""An app whose default managers hide rows."""

from django.apps import AppConfig


class AtticConfig(AppConfig):
    name = "tests.support.apps.attic"
    label = "attic"
