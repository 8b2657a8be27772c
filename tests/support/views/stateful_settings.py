"""The settings of a server whose middleware leaves something on its connection."""

from tests.support.views.serving_settings import *  # noqa: F403

MIDDLEWARE = ["tests.support.views.stateful.middleware"]
