"""A page per rule: what one role may do with one table."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from django_graphgate.access.reading import RULE_FIELDS
from django_graphgate.admin.confirm import ConfirmsImpact
from django_graphgate.admin.role_lines import inherited_rule, wildcard_filters
from django_graphgate.admin.rule_form import QUERY, SUBJECT, RuleForm, SubjectForm
from django_graphgate.admin.rule_texts import columns_text, filters_text, presets_text
from django_graphgate.catalog import get_catalog
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import Role, TableRule
from django_graphgate.rules.model import EVERY_TABLE

_READABLE = ("columns_as_text", "presets_as_text", "filters_as_text")


class RuleAdmin(ConfirmsImpact):
    """Reached from the page of its role, to which it returns."""

    form = RuleForm
    list_display = ("table", "role", "action", "block", "limit", "max_affected")
    list_filter = ("role", "action", "block")
    list_select_related = ("role",)
    search_fields = ("table", "role__name")
    search_help_text = "A table or a role"

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    # -- the form -------------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Which role, table and action come first, since the rest of the form depends on them."""
        if request.method == "POST" or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        subject = SubjectForm(request.GET if "table" in request.GET else None, initial=request.GET.dict())
        if not subject.is_valid():
            return self._ask_for_subject(request, subject)
        role, table, action = (subject.cleaned_data[name] for name in SUBJECT)
        existing = TableRule._default_manager.filter(role=role, table=table, action=action).first()
        if existing is not None:
            self.message_user(request, f"{role} has a rule for {existing}: this is it.")
            return HttpResponseRedirect(self._url("change", existing.pk))
        return super().add_view(request, form_url, extra_context)

    def _ask_for_subject(self, request: HttpRequest, subject: SubjectForm) -> HttpResponse:
        try:
            tables = get_catalog().tables
        except ConfigurationError:
            tables = {}
        context = {
            **self.admin_site.each_context(request),
            "title": "Add rule",
            "opts": self.opts,
            "form": subject,
            "tables": [(EVERY_TABLE, "all tables with a certain column")]
            + [(name, table.model) for name, table in sorted(tables.items())],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/graphgate/tablerule/subject.html", context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A rule that is to replace an inherited one begins as that one is."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        subject = {name: initial[name] for name in SUBJECT if name in initial}
        subject.setdefault("action", QUERY)
        role = _role(subject.get("role"))
        inherited = inherited_rule(role, str(subject.get("table")), subject["action"]) if role else None
        if inherited is None:
            return subject
        return {**subject, **{name: getattr(inherited, name) for name in RULE_FIELDS}}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": (*SUBJECT, "block", *_READABLE, "limit", "max_affected")})]
        if obj is not None:
            return _fieldsets((), obj.table, obj.action, blocked=obj.block)
        table, action = (request.POST.get(name, request.GET.get(name)) for name in ("table", "action"))
        return _fieldsets(SUBJECT, table, action or QUERY)

    def get_form(self, request: HttpRequest, obj: Any = None, *arguments: Any, **options: Any) -> Any:
        form: Any = super().get_form(request, obj, *arguments, **options)
        form.may_write_sql = request.user.is_superuser
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return _READABLE

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Locked where it is going to be saved: the form compares it with what its page showed."""
        rule = super().get_object(request, object_id, from_field)
        if rule is not None and request.method == "POST":
            return TableRule._default_manager.select_for_update().filter(pk=rule.pk).first()
        return rule

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        form, rule = context["adminform"].form, options.get("obj")
        role = rule.role if rule is not None else _role(form["role"].value())
        table, action = (
            getattr(rule, name) if rule is not None else str(form[name].value() or "")
            for name in ("table", "action")
        )
        context["role"], context["table"] = role, table
        if rule is None:
            context["title"] = f"Add rule: {role} · {action} {table}"
        else:
            context["subtitle"] = f"{role} · {rule}"
        inherited = inherited_rule(role, table, action) if role else None
        context["from_wildcard"] = _from_wildcard(role, table, action) if role else ()
        context["inherited"] = inherited and (
            inherited,
            columns_text(inherited),
            filters_text(inherited),
            presets_text(inherited),
        )
        return super().render_change_form(request, context, *args, **options)

    # -- where to go next -----------------------------------------------------------------------

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._to_role(request, obj.role_id)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._to_role(request, obj.role_id)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        response = super().response_add(request, obj, post_url_continue)
        return self._next_rule(request, obj, response)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._next_rule(request, obj, super().response_change(request, obj))

    def _next_rule(self, request: HttpRequest, obj: Any, response: HttpResponse) -> HttpResponse:
        """*Save and add another* means one of the same role."""
        if "_addanother" in request.POST and isinstance(response, HttpResponseRedirect):
            return HttpResponseRedirect(f"{self._url('add')}?{urlencode({'role': obj.role_id})}")
        return response

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        request.META["graphgate.role"] = obj.role_id
        super().delete_model(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> Any:
        response = super().response_delete(request, obj_display, obj_id)
        if isinstance(response, HttpResponseRedirect):
            return self._to_role(request, request.META["graphgate.role"])
        return response

    def _to_role(self, request: HttpRequest, role: int) -> HttpResponseRedirect:
        model_admin = self.admin_site.get_model_admin(Role)
        if model_admin.has_view_or_change_permission(request):
            return HttpResponseRedirect(
                reverse("admin:graphgate_role_change", args=[role], current_app=self.admin_site.name)
            )
        return HttpResponseRedirect(self._url("changelist"))

    def _url(self, page: str, *arguments: Any) -> str:
        name = f"admin:graphgate_tablerule_{page}"
        return reverse(name, args=arguments, current_app=self.admin_site.name)

    # -- who may do what ------------------------------------------------------------------------

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the index: rules are listed on the page of their role."""
        return {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[TableRule]:
        rules: QuerySet[TableRule] = super().get_queryset(request)
        return rules.select_related("role")

    @admin.display(description="columns")
    def columns_as_text(self, rule: TableRule) -> str:
        return columns_text(rule)

    @admin.display(description="presets")
    def presets_as_text(self, rule: TableRule) -> SafeString | str:
        return presets_text(rule)

    @admin.display(description="filters")
    def filters_as_text(self, rule: TableRule) -> SafeString | str:
        return filters_text(rule)


def _role(key: Any) -> Role | None:
    """The role of this key, which comes from a request."""
    text = str(key or "")
    return Role._default_manager.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None


def _fieldsets(subject: tuple[str, ...], table: Any, action: str, *, blocked: bool = False) -> Any:
    """What a rule for this table and action may say."""
    every, writes = table == EVERY_TABLE, action != QUERY
    general = [
        *([] if every and not blocked else ["block"]),
        *([] if every and writes else ["max_affected" if writes else "limit"]),
    ]
    columns = [
        *([] if action == TableRule.Action.DELETE or (every and writes) else ["columns"]),
        *(["presets"] if writes and not every and action != TableRule.Action.DELETE else []),
    ]
    wide = ("graphgate-wide",)
    return [
        (None, {"fields": (*subject, *([tuple(general)] if general else []))}),
        *([("Columns", {"fields": columns, "classes": wide})] if columns else []),
        ("Rows", {"fields": ("filters",), "classes": wide}),
    ]


def _from_wildcard(role: Role, table: str, action: str) -> tuple[str, ...]:
    """The filters that the role's rule for all other tables adds to those of a table."""
    own = role.rules.filter(table=EVERY_TABLE, action=action).first()
    wildcard = own or inherited_rule(role, EVERY_TABLE, action)
    try:
        return wildcard_filters(wildcard, get_catalog().tables.get(table))
    except ConfigurationError:
        return ()
