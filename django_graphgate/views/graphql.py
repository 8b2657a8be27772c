"""The endpoint: HTTP in, the gate, HTTP out."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse

from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.errors import NotAcceptable
from django_graphgate.gate import Gate, get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import Result
from django_graphgate.views.negotiation import JSON, acceptable
from django_graphgate.views.records import begin_record, observe_http, share
from django_graphgate.views.requests import Call, check_request, header_chooses, namespace_of, read_call
from django_graphgate.views.responses import Outcome, options, refused, respond
from django_graphgate.views.statuses import current_profile


class GraphQLView:
    """GraphQL over HTTP: POST with JSON, GET for queries, and persisted documents under their own URLs.

    ``namespace`` is the allow list that requests of this URL are looked up in; without one the header
    ``NAMESPACE_HEADER`` chooses.  An instance is the
    view; :mod:`django_graphgate.views.routing` runs the same instance under WSGI and ASGI.  It brings
    its own CSRF check, and its own transactions, so ``ATOMIC_REQUESTS`` leaves it alone.
    """

    def __init__(self, *, namespace: str = "") -> None:
        self.namespace = namespace

    def __call__(self, request: HttpRequest, document_id: str | None = None) -> HttpResponse:
        """Answer a request; never raises, whatever the request or the settings are."""
        if request.method == "OPTIONS":
            return options()
        profile = current_profile()
        accepted = acceptable(request.META.get("HTTP_ACCEPT"), profile.preferred)
        media = next(iter(accepted), profile.preferred)
        record = begin_record(request, "graphql")
        records = [record]
        try:
            outcome, records = self._outcome(request, accepted, document_id, record)
            response = respond(request, outcome, media, profile)
            results = outcome.results
        except Exception as error:  # noqa: BLE001  what nobody expected is also one neutral line
            outcome = refused(error)
            response = respond(request, outcome, media, profile)
            results = outcome.results * len(records)  # of operations that have run, too
        return observe_http(response, records, results)

    def _outcome(
        self,
        request: HttpRequest,
        accepted: tuple[str, ...],
        document_id: str | None,
        record: RequestRecord,
    ) -> tuple[Outcome, list[RequestRecord]]:
        """Cheap checks come first; nothing runs before all of them have passed."""
        check_request(request)
        if not accepted:
            raise NotAcceptable
        namespace = namespace_of(request, self.namespace)
        call = read_call(
            request,
            document_id=document_id,
            namespace=namespace,
            by_header=header_chooses(self.namespace),
        )
        if call.batched and JSON not in accepted:
            raise NotAcceptable("Answers to a batch are application/json.")
        gate = get_gate()
        record.identity = identity = gate.identify(request, namespace)
        check_csrf(request, identity)
        for each in call.requests:
            share(record, each.record)
        results = _results(gate, call, identity)
        return Outcome(results, batched=call.batched), [each.record for each in call.requests]


def _results(gate: Gate, call: Call, identity: Identity) -> tuple[Result, ...]:
    """What the gate answers; the time of each operation of a batch is its own."""
    if not call.batched:
        return (gate.handle(call.requests[0], identity),)
    results: list[Result] = []
    for request in call.requests:
        request.record.started = time.perf_counter()
        results.append(gate.handle(request, identity))
        request.record.seconds = time.perf_counter() - request.record.started
    return tuple(results)
