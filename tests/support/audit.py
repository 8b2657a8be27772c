"""A process that hands events to the audit as fast as it can, and says what it has done."""

from __future__ import annotations

import sys
import time
from itertools import count

import django


def main(name: str, number: int) -> None:
    """``number`` events, or without an end; each line is the number of an event, or the name of a filter."""
    django.setup()
    from django_graphgate.audit.append import append
    from django_graphgate.ir.audit_entry import AuditEntry
    from django_graphgate.models import NamedFilter

    for each in count() if number < 0 else range(number):
        append(AuditEntry(event="denial", name=name, data={"number": each}))
        print("event", each, time.monotonic(), flush=True)
        if each % 20 == 0:
            NamedFilter.objects.create(name=f"{name}_{each}", filter="{ id: { eq: 1 } }")
            print("filter", f"{name}_{each}", flush=True)
        if number < 0:
            time.sleep(0.001)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
