"""The page of the project's findings."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse

from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.findings import findings
from django_graphgate.findings.finding import Finding, summary


def findings_view(role_admin: admin.ModelAdmin, request: HttpRequest) -> TemplateResponse:
    """What makes the project weaker than it could be; for everybody who may see roles."""
    if not role_admin.has_view_permission(request):
        raise PermissionDenied
    reported: list[Finding] = []
    problem = ""
    try:
        reported = findings()
    except (ConfigurationError, RequestRejected) as error:
        problem = error.message
    context = {
        **role_admin.admin_site.each_context(request),
        "title": "Findings",
        "opts": role_admin.opts,
        "findings": reported,
        "problem": problem,
        "summary": summary(reported),
    }
    return TemplateResponse(request, "admin/graphgate/findings.html", context)
