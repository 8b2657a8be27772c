"""The front page: a human looks at it, and its script uses the API as any front end would."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from django_graphgate.conf import get_settings
from example_project.atlas.models import Country
from example_project.atlas.operations import read_operations

READ = ("CountryList", "CountryDetail", "AirportDetail", "MyAirport", "Leaderboard")
WRITTEN = ("AddFavourite", "RemoveFavourite", "SaveReview", "DeleteReview")
SENT = (*READ, *WRITTEN)
"""The operations that the page sends: in production by name alone, in development with their text."""

CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@require_safe
@ensure_csrf_cookie
def front_page(request: HttpRequest) -> HttpResponse:
    production = get_settings().production()
    known = {} if production else read_operations()
    context = {
        "continents": Country.Continent.choices,
        "production": production,
        "page": {
            "endpoint": f"{reverse('front-page')}api/v1/graphql",
            "signedIn": request.user.is_authenticated,
            "texts": {name: known[name].text for name in SENT if name in known},
        },
    }
    response = render(request, "atlas/front_page.html", context)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
