"""A new role with the rules of another."""

# Django 5.2 does not let ModelForm be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from django import forms
from django.db import router, transaction

from django_graphgate.admin.moving import last_position
from django_graphgate.audit.changes import record_row, values_of
from django_graphgate.models import Role, TableRule


class CopyForm(forms.ModelForm):
    """Name and description of the copy."""

    class Meta:
        model = Role
        fields = ("name", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 2, "cols": 80})}


def copy_role(role: Role, copy: Role) -> Role:
    """Save ``copy`` with the rules of ``role``; without its match, which would never be reached."""
    alias = router.db_for_write(Role)
    with transaction.atomic(using=alias):
        copy.extends_id = role.extends_id
        copy.position = last_position() + 1
        copy.save(using=alias)
        rules = list(TableRule._default_manager.using(alias).filter(role=role))
        for rule in rules:
            rule.pk, rule.role = None, copy
        for rule in TableRule._default_manager.using(alias).bulk_create(rules):
            record_row(rule, None, values_of(rule), using=alias)
    return copy
