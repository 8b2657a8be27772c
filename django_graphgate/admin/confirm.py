"""A page between saving and saved: which operations stop working, and for whom."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import router, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from django_graphgate.access.live import load_access
from django_graphgate.admin.acting import ActingAdmin
from django_graphgate.admin.impact import Impact, impact_of
from django_graphgate.errors import ConfigurationError, DatabaseUnavailable
from django_graphgate.models import Role
from django_graphgate.rules.model import StoredRole

_BEFORE = "graphgate.before"
"""Where a request keeps the roles as they were; no header of a request can have this name."""
_CONFIRMED = "_confirmed"
_NOT_SENT_AGAIN = frozenset({"csrfmiddlewaretoken", _CONFIRMED})


class ConfirmsImpact(ActingAdmin):
    """Saves and deletes; where that stops operations, it is undone until somebody confirms it.

    Several rows at once are not deleted: each may have consequences of its own.
    """

    actions = None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        view = super().changeform_view
        return self._watched(request, lambda: view(request, object_id, form_url, extra_context))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        view = super().delete_view
        return self._watched(request, lambda: view(request, object_id, extra_context))

    def _watched(self, request: HttpRequest, view: Callable[[], Any]) -> Any:
        """Run a view; its changes are those between the roles before and those before its response."""
        if request.method != "POST":
            return view()
        alias = router.db_for_write(Role)
        with transaction.atomic(using=alias):
            request.META[_BEFORE] = _roles(alias)
            return view()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return self.question(request) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self.question(request) or super().response_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> Any:
        return self.question(request) or super().response_delete(request, obj_display, obj_id)

    def question(self, request: HttpRequest) -> HttpResponse | None:
        """The page that asks, with all changes undone; ``None`` where nothing stops or it was confirmed."""
        impact = self._impact(request)
        if impact is None or not impact.stopped or request.POST.get(_CONFIRMED) == impact.digest():
            return None
        transaction.set_rollback(True, using=router.db_for_write(Role))
        sent = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _NOT_SENT_AGAIN
            for value in values
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Operations stop working",
            "opts": self.opts,
            "impact": impact,
            "sent": [*sent, (_CONFIRMED, impact.digest())],
        }
        return TemplateResponse(request, "admin/graphgate/confirm_impact.html", context)

    def _impact(self, request: HttpRequest) -> Impact | None:
        before: Mapping[str, StoredRole] | None = request.META.get(_BEFORE)
        after = _roles(router.db_for_write(Role))
        if before is None or after is None:
            return None
        try:
            return impact_of(before, after)
        except ConfigurationError as error:
            sentence = f"Which operations stop working could not be looked up: {error.message}"
            self.message_user(request, sentence, messages.WARNING)
            return None


def _roles(alias: str) -> Mapping[str, StoredRole] | None:
    """The roles as this transaction sees them; ``None`` where they cannot be read."""
    try:
        return load_access(alias).roles
    except (ConfigurationError, DatabaseUnavailable):
        return None
