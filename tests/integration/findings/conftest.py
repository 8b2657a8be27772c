"""Who looks at the page of the admin."""

from __future__ import annotations

from tests.integration.admin.conftest import chief, sign_in

__all__ = ["chief", "sign_in"]
