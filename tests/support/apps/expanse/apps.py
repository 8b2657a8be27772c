from django.apps import AppConfig


class ExpanseConfig(AppConfig):
    name = "tests.support.apps.expanse"
    label = "expanse"
    default_auto_field = "django.db.models.BigAutoField"
