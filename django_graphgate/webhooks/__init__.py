"""Webhooks: what other services send is verified, stored, and handled once.

The order is that of the modules: :mod:`receive` verifies the bytes, :mod:`rows` stores them and says who may run them,
:mod:`attempt` runs the handler with its outcome, :mod:`retry` runs what is due again.
"""

from __future__ import annotations

from django_graphgate.webhooks.delivery import Delivery

__all__ = ["Delivery"]
