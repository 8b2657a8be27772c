"""The API under two URLs of one project."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("django_graphgate.urls")),
    path("inner/", include("django_graphgate.urls", namespace="inner")),
]
