"""The settings of a server whose middleware leaves something on its connection."""

from tests.views.serving_settings import *  # noqa: F403

MIDDLEWARE = ["tests.views.stateful.middleware"]
