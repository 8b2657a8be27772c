"""The endpoint: HTTP in, the gate, HTTP out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.errors import NotAcceptable
from django_graphgate.gate import get_gate
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.views.negotiation import JSON, acceptable
from django_graphgate.views.records import observe_http
from django_graphgate.views.requests import check_request, header_chooses, namespace_of, read_call
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
        records: list[RequestRecord] = []
        try:
            outcome = self._outcome(request, accepted, document_id, records)
            response = respond(request, outcome, media, profile)
        except Exception as error:  # noqa: BLE001  what nobody expected is also one neutral line
            outcome, records = refused(error), [RequestRecord()]
            response = respond(request, outcome, media, profile)
        observe_http(request, response, zip(records, outcome.results, strict=True))
        return response

    def _outcome(
        self,
        request: HttpRequest,
        accepted: tuple[str, ...],
        document_id: str | None,
        records: list[RequestRecord],
    ) -> Outcome:
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
        identity = gate.identify(request, namespace)
        check_csrf(request, identity)
        records.extend(each.record for each in call.requests)
        return Outcome(tuple(gate.handle(each, identity) for each in call.requests), batched=call.batched)
