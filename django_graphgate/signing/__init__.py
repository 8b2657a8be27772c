"""Signatures of webhooks: verified on what comes in, made for what goes out.  Nothing here knows Django.

:data:`SCHEMES` has Redwood's verifiers by their names and presets of vendors.  What a scheme takes and how it
compares is in the settings; a message never chooses its own algorithm.
"""

from __future__ import annotations

from django_graphgate.signing.api import SCHEMES, development_only, problems, sign, verify
from django_graphgate.signing.message import SignatureInvalid, Verified
from django_graphgate.signing.scheme import Scheme

__all__ = [
    "SCHEMES",
    "Scheme",
    "SignatureInvalid",
    "Verified",
    "development_only",
    "problems",
    "sign",
    "verify",
]
