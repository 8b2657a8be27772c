"""The example's settings, with a second service that has a key of its own."""

from example_project.settings import *  # noqa: F403
from example_project.settings import GRAPHGATE as _GRAPHGATE

GRAPHGATE = {
    **_GRAPHGATE,
    "NAMED_AUTH": {
        **_GRAPHGATE["NAMED_AUTH"],
        "monitor": {"type": "header", "name": "X-Monitor", "value": {"env": "MONITOR_KEY"}},
    },
}
