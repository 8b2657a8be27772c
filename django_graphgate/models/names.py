"""What names of roles, filters, operations, actions and webhooks look like."""

from __future__ import annotations

from django.core.validators import RegexValidator

NAME = RegexValidator(r"\A[_A-Za-z][_0-9A-Za-z]*\Z", "A name holds letters, digits and underscores only.")
