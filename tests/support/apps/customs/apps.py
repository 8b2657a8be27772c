from django.apps import AppConfig


class CustomsConfig(AppConfig):
    name = "tests.support.apps.customs"
    label = "customs"
