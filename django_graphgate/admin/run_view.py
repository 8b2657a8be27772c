"""*Run now*: an action with parameters as a form, and what came of it."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from django_graphgate.admin.recorded import milliseconds_text, visible
from django_graphgate.admin.run_form import RunForm
from django_graphgate.auth.http.proxies import client_address
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.gate import get_gate
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.identity import Identity
from django_graphgate.messages import unexpected
from django_graphgate.models import Action
from django_graphgate.running.run import ActionRequest, ActionResult, run_action

MAX_ROWS = 200
"""How many rows of a result the page shows."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a run, as the page shows it."""

    sentence: str
    status: str = "failed"
    code: str = ""
    error_id: str = ""
    run_id: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    more: int = 0
    """Rows that are not shown."""
    value: str = ""

    @property
    def failed(self) -> bool:
        return self.status == "failed"


def run_view(
    action_admin: admin.ModelAdmin, request: HttpRequest, action: Action, definition: ActionDefinition
) -> TemplateResponse:
    """The form, and after it was sent also the outcome; whether the person may run it is known already."""
    sent = request.POST if request.method == "POST" else None
    form = RunForm(definition, sent)
    outcome = None
    if sent is not None and form.is_valid():
        outcome = _outcome(request, form)
        ended = outcome.code or outcome.status
        action_admin.log_change(request, action, f"Run now: {ended} {outcome.run_id}".strip())
        form = RunForm(definition, initial=_again(form))
    context = {
        **action_admin.admin_site.each_context(request),
        "title": f"Run {action}",
        "opts": action_admin.opts,
        "original": action,
        "definition": definition,
        "form": form,
        "outcome": outcome,
        "may_view_runs": request.user.has_perm("graphgate.view_actionrun"),
        "media": action_admin.media,
    }
    return TemplateResponse(request, "admin/graphgate/action/run.html", context)


def _again(form: RunForm) -> dict[str, Any]:
    """The next form begins with what was sent, but for what says that it is to run, and the key."""
    fresh = RunForm(form.definition).initial
    kept = {name: form[name].value() for name in form.fields if name not in {"key", "confirmed", "dry_run"}}
    return {**kept, **fresh}


def _outcome(request: HttpRequest, form: RunForm) -> Outcome:
    try:
        return _done(_run(request, form), dry_run=bool(form.cleaned_data.get("dry_run")))
    except RequestRejected as error:
        return Outcome(
            sentence=error.message,
            code=error.code,
            error_id=str(error.extensions.get("id", "")),
        )
    except ConfigurationError as error:
        return Outcome(sentence=f"{error.message} {error.hint}".strip(), code=error.code)
    except Exception:  # noqa: BLE001 -- whatever an action raises, its text is for the log
        error_body = unexpected().errors[0]
        return Outcome(
            sentence=error_body["message"],
            code=error_body["extensions"]["code"],
            error_id=error_body["extensions"]["id"],
        )


def _run(request: HttpRequest, form: RunForm) -> ActionResult:
    """As the person who is signed in to the admin, in the role that the gate gives to that user."""
    user: Any = request.user
    identity = Identity(user_id=str(user.pk), authenticator="admin")
    return run_action(
        ActionRequest(
            name=form.definition.name,
            parameters=form.values(),
            identity=identity,
            role=get_gate().role_of(identity),
            via="admin",
            dry_run=bool(form.cleaned_data.get("dry_run")),
            idempotency_key=str(form.cleaned_data["key"]),
            http=request,
            origin=client_address(request) or "",
        ),
        form.definition,
    )


def _done(result: ActionResult, *, dry_run: bool) -> Outcome:
    rows: Sequence[Mapping[str, Any]] = result.rows or ()
    columns = list(rows[0]) if rows else []
    parts = [
        "It was skipped: another run of it still runs." if result.status == "skipped" else "Done.",
        "This page was sent before: nothing ran again." if result.replayed else "",
        "Everything was undone: it was a dry run." if dry_run else "",
        "" if result.count is None else f"Rows: {result.count}.",
        f"Errors of fields: {len(result.errors)}." if result.errors else "",
        f"{milliseconds_text(result.milliseconds)}.",
    ]
    return Outcome(
        sentence=" ".join(filter(None, parts)),
        status=result.status,
        run_id=str(result.run_id or ""),
        columns=[visible(name) for name in columns],
        rows=[[_cell(row.get(name)) for name in columns] for row in rows[:MAX_ROWS]],
        more=max(len(rows) - MAX_ROWS, 0),
        value="" if result.value is None else visible(_json(result.value, indent=2)),
    )


def _cell(value: Any) -> str:
    return visible(value if isinstance(value, str) else _json(value))


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False, default=str)
