"""The admin and the API, as a project has them."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("api/v1/", include("django_graphgate.urls"))]
