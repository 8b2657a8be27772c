"""The API as a project mounts it."""

from django.urls import include, path

from django_graphgate.views import GraphQLView, gate_path

urlpatterns = [
    path("api/v1/", include("django_graphgate.urls")),
    gate_path("mobile", GraphQLView(namespace="mobile"), "mobile"),
]
