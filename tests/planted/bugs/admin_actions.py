"""Planted bugs: who edits, runs and sees actions and webhooks in the admin."""

from __future__ import annotations

from tests.planted.bug import Bug

ACTIONS = "tests/integration/admin/test_actions.py"
PERMISSIONS = "tests/integration/admin/test_action_permissions.py"
RUN = "tests/integration/admin/test_run_now.py"
WEBHOOKS = "tests/integration/admin/test_webhooks.py"
DELIVERIES = "tests/integration/admin/test_deliveries.py"

BUGS = (
    Bug(
        "what a page does not show is saved all the same",
        "admin/defined.py",
        "        form.base_fields = {name: field for name, field in form.base_fields.items() if name in fields}\n",
        "",
        (PERMISSIONS,),
    ),
    Bug(
        "definitions are edited in production",
        "admin/defined.py",
        "        return get_settings().production()\n",
        "        return False\n",
        (PERMISSIONS,),
    ),
    Bug(
        "settings that cannot be read count as development",
        "admin/defined.py",
        "    except ConfigurationError:\n        return True\n",
        "    except ConfigurationError:\n        return False\n",
        (PERMISSIONS,),
    ),
    Bug(
        "rows are mirrored in production by whoever looks at them",
        "admin/defined.py",
        "        if not is_frozen() and self.has_view_or_change_permission(request):\n",
        "        if self.has_view_or_change_permission(request):\n",
        (PERMISSIONS,),
    ),
    Bug(
        "rows of actions are deleted in bulk, and come back switched on",
        "admin/defined.py",
        '        actions.pop("delete_selected", None)\n',
        "",
        (PERMISSIONS,),
    ),
    Bug(
        "an entry that changed between check and write is overwritten",
        "admin/entry_file.py",
        "        if (None if there is None else definition_json(there)) != before:\n",
        "        if there is None and before is not None:\n",
        (ACTIONS,),
    ),
    Bug(
        "a page of a changed entry is saved over it",
        "admin/entry_form.py",
        'self.state = state_of(self.instance, ("name", "definition", "enabled"))',
        'self.state = state_of(self.instance, ("name", "enabled"))',
        (ACTIONS,),
    ),
    Bug(
        "an entry is saved that the gate would not load",
        "admin/entry_form.py",
        '            if "error" in levels:\n',
        '            if "error" in levels and not sentences:\n',
        (ACTIONS, WEBHOOKS),
    ),
    Bug(
        "whoever changes actions writes their SQL",
        "admin/actions.py",
        'request.user.has_perm("graphgate.change_action_sql")',
        'request.user.has_perm("graphgate.change_action")',
        (PERMISSIONS,),
    ),
    Bug(
        "whoever deletes actions deletes those of SQL",
        "admin/actions.py",
        "(obj.source != SQL or self.may_write_sql(request))",
        "(obj.source != SQL or allowed)",
        (PERMISSIONS,),
    ),
    Bug(
        "callables are edited in the admin",
        "admin/actions.py",
        "super().may_edit(request, obj) and (obj is None or obj.source != CALLABLE)",
        "super().may_edit(request, obj)",
        (PERMISSIONS,),
    ),
    Bug(
        "an action that a webhook runs is deleted",
        "admin/actions.py",
        "[*protected, *users]",
        "protected",
        (ACTIONS,),
    ),
    Bug(
        "whoever looks at actions runs them",
        "admin/actions.py",
        "        return bool(allowed and self.has_view_permission(request))\n",
        "        return bool(allowed or self.has_view_permission(request))\n",
        (RUN,),
    ),
    Bug(
        "an action runs without being confirmed",
        "admin/run_form.py",
        'not (cleaned.get("confirmed") or cleaned.get("dry_run"))',
        'not (cleaned.get("confirmed") or cleaned.get("key"))',
        (RUN,),
    ),
    Bug(
        "a page that is sent again runs an action again",
        "admin/run_view.py",
        'idempotency_key=str(form.cleaned_data["key"]),',
        "idempotency_key=None,",
        (RUN,),
    ),
    Bug(
        "a dry run from the admin is none",
        "admin/run_view.py",
        'dry_run=bool(form.cleaned_data.get("dry_run")),\n            idempotency_key',
        "dry_run=False,\n            idempotency_key",
        (RUN,),
    ),
    Bug(
        "an action runs as nobody",
        "admin/run_view.py",
        'Identity(user_id=str(user.pk), authenticator="admin")',
        'Identity(user_id=None, authenticator=str(user.pk and "admin"))',
        (RUN,),
    ),
    Bug(
        "control characters of strangers reach the page",
        "admin/recorded.py",
        'letter if letter.isprintable() or letter in "\\n\\t" else',
        "letter if letter else",
        (DELIVERIES,),
    ),
    Bug(
        "values of a run are shown",
        "admin/action_runs.py",
        '        ("How much", {"fields": _SIZE}),\n',
        '        ("How much", {"fields": (*_SIZE, "parameters", "result")}),\n',
        (DELIVERIES,),
    ),
    Bug(
        "whoever looks at deliveries tries them again",
        "admin/deliveries.py",
        "        return bool(allowed and self.has_view_permission(request))\n",
        "        return bool(allowed or self.has_view_permission(request))\n",
        (DELIVERIES,),
    ),
    Bug(
        "a delivery that is done is tried again by hand",
        "admin/deliveries.py",
        "        if delivery.status not in AGAIN:\n",
        "        if not delivery.status:\n",
        (DELIVERIES,),
    ),
    Bug(
        "a webhook that is switched off runs what is tried again by hand",
        "admin/deliveries.py",
        "        elif delivery.endpoint in switched_off():\n",
        "        elif delivery.endpoint in ():\n",
        (DELIVERIES,),
    ),
    Bug(
        "the row of an action is not locked while its switch is saved",
        "admin/defined.py",
        "select_for_update().filter(pk=row.pk)",
        "filter(pk=row.pk)",
        (PERMISSIONS,),
    ),
    Bug(
        "the row of an action is locked while it runs",
        "admin/actions.py",
        "admin.ModelAdmin.get_object(self, request, unquote(object_id))",
        "self.get_object(request, unquote(object_id))",
        (PERMISSIONS,),
    ),
    Bug(
        "what was typed is lost where the file cannot be written",
        "admin/defined.py",
        '                request.META[_PROBLEM] = f"{error.message} {error.hint}".strip()\n                break\n',
        "                return self._refused(request, error)\n",
        (ACTIONS,),
    ),
    Bug(
        "secrets are on the page",
        "admin/definition_texts.py",
        '"set" if os.environ.get(name) else "not set"',
        'os.environ.get(name) or "not set"',
        (WEBHOOKS,),
    ),
    Bug(
        "a secret that somebody wrote into the file is on the page",
        "admin/definition_texts.py",
        "    return _VARIABLE.fullmatch(name) is not None\n",
        "    return bool(name)\n",
        (WEBHOOKS,),
    ),
    Bug(
        "any function is the handler that whoever changes webhooks names",
        "admin/webhooks.py",
        '["path"] if request.user.is_superuser else []',
        '["path"] if request.user.is_staff else []',
        (WEBHOOKS,),
    ),
)
