"""What Prometheus reads, for callers of one authenticator."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from django_graphgate.auth.chain import named_authenticator
from django_graphgate.auth.named import refused_by_database, require_named_auth
from django_graphgate.conf import Settings, get_settings
from django_graphgate.errors import Forbidden, MethodNotAllowed
from django_graphgate.ir.identity import Identity
from django_graphgate.views.health import confirmed
from django_graphgate.views.negotiation import JSON
from django_graphgate.views.responses import options, plain, refused, respond
from django_graphgate.views.statuses import PROFILES

METHODS = ("GET", "HEAD", "OPTIONS")


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, or that of OpenMetrics for clients that accept it.

    Without ``METRICS`` there is no such page.  Without ``METRICS_AUTH`` nobody may read it.
    """
    try:
        settings = get_settings()
        if settings.METRICS:
            return options(METHODS) if request.method == "OPTIONS" else _answer(request, settings)
    except Exception as error:  # noqa: BLE001  what nobody expected is one neutral line
        return respond(request, refused(error), JSON, PROFILES["legacy"])
    raise Http404


def _answer(request: HttpRequest, settings: Settings) -> HttpResponse:
    from django_graphgate.telemetry.prometheus import exposition

    if request.method not in METHODS:
        raise MethodNotAllowed(headers={"Allow": ", ".join(METHODS)})
    name = settings.METRICS_AUTH
    if name is None:
        raise Forbidden(detail="METRICS_AUTH names nobody who may read metrics")
    caller = require_named_auth(name, Identity.anonymous(), request)
    if not confirmed(request, caller, named_authenticator(name)):
        raise refused_by_database(caller)
    body, media = exposition(request.META.get("HTTP_ACCEPT", ""))
    return plain(request, body, media)
