"""The front page, the admin and the API."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path

from example_project.atlas.views import front_page

urlpatterns = [
    path("", front_page, name="front-page"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("django_graphgate.urls")),
    # Serves only with DEBUG, so that any server shows the front page while developing.
    *staticfiles_urlpatterns(),
]
