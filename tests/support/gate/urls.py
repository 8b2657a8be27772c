"""The gate's URLs, and a view of the project's own that runs an operation in its transaction."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from django_graphgate import get_gate


def own_view(request: HttpRequest) -> HttpResponse:
    """With ``ATOMIC_REQUESTS`` Django puts a transaction around this one."""
    gate = get_gate()
    result = gate.execute(name="Products", identity=gate.identify(request))
    return HttpResponse(result.body(), content_type="application/json", status=result.status)


urlpatterns = [path("api/", include("django_graphgate.urls")), path("own", own_view)]
