"""Actions: what each runs, for whom, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.admin.action_form import SQL_FIELDS, ActionForm
from django_graphgate.admin.defined import DefinedAdmin, is_frozen
from django_graphgate.admin.definition_texts import (
    guard_text,
    limits_table,
    parameters_table,
    return_text,
    sql_text,
)
from django_graphgate.admin.recorded import moment_text
from django_graphgate.admin.run_view import run_view
from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.non_atomic import non_atomic
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.models import Action, ActionRun

SQL, OPERATION, CALLABLE = "sql", "operation", "callable"


class ActionAdmin(DefinedAdmin):
    """SQL runs without any rule, so writing it needs a permission of its own."""

    form = ActionForm
    section = "actions"
    list_display = ("name", "source", "guard", "state", "runs", "last_run")
    list_filter = ("source", "enabled")
    search_fields = ("name",)
    ordering = ("name",)

    # -- the list --------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Action]:
        actions: QuerySet[Action] = super().get_queryset(request)
        runs = ActionRun._default_manager.filter(action=OuterRef("name")).order_by().values("action")
        return actions.annotate(
            number_of_runs=Coalesce(Subquery(runs.annotate(count=Count("pk")).values("count")), 0),
            latest_run=Subquery(runs.annotate(latest=Max("created_at")).values("latest")),
        )

    @admin.display(description="runs", ordering="number_of_runs")
    def runs(self, action: Action) -> SafeString | str:
        """How many are kept, and the way to them."""
        number = int(getattr(action, "number_of_runs", 0))
        if not number:
            return "-"
        return format_html('<a href="{}">{}</a>', self._runs_url(action), number)

    def _runs_url(self, action: Action) -> str:
        url = reverse("admin:graphgate_actionrun_changelist", current_app=self.admin_site.name)
        return f"{url}?action={action.name}"

    @admin.display(description="last run", ordering="latest_run")
    def last_run(self, action: Action) -> str:
        return moment_text(getattr(action, "latest_run", None))

    @admin.display(description="state", ordering=F("enabled").asc())
    def state(self, action: Action) -> str:
        """Whether anybody can run it, in words."""
        if not action.enabled:
            return "switched off"
        return "on" if self.definition(action) else "not defined"

    # -- the definition, to be read --------------------------------------------------------------

    def definition(self, action: Action) -> ActionDefinition | None:
        """What runs; ``None`` where nothing does."""
        try:
            return current_definitions().get_action(action.name)
        except ConfigurationError:
            return None

    @admin.display(description="guard")
    def guard(self, action: Action) -> str:
        definition = self.definition(action)
        return "-" if definition is None else guard_text(definition)

    @admin.display(description="description")
    def about(self, action: Action) -> str:
        definition = self.definition(action)
        return (definition.description if definition else "") or "-"

    @admin.display(description="runs")
    def target(self, action: Action) -> SafeString | str:
        definition = self.definition(action)
        if definition is None:
            return "Nothing: neither actions.json nor the project's code has it."
        if definition.source == CALLABLE:
            return format_html("<code>{}</code>", definition.path)
        if definition.source == SQL:
            return sql_text(definition)
        return format_html(
            "operation <code>{}</code>",
            "/".join(filter(None, (definition.namespace, definition.operation))),
        )

    @admin.display(description="parameters")
    def parameters_shown(self, action: Action) -> SafeString | str:
        definition = self.definition(action)
        if definition is not None and definition.source == OPERATION:
            return "The variables of the operation."
        return "-" if definition is None else parameters_table(definition.parameters)

    @admin.display(description="returns")
    def returns_shown(self, action: Action) -> str:
        definition = self.definition(action)
        return "-" if definition is None else return_text(definition.returns)

    @admin.display(description="bounds")
    def limits(self, action: Action) -> SafeString | str:
        definition = self.definition(action)
        return "-" if definition is None else limits_table(definition)

    # -- run now ---------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = non_atomic(self.admin_site.admin_view(self.run_view))
        return [path("<path:object_id>/run/", view, name="graphgate_action_run"), *super().get_urls()]

    def has_run_permission(self, request: HttpRequest) -> bool:
        """To look at actions, and to run them."""
        allowed = request.user.has_perm("graphgate.run_action")
        return bool(allowed and self.has_view_permission(request))

    def run_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A guard is for callers of the API: here the permission decides."""
        if not self.has_run_permission(request):
            raise PermissionDenied
        # not locked: its switch is for those who want to stop the next run while this one runs
        action = admin.ModelAdmin.get_object(self, request, unquote(object_id))
        if action is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        try:
            definition = current_definitions().get_action(action.name)
        except ConfigurationError as error:
            return self._refused(request, error)
        if definition is None:
            return self._refused(request, ConfigurationError(f"{action.name} is not defined."))
        return run_view(self, request, action, definition)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        action = options.get("obj")
        if action is not None and self.has_run_permission(request) and self.definition(action):
            context["run_url"] = self.page_url("run", action.pk)
        if action is not None and request.user.has_perm("graphgate.view_actionrun"):
            context["runs_url"], context["runs_label"] = self._runs_url(action), "Runs"
        return super().render_change_form(request, context, *args, **options)

    # -- who may do what -------------------------------------------------------------------------

    def may_write_sql(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("graphgate.change_action_sql"))

    def may_edit(self, request: HttpRequest, obj: Any) -> bool:
        """A callable is edited where it is written."""
        return super().may_edit(request, obj) and (obj is None or obj.source != CALLABLE)

    def edited(self, request: HttpRequest, obj: Any) -> Any:
        """The form, as far as it is for this source and this person."""
        sources = {SQL, OPERATION} if obj is None else {obj.source}
        writes_sql = self.may_write_sql(request)
        target = [
            *(SQL_FIELDS if SQL in sources and writes_sql else ["target"] if sources == {SQL} else []),
            *([("operation", "namespace")] if OPERATION in sources else []),
            *(["parameters"] if SQL in sources else []),
        ]
        how = [("transaction", "background"), "database"] if writes_sql else ["background"]
        return [
            (None, {"fields": ("name", "enabled", "description")}),
            ("What it runs", {"fields": target}),
            ("Who may run it", {"fields": ("auth_name", "roles", "public")}),
            ("How it runs", {"fields": (("timeout", "max_affected"), "lock", *how)}),
        ]

    def shown(self, obj: Any) -> Any:
        """What a callable returns is declared; what others return is not."""
        returns = ["returns_shown"] if obj is not None and obj.source == CALLABLE else []
        return [
            (None, {"fields": ("name", "source", "enabled", "about")}),
            ("What it runs", {"fields": ("target", "parameters_shown", *returns)}),
            ("Who may run it", {"fields": ("guard",)}),
            ("How it runs", {"fields": ("limits",)}),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        if obj is None or not allowed:
            return allowed
        return obj.source != CALLABLE and (obj.source != SQL or self.may_write_sql(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Webhooks that run an action keep it from being deleted."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        names = {action.name for action in objs}
        try:
            webhooks = current_definitions().webhooks.values()
        except ConfigurationError as error:
            return deleted, counts, lacking, [*protected, error.message]
        users = [f"Webhook {webhook.name}" for webhook in webhooks if webhook.action in names]
        return deleted, counts, lacking, [*protected, *users]

    def notice(self, request: HttpRequest, obj: Any) -> str:
        if obj is not None and obj.source == CALLABLE and not is_frozen():
            return (
                f"It is defined in the project's code, {obj.definition.get('path', '')}, and changed there."
            )
        return super().notice(request, obj)
