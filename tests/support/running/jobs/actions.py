"""What the gate looks for."""

from tests.support.running.project import declare

declare()
