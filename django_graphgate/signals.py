"""Django signals that a project can receive."""

from __future__ import annotations

from django.dispatch import Signal

anomaly_detected = Signal()
"""Something is out of the ordinary: ``anomaly`` is an :class:`~django_graphgate.ir.anomaly.Anomaly`.

Receivers run in a thread of their own, after the answer.  An exception of theirs is logged.
"""
