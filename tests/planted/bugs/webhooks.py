"""Planted bugs: deliveries of other services."""

from __future__ import annotations

from tests.planted.bug import Bug

_FOLDER = "tests/integration/webhooks"
_HANDLE = f"{_FOLDER}/test_handle.py"
_LIMITS = f"{_FOLDER}/test_limits.py"
_RECEIVE = f"{_FOLDER}/test_receive.py"
_RETRY = f"{_FOLDER}/test_retry.py"
_SAME = f"{_FOLDER}/test_same_delivery.py"

BUGS = (
    Bug(
        "worker tries a delivery of an endpoint that is switched off",
        "webhooks/retry.py",
        "    if row.endpoint in rows.switched_off():\n",
        "    if not row.endpoint:\n",
        ("tests/integration/webhooks/test_tasks.py", "-k", "waits"),
    ),
    Bug(
        "id of a delivery depends on the content type, which is not signed",
        "webhooks/receive.py",
        "read_either(body)",
        'read_either(body if headers.get("Content-Type") == "application/json" else b"")',
        (_SAME, "-k", "content_type"),
    ),
    Bug(
        "fields of Twilio in another order are another delivery",
        "signing/body_scheme.py",
        "content=as_bytes(min(texts))",
        "content=message.body",
        (_SAME, "-k", "another_order"),
    ),
    Bug(
        "body of a token that is written otherwise is another delivery",
        "signing/jwt_scheme.py",
        "content = None if members is None else",
        "content = None if members else",
        (_SAME, "-k", "written_otherwise"),
    ),
    Bug(
        "webhook is not verified in production, as in development",
        "webhooks/receive.py",
        "development=not get_settings().production(),",
        "development=True,",
        (_RECEIVE, "-k", "not_skipped"),
    ),
    Bug(
        "webhook that is switched off takes deliveries",
        "webhooks/receive.py",
        "if definition.name in rows.switched_off():",
        "if not definition.name:",
        (_RECEIVE, "-k", "alike or enabled"),
    ),
    Bug(
        "webhook says why it refuses",
        "webhooks/receive.py",
        "return DeliveryRefused(headers=",
        "return DeliveryRefused(reason, headers=",
        (_RECEIVE, "-k", "alike"),
    ),
    Bug(
        "webhook says that there is no such endpoint",
        "webhooks/receive.py",
        'raise SignatureInvalid("there is no such endpoint")',
        "raise PayloadTooLarge",
        (_RECEIVE, "-k", "alike"),
    ),
    Bug(
        "endpoint's limit shows before its signature is right",
        "views/webhooks.py",
        "read_body(request, body_limit())",
        "read_body(request, 10)",
        (_LIMITS, "-k", "longer_than_the_endpoint"),
    ),
    Bug(
        "endpoint's limit of bodies does not hold",
        "webhooks/receive.py",
        "if len(body) > (definition.max_body_bytes or get_settings().WEBHOOK_MAX_BODY_BYTES):",
        "if len(body) > body_limit():",
        (_LIMITS, "-k", "longer_than_the_endpoint"),
    ),
    Bug(
        "compressed delivery is taken",
        "views/webhooks.py",
        'not in ("", "identity"):',
        'not in ("", "identity", "gzip"):',
        (_LIMITS, "-k", "compressed"),
    ),
    Bug(
        "delivery that is done runs again when its sender comes again",
        "webhooks/receive.py",
        "if stored is None or stored.status != rows.Status.DONE:",
        "if stored is None or stored.status:",
        (_LIMITS, "-k", "what_is_done"),
    ),
    Bug(
        "delivery that is done is claimed",
        "webhooks/rows.py",
        "        .exclude(status=Status.DONE)\n",
        "",
        (_RETRY, "-k", "by_hand"),
    ),
    Bug(
        "delivery that runs elsewhere is claimed",
        "webhooks/rows.py",
        "Q(lease_expires_at=None) | Q(lease_expires_at__lte=moment), pk=row.pk",
        "pk=row.pk",
        (_RETRY, "-k", "while_it_runs"),
    ),
    Bug(
        "lease ends with the handler's timeout",
        "webhooks/rows.py",
        "expires = moment + dt.timedelta(milliseconds=timeout) + GRACE",
        "expires = moment + dt.timedelta(milliseconds=timeout)",
        (_RETRY, "-k", "while_it_ran"),
    ),
    Bug(
        "process whose lease is lost ends a delivery",
        "webhooks/rows.py",
        "pk=claimed.pk, status=Status.RUNNING, lease_holder=claimed.lease_holder",
        "pk=claimed.pk, status=Status.RUNNING",
        (_HANDLE, "-k", "lease_is_lost"),
    ),
    Bug(
        "process whose lease is lost writes",
        "webhooks/handle.py",
        "    if not rows.finish(claimed):\n",
        "    if not rows.finish(claimed) and not claimed.pk:\n",
        (_HANDLE, "-k", "lease_is_lost"),
    ),
    Bug(
        "outcome of an action is written after its transaction",
        "webhooks/handle.py",
        "    if in_transaction:\n",
        "    in_transaction = False\n    if in_transaction:\n",
        (_HANDLE, "-k", "written_in_the_transaction"),
    ),
    Bug(
        "handler that undid its transaction counts as done",
        "webhooks/attempt.py",
        "        if status == rows.Status.DONE:\n            return status",
        "        if status:\n            return str(rows.Status.DONE)",
        (_HANDLE, "-k", "undoes"),
    ),
    Bug(
        "delivery that ends its process is tried for ever",
        "webhooks/rows.py",
        "    if row.attempts < max_attempts(definition):\n        return False",
        "    if row.attempts < 100 * max_attempts(definition):\n        return False",
        (_RETRY, "-k", "ends_its_process"),
    ),
    Bug(
        "retries go to an endpoint that is switched off",
        "webhooks/retry.py",
        "sorted(names - rows.switched_off())",
        "sorted(names)",
        (_RETRY, "-k", "off_or_gone"),
    ),
    Bug(
        "id that is not signed makes a delivery a new one",
        "webhooks/receive.py",
        "verified.event_id if verified.event_id_is_signed else None",
        "verified.event_id",
        (_RECEIVE, "-k", "protects_from_nothing"),
    ),
    Bug(
        "signature is stored with the delivery",
        "webhooks/receive.py",
        "if name.lower() != own and not _SECRET.search(name) and is_storable(value)",
        "if is_storable(value)",
        (_RECEIVE, "-k", "stored_and_handled"),
    ),
    Bug(
        "refused deliveries use up the endpoint's rate",
        "webhooks/receive.py",
        "    definition = current_definitions().get_webhook(name)\n",
        "    definition = current_definitions().get_webhook(name)\n    if definition:\n        limits.count(definition)\n",
        (_LIMITS, "-k", "lock_out"),
    ),
    Bug(
        "endpoint without a role has the rights of another",
        "webhooks/handle.py",
        "Identity(role=definition.role or None, authenticator",
        'Identity(role=definition.role or "importer", authenticator',
        (_HANDLE, "-k", "not_for_the_role"),
    ),
    Bug(
        "webhook's payload is read by a lax parser",
        "webhooks/payload.py",
        'value = read_json(body.decode("utf-8"))',
        'value = __import__("json").loads(body)',
        (_HANDLE, "-k", "cannot_be_read"),
    ),
    Bug(
        "path into a payload is optional",
        "webhooks/payload.py",
        "    if missing:\n",
        "    if len(missing) > len(paths):\n",
        (_HANDLE, "-k", "leads_nowhere"),
    ),
    Bug(
        "failed delivery is tried again at once",
        "webhooks/tasks.py",
        "try_delivery.using(run_after=row.next_attempt_at).enqueue",
        "try_delivery.enqueue",
        (f"{_FOLDER}/test_tasks.py", "-k", "next_attempt"),
    ),
    Bug(
        "action of the background runs while its sender waits",
        "webhooks/receive.py",
        "    if is_for_worker(definition):\n",
        "    if not definition.name:\n",
        (f"{_FOLDER}/test_tasks.py", "-k", "of_the_background"),
    ),
    Bug(
        "headers of a delivery are variables of rules",
        "webhooks/handle.py",
        "        delivery=delivery,\n",
        "        delivery=delivery,\n        headers=delivery.headers,\n",
        (_HANDLE, "-k", "no_variables"),
    ),
    Bug(
        "what decides about deliveries is read from a replica",
        "webhooks/rows.py",
        "WebhookEndpoint._default_manager.using(alias()).filter(enabled=False)",
        "WebhookEndpoint._default_manager.filter(enabled=False)",
        (f"{_FOLDER}/test_concurrent.py", "-k", "replica"),
    ),
)
