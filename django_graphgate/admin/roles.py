"""Roles, with their rules on the same page."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from django_graphgate.admin.rule_form import RuleForm
from django_graphgate.models import Role, TableRule


class RuleInline(admin.StackedInline):
    """Without a rule for a table, the role may do nothing with it."""

    model = TableRule
    form = RuleForm
    fieldsets = ((None, {"fields": (("table", "action", "limit", "block"), ("columns", "filters"))}),)
    extra = 0


class RoleAdmin(admin.ModelAdmin):
    """A change holds from the next request, in every process."""

    list_display = ("name", "description", "number_of_rules")
    search_fields = ("name", "description", "rules__table")
    search_help_text = "Name, description, or a table that the role has a rule for"
    inlines = (RuleInline,)

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "description":
            options["widget"] = AdminTextareaWidget(attrs={"rows": 2, "cols": 80})
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        roles: QuerySet[Role] = super().get_queryset(request)
        return roles.annotate(number_of_rules=Count("rules", distinct=True))

    @admin.display(description="rules", ordering="number_of_rules")
    def number_of_rules(self, role: Role) -> int:
        return int(getattr(role, "number_of_rules", 0))
