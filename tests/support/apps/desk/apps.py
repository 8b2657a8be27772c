"""An app of choices, large numbers, and tables in several schemas."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tests.support.apps.desk"
    label = "desk"
