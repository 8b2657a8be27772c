from django.apps import AppConfig


class LaddersConfig(AppConfig):
    name = "tests.support.apps.ladders"
    label = "ladders"
    default_auto_field = "django.db.models.BigAutoField"
