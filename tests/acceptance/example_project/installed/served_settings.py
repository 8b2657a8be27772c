"""The example's settings, for a server whose tests are its trusted proxy: it may name an editor."""

from example_project.settings import *  # noqa: F403
from example_project.settings import GRAPHGATE as _GRAPHGATE

GRAPHGATE = {
    **_GRAPHGATE,
    "AUTH": [
        {"type": "django_session"},
        {
            "type": "header",
            "name": "X-Proxy",
            "exists": True,
            "user_id_header": "X-Proxy-User",
            "role_header": "X-Proxy-Role",
        },
    ],
    "TRUSTED_PROXIES": ["127.0.0.1/32"],
}
