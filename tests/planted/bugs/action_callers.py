"""Planted bugs: who may run an action, over HTTP and in the background."""

from __future__ import annotations

from tests.planted.bug import Bug

_HTTP = "tests/integration/running/test_http.py"
_HIDDEN = "tests/integration/running/test_hidden.py"
_REQUESTS = "tests/integration/running/test_requests.py"
_BACKGROUND = "tests/integration/running/test_background.py"
_REPLICAS = "tests/integration/running/test_replicas.py"

BUGS = (
    Bug(
        "numbers of an operation lose digits in the queue",
        "strict_json.py",
        "        return str(value)\n",
        "        return write_json(str(value))\n",
        (_BACKGROUND, "-k", "keep_their_digits"),
    ),
    Bug(
        "text that cannot be stored is queued",
        "running/background.py",
        "if not is_storable(asked.parameters):",
        "if not is_storable(asked.name):",
        (_BACKGROUND, "-k", "cannot_be_stored"),
    ),
    Bug(
        "gate that does not load answers for names of nothing",
        "running/authorise.py",
        "    get_gate()  # where",
        "    # where",
        (_HIDDEN, "-k", "does_not_load"),
    ),
    Bug(
        "guesses at an action's secret count for its name only",
        "running/authorise.py",
        "for name in get_settings().NAMED_AUTH]",
        "for name in ()]",
        (_HIDDEN, "-k", "guesses"),
    ),
    Bug(
        "action for a role is open to all",
        "running/authorise.py",
        "if definition.roles and (role not in definition.roles or nobody):",
        "if definition.roles and nobody:",
        (_HTTP, "-k", "for_staff"),
    ),
    Bug(
        "action by cookie from another site",
        "running/authorise.py",
        "        check_csrf(request, identity)\n        try:",
        "        try:",
        (_HTTP, "-k", "other_site"),
    ),
    Bug(
        "request of another site is refused as any other",
        "running/authorise.py",
        "        check_csrf(request, identity)\n        if identity.signed_in:",
        "        if identity.signed_in:",
        (_HTTP, "-k", "other_site"),
    ),
    Bug(
        "session that has ended tells names apart",
        "running/authorise.py",
        "            get_gate().role_of(identity, request.headers)\n",
        "            pass\n",
        (_HIDDEN, "-k", "same or ended"),
    ),
    Bug(
        "action that is switched off is refused otherwise",
        "running/authorise.py",
        "return None if actions.filter(name=known, enabled=False).exists() else definition",
        "return definition",
        (_HIDDEN, "-k", "same"),
    ),
    Bug(
        "kill switch of an action is read from a replica",
        "running/authorise.py",
        "actions = Action._default_manager.using(state_alias())",
        "actions = Action._default_manager.all()",
        (_REPLICAS, "-k", "switch"),
    ),
    Bug(
        "dry runs of actions are for everybody",
        "views/actions.py",
        "if dry_run and role not in get_settings().DRY_RUN_ROLES:",
        "if dry_run and not role:",
        (_HTTP, "-k", "dry_run"),
    ),
    Bug(
        "action runs for a page of another site without asking",
        "views/actions.py",
        'if "HTTP_ORIGIN" in request.META or "HTTP_SEC_FETCH_SITE" in request.META:',
        'if "HTTP_ORIGIN" in request.META and "HTTP_HOST" not in request.META:',
        (_REQUESTS, "-k", "browsers"),
    ),
    Bug(
        "status of a run is for everybody who may run the action",
        "running/background.py",
        "or not _is_of(run, identity)",
        "",
        (_BACKGROUND, "-k", "others"),
    ),
    Bug(
        "status of a run that was nobody's background run",
        "running/worker.py",
        ".filter(via=VIA)",
        ".all()",
        (_BACKGROUND, "-k", "of_a_request"),
    ),
    Bug(
        "worker believes the role of the request",
        "running/worker.py",
        "role=role_within(definition, identity, headers),",
        "role=run.role,",
        (_BACKGROUND, "-k", "worker_asks"),
    ),
    Bug(
        "worker believes any authenticator",
        "running/authorise.py",
        "if definition.auth_name and identity.authenticator != definition.auth_name:",
        "if definition.auth_name and not identity.authenticator:",
        (_BACKGROUND, "-k", "authenticator"),
    ),
    Bug(
        "task that arrives twice runs twice",
        "running/worker.py",
        "claimed = runs.filter(status=ActionRun.Status.QUEUED).update(",
        "claimed = runs.update(",
        (_BACKGROUND, "-k", "twice"),
    ),
    Bug(
        "headers with secrets wait in the queue",
        "running/queued_caller.py",
        "for name, value in headers.items() if name.lower() in read}",
        "for name, value in headers.items()}",
        (_BACKGROUND, "-k", "secret"),
    ),
    Bug(
        "user who was switched off is not asked for in the worker",
        "running/queued_caller.py",
        "    if check is not None:\n        codec",
        "    if check is None:\n        codec",
        (_BACKGROUND, "-k", "worker_asks"),
    ),
)
