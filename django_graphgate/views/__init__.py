"""The HTTP surface: requests are parsed, the gate is asked, answers are written."""

from __future__ import annotations

from django_graphgate.views.graphql import GraphQLView
from django_graphgate.views.health import health_check
from django_graphgate.views.routing import gate_path
from django_graphgate.views.webhooks import webhook

__all__ = ["GraphQLView", "gate_path", "health_check", "webhook"]
