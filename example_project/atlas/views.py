"""The front page: a human looks at it, and its script uses the API as any front end would."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from django_graphgate.conf import get_settings
from example_project.atlas.models import Country

OPERATIONS = ("CountryList", "CountryDetail", "AirportDetail")
"""What the page runs: in production by name alone, in development with the text."""

CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def operation_file(name: str) -> Path:
    """The file of an operation: ``CountryList`` stands in ``country_list.graphql``."""
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
    return Path(settings.BASE_DIR) / "operations" / f"{snake}.graphql"


@require_safe
@ensure_csrf_cookie
def front_page(request: HttpRequest) -> HttpResponse:
    production = get_settings().production()
    texts = {} if production else {name: operation_file(name).read_text("utf-8") for name in OPERATIONS}
    context = {
        "continents": [choice for choice in Country.Continent.choices if choice[0] != "AN"],
        "production": production,
        "page": {"endpoint": f"{reverse('front-page')}api/v1/graphql", "texts": texts},
    }
    response = render(request, "atlas/front_page.html", context)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
