"""The URLs: ``path("api/v1/", include("django_graphgate.urls"))``.

``graphql``                 POST, and GET for queries
``graphql/sha256:<hex>``    the same for one persisted document, named by its digest
``actions/<name>``          POST runs an action
``actions/runs/<id>``       what became of a run in the background
``webhooks/<name>``         POST from another service, signed
``health``                  whether this process can answer
``metrics``                 what Prometheus reads
"""

from __future__ import annotations

from django_graphgate.views import (
    GraphQLView,
    action_status,
    gate_path,
    health_check,
    metrics,
    run_named_action,
    webhook,
)

app_name = "graphgate"
graphql = GraphQLView()
urlpatterns = [
    gate_path("graphql", graphql, "graphql"),
    # Whatever comes after the slash is the view's, whose refusals are JSON.
    gate_path(r"^graphql/(?P<document_id>[\s\S]*)\Z", graphql, "document", regex=True),
    gate_path(r"^actions/runs/(?P<run>[\s\S]*)\Z", action_status, "action_status", regex=True),
    gate_path(r"^actions/(?P<name>[\s\S]*)\Z", run_named_action, "action", regex=True),
    gate_path(r"^webhooks/(?P<name>[\s\S]*)\Z", webhook, "webhook", regex=True),
    gate_path("health", health_check, "health"),
    gate_path("metrics", metrics, "metrics"),
]
