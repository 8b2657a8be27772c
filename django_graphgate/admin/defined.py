"""Pages of what ``actions.json`` defines: edited in development, read-only but for the switch where it is frozen."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

import contextlib
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db import router, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.admin.acting import ActingAdmin
from django_graphgate.admin.entry_file import EntryChanged, remove_entry, write_entry
from django_graphgate.admin.entry_form import EntryForm
from django_graphgate.admin.switching import switches
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.publishing.sync_actions import mirror_definitions

_CHANGED = "Others have changed this entry of actions.json meanwhile. Nothing was saved."
_PROBLEM = "graphgate.problem"
"""Where a request keeps why its form could not be saved; no header of a request can have this name."""
_TRIES = 3
"""How often a page is saved while others keep changing its entry of the file."""


def is_frozen() -> bool:
    """Whether definitions come with a release; settings that cannot be read count as production."""
    try:
        return get_settings().production()
    except ConfigurationError:
        return True


def _problem() -> str:
    """Why nothing is defined at all, as long as that is so."""
    try:
        current_definitions()
    except ConfigurationError as error:
        return f"{error.message} {error.hint}".strip()
    return ""


class DefinedAdmin(ActingAdmin):
    """The list is what the file says.  The switch is of the table, and works in production too."""

    form: type[EntryForm] = EntryForm
    section: ClassVar[str] = ""
    """The file's list of these entries."""
    actions: Any = switches()
    change_form_template = "admin/graphgate/defined/change_form.html"

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    # -- the file and the table ------------------------------------------------------------------

    def _mirror(self, request: HttpRequest) -> None:
        """Somebody may have edited the file.  A release mirrors its own with ``graphgate_sync``."""
        if not is_frozen() and self.has_view_or_change_permission(request):
            with contextlib.suppress(ConfigurationError):  # the page says what is wrong
                mirror_definitions(current_definitions())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        self._mirror(request)
        if self.has_view_or_change_permission(request) and (problem := _problem()):
            self.message_user(request, problem, messages.ERROR)
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Again where the file has changed since it was read, or cannot be written: the form keeps what was typed."""
        view = super().changeform_view
        for _ in range(_TRIES):
            self._mirror(request)
            try:
                return view(request, object_id, form_url, extra_context)
            except EntryChanged:
                continue
            except ConfigurationError as error:
                request.META[_PROBLEM] = f"{error.message} {error.hint}".strip()
                break
        request.META.setdefault(_PROBLEM, _CHANGED)
        return view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self._mirror(request)
        try:
            return super().delete_view(request, object_id, extra_context)
        except EntryChanged:
            return self._refused(request, ConfigurationError(_CHANGED))
        except ConfigurationError as error:
            return self._refused(request, error)

    def _refused(self, request: HttpRequest, error: ConfigurationError) -> HttpResponse:
        self.message_user(request, f"{error.message} {error.hint}".strip(), messages.ERROR)
        return self.response_post_save_change(request, None)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Locked where it is going to be saved: a release may mirror its definitions meanwhile."""
        row = super().get_object(request, object_id, from_field)
        alias = router.db_for_write(self.model)
        if row is None or request.method != "POST" or not transaction.get_connection(alias).in_atomic_block:
            return row
        return self.model._default_manager.using(alias).select_for_update().filter(pk=row.pk).first()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        if form.edits_entry:
            write_entry(self.section, obj.definition, before=form.entry_before if change else None)
            for sentence in form.warnings:
                self.message_user(request, sentence, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        remove_entry(self.section, obj.name, before=obj.definition)

    # -- the page --------------------------------------------------------------------------------

    def may_edit(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the definition can be changed here, and by this person."""
        if is_frozen():
            return False
        return self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.edited(request, obj) if self.may_edit(request, obj) else self.shown(obj)

    def edited(self, request: HttpRequest, obj: Any) -> Any:
        """Fieldsets of the form."""
        raise NotImplementedError

    def shown(self, obj: Any) -> Any:
        """Fieldsets of the page where the definition is read-only."""
        raise NotImplementedError

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Names are URLs: they stay."""
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        forms = set(self.form.base_fields)
        return [name for name in shown if name not in forms or (name == "name" and obj is not None)]

    def get_form(self, request: HttpRequest, obj: Any = None, *arguments: Any, **options: Any) -> Any:
        """A form takes its declared fields from any request, whether the page has them or not: here it does not."""
        form: Any = super().get_form(request, obj, *arguments, **options)
        fields = set(flatten_fieldsets(self.get_fieldsets(request, obj)))
        fields -= set(self.get_readonly_fields(request, obj))
        form.problem = request.META.get(_PROBLEM, "")
        form.base_fields = {name: field for name, field in form.base_fields.items() if name in fields}
        return form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        context["notice"] = self.notice(request, options.get("obj"))
        context["problem"] = _problem()
        return super().render_change_form(request, context, *args, **options)

    def notice(self, request: HttpRequest, obj: Any) -> str:
        """Why the definition is read-only, where permissions are not the reason."""
        if is_frozen():
            return (
                "The definition is frozen: it changes with a release. Only the switch is of this page, and holds"
                " from the next request."
            )
        return ""

    # -- who may do what -------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not is_frozen() and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not is_frozen() and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest, action_location: Any = None) -> Any:
        """Rows are deleted one by one, with their entries of the file: else they would come back switched on."""
        located = {} if action_location is None else {"action_location": action_location}  # of Django 6.1
        actions = super().get_actions(request, **located)
        actions.pop("delete_selected", None)
        return actions

    def page_url(self, page: str, *arguments: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=arguments, current_app=self.admin_site.name)
