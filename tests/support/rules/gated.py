"""What the tests of rules for writing send, and what comes back."""

from __future__ import annotations

import json
from typing import Any

from django_graphgate.gate import Gate, Result
from tests.support.gate.house import caller

OWN = "{ owner_id: { eq: $user_id } }"
ME = caller(1)
OTHER = caller(2)
DATA = {"name": "Lamp", "price": "12.50", "created_at": "now"}
GOODS = {"name": "goods", "table": "products"}


def ran(gate: Gate, text: str, identity: Any = ME, headers: Any = None, **variables: Any) -> Any:
    result = gate.execute(text, variables=variables, identity=identity, headers=headers)
    assert not result.errors, result.errors
    assert result.data is not None
    return json.loads(result.data)


def refused(gate: Gate, text: str, identity: Any = ME, headers: Any = None, **variables: Any) -> str:
    result: Result = gate.execute(text, variables=variables, identity=identity, headers=headers)
    assert result.data is None, result.data
    code: str = result.errors[0]["extensions"]["code"]
    return code
