"""Roles: their order, who has them, and their rules in short."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import router, transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from django_graphgate.access.live import state_alias
from django_graphgate.admin.confirm import ConfirmsImpact
from django_graphgate.admin.copying import CopyForm, copy_role
from django_graphgate.admin.editing import UnchangedSince
from django_graphgate.admin.exposure import exposure_view
from django_graphgate.admin.findings import findings_view
from django_graphgate.admin.holders import BY_NAME, CALLERS, holders_of
from django_graphgate.admin.moving import last_position, move_role
from django_graphgate.admin.role_lines import ancestors, lines_of
from django_graphgate.admin.role_problems import match_problems, rules_problem
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, DatabaseUnavailable
from django_graphgate.matching.choice import role_choice
from django_graphgate.models import Role, TableRule
from django_graphgate.rules.model import StoredRole


class RoleForm(UnchangedSince, forms.ModelForm):
    """A role without its rules."""

    def clean_match(self) -> str:
        """Parsed over the row that decides roles, as the gate does."""
        match = str(self.cleaned_data["match"]).strip()
        role = StoredRole(name=str(self.cleaned_data.get("name", "")), match=match)
        try:
            with transaction.atomic(using=state_alias()):
                role_choice([role], get_settings())
        except ConfigurationError as error:
            raise ValidationError(f"{error.message} {error.hint}".strip()) from error
        return match

    def clean_extends(self) -> Role | None:
        """Roles that inherit from one another in a circle could do nothing."""
        parent: Role | None = self.cleaned_data["extends"]
        if parent is not None and self.instance.pk is not None:
            circle = [parent, *ancestors(parent)]
            if any(role.pk == self.instance.pk for role in circle):
                names = " extends ".join(role.name for role in (self.instance, *circle))
                raise ValidationError(f"A role cannot extend itself: {names}.")
        return parent


class RoleAdmin(ConfirmsImpact):
    """A change holds from the next request, in every process."""

    form = RoleForm
    fields = (("name", "extends"), "description", "match")
    list_display = ("name", "order", "who", "extends", "number_of_rules", "description")
    list_select_related = ("extends",)
    search_fields = ("name", "description", "match", "rules__table")
    search_help_text = "Name, description, match, or a table that the role has a rule for"
    ordering = ("position", "name")
    sortable_by = ()

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("exposure/", wrap(partial(exposure_view, self)), name="graphgate_exposure"),
            path("findings/", wrap(partial(findings_view, self)), name="graphgate_findings"),
            path("<path:object_id>/move/<str:direction>/", wrap(self.move_view), name="graphgate_role_move"),
            path("<path:object_id>/users/", wrap(self.holders_view), name="graphgate_role_users"),
            path("<path:object_id>/copy/", wrap(self.copy_view), name="graphgate_role_copy"),
            *super().get_urls(),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name in {"description", "match"}:
            options["widget"] = AdminTextareaWidget(attrs={"rows": 2, "cols": 80})
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "extends" and field is not None:
            for button in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{button}_related", False)
        return field

    # -- the list -------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        roles: QuerySet[Role] = super().get_queryset(request)
        return roles.annotate(number_of_rules=Count("rules", distinct=True))

    @admin.display(description="rules", ordering="number_of_rules")
    def number_of_rules(self, role: Role) -> int:
        return int(getattr(role, "number_of_rules", 0))

    @admin.display(description="who has it")
    def who(self, role: Role) -> SafeString | str:
        """The match, or in words who has a role without."""
        if role.match:
            return format_html("<code>{}</code>", role.match)
        return CALLERS.get(role.name, BY_NAME)

    @admin.display(description="order")
    def order(self, role: Role) -> SafeString:
        """Buttons of the list's own form, each with an address of its own: no script is needed."""
        button = (
            '<button type="submit" class="button graphgate-move" formaction="{}" title="Move {} {}"'
            ' aria-label="Move {} {}">{}</button>'
        )
        buttons = [
            format_html(button, self._url("move", role.pk, direction), role, direction, role, direction, sign)
            for direction, sign in (("up", "↑"), ("down", "↓"))
        ]
        return format_html('<span class="graphgate-moves">{}{}</span>', *buttons)

    def get_list_display(self, request: HttpRequest) -> Any:
        if self.has_change_permission(request):
            return self.list_display
        return [name for name in self.list_display if name != "order"]

    def move_view(self, request: HttpRequest, object_id: str, direction: str) -> HttpResponse:
        """Tries a role earlier or later than before."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        role = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, role):
            raise PermissionDenied
        if role is not None and move_role(role, direction):
            self.log_change(request, role, f"Moved {direction}.")
            for sentence in match_problems():
                self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(self._url("changelist"))

    # -- the page of a role ---------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Locked where it is going to be saved: the form compares it with what its page showed."""
        role = super().get_object(request, object_id, from_field)
        if (
            role is not None
            and request.method == "POST"
            and transaction.get_connection(router.db_for_write(Role)).in_atomic_block
        ):
            return Role._default_manager.select_for_update().filter(pk=role.pk).first()
        return role

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.position = last_position() + 1
        super().save_model(request, obj, form, change)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        role = options.get("obj")
        rules = self.admin_site.get_model_admin(TableRule)
        if role is not None and rules.has_view_or_change_permission(request):
            context["lines"] = lines_of(role)
            context["problem"] = rules_problem(role)
            context["may_add_rule"] = rules.has_add_permission(request)
            context["may_change_rule"] = rules.has_change_permission(request)
        context["match_problems"] = list(match_problems(role)) if role is not None else []
        context["may_copy"] = role is not None and self._may_copy(request)
        return super().render_change_form(request, context, *args, **options)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """A role without rules may do nothing, so its page is what comes next."""
        if self.has_view_or_change_permission(request, obj):
            return HttpResponseRedirect(self._url("change", obj.pk))
        return super().response_post_save_add(request, obj)

    def holders_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Counts the users who have a role; their names are for those who may view users."""
        role = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, role):
            raise PermissionDenied
        if role is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        users = get_user_model()._meta
        context = {
            **self.admin_site.each_context(request),
            "title": f"Who has the role {role}",
            "opts": self.opts,
            "original": role,
            "media": self.media,
            "may_view_users": request.user.has_perm(f"{users.app_label}.view_{users.model_name}"),
        }
        try:
            context["holders"] = holders_of(role)
        except (ConfigurationError, DatabaseUnavailable) as error:
            context["problem"] = error.message
        return TemplateResponse(request, "admin/graphgate/role/holders.html", context)

    # -- copies ---------------------------------------------------------------------------------

    def _may_copy(self, request: HttpRequest) -> bool:
        rules = self.admin_site.get_model_admin(TableRule)
        return (
            self.has_add_permission(request)
            and rules.has_add_permission(request)
            and rules.has_view_permission(request)
        )

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks for the name of a copy, and makes it."""
        role = self.get_object(request, unquote(object_id))
        if not self._may_copy(request) or not self.has_view_permission(request, role):
            raise PermissionDenied
        if role is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        form = CopyForm(request.POST or None, initial={"description": role.description})
        if form.is_valid():
            with transaction.atomic(using=router.db_for_write(Role)):
                copy = copy_role(role, form.save(commit=False))
                self.log_addition(request, copy, f"Copied from {role}.")
            self.message_user(request, f"{copy} has the rules of {role}, and no match yet.")
            return HttpResponseRedirect(self._url("change", copy.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Copy {role}",
            "opts": self.opts,
            "original": role,
            "form": form,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/graphgate/role/copy.html", context)

    def _url(self, page: str, *arguments: Any) -> str:
        return reverse(f"admin:graphgate_role_{page}", args=arguments, current_app=self.admin_site.name)
