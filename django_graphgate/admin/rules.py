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
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.confirm import ConfirmsImpact
from django_graphgate.admin.role_lines import inherited_rule, wildcard_filters
from django_graphgate.admin.rule_form import SUBJECT, RuleForm, SubjectForm
from django_graphgate.admin.rule_values import ColumnChoice, filter_list, filter_text
from django_graphgate.catalog import get_catalog
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import Role, TableRule
from django_graphgate.rules.model import EVERY_TABLE

_READABLE = ("columns_as_text", "filters_as_text")


class RuleAdmin(ConfirmsImpact):
    """Reached from the page of its role, to which it returns."""

    form = RuleForm
    list_display = ("table", "role", "action", "block", "limit")
    list_filter = ("role", "action", "block")
    list_select_related = ("role",)
    search_fields = ("table", "role__name")
    search_help_text = "A table or a role"

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    # -- the form -------------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Which role and table come first, since the rest of the form depends on the table."""
        if request.method == "POST" or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        subject = SubjectForm(request.GET if "table" in request.GET else None, initial=request.GET.dict())
        if not subject.is_valid():
            return self._ask_for_subject(request, subject)
        role, table = subject.cleaned_data["role"], subject.cleaned_data["table"]
        existing = TableRule._default_manager.filter(role=role, table=table).first()
        if existing is not None:
            self.message_user(request, f"{role} has a rule for {table}: this is it.")
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
        role = _role(subject.get("role"))
        inherited = inherited_rule(role, str(subject.get("table"))) if role else None
        if inherited is None:
            return subject
        fields = ("block", "columns", "filters", "limit")
        return {**subject, **{name: getattr(inherited, name) for name in fields}}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": ("role", "table", "action", "block", *_READABLE, "limit")})]
        subject = () if obj is not None else SUBJECT
        table = obj.table if obj is not None else request.POST.get("table", request.GET.get("table"))
        general = "limit" if table == EVERY_TABLE and not (obj and obj.block) else ("block", "limit")
        return [
            (None, {"fields": (*subject, general)}),
            ("Columns", {"fields": ("columns",), "classes": ("graphgate-wide",)}),
            ("Rows", {"fields": ("filters",), "classes": ("graphgate-wide",)}),
        ]

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
        table = rule.table if rule is not None else str(form["table"].value() or "")
        context["role"], context["table"] = role, table
        if rule is None:
            context["title"] = f"Add rule: {role} · query {table}"
        else:
            context["subtitle"] = f"{role} · {rule}"
        inherited = inherited_rule(role, table) if role else None
        context["from_wildcard"] = _from_wildcard(role, table) if role else ()
        context["inherited"] = inherited and (inherited, columns_text(inherited), filters_text(inherited))
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

    @admin.display(description="filters")
    def filters_as_text(self, rule: TableRule) -> SafeString | str:
        return filters_text(rule)


def _role(key: Any) -> Role | None:
    """The role of this key, which comes from a request."""
    text = str(key or "")
    return Role._default_manager.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 19 else None


def _from_wildcard(role: Role, table: str) -> tuple[str, ...]:
    """The filters that the role's rule for all other tables adds to those of a table."""
    wildcard = role.rules.filter(table=EVERY_TABLE).first() or inherited_rule(role, EVERY_TABLE)
    try:
        return wildcard_filters(wildcard, get_catalog().tables.get(table))
    except ConfigurationError:
        return ()


def columns_text(rule: TableRule) -> str:
    """The columns of a rule as a sentence."""
    choice = ColumnChoice.of_stored(rule.columns)
    names = [
        f"{name} (where {choice.conditions[name]})" if name in choice.conditions else name
        for name in sorted(choice.ticked)
    ]
    if choice.plain:
        names.insert(0, "all that do not look secret")
    return ", ".join(names) or "none"


def filters_text(rule: TableRule) -> SafeString | str:
    """The filters of a rule, a line each."""
    lines = [_filter_line(item) for item in filter_list(rule.filters)]
    return format_html_join("", "<div><code>{}</code></div>", ((line,) for line in lines)) or "all rows"


def _filter_line(item: Any) -> str:
    if isinstance(item, dict) and "if_column" in item:
        return f"tables with {item['if_column']}: {filter_text(item.get('filter'))}"
    return filter_text(item)
