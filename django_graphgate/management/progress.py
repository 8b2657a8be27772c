"""How far a long command is, on a terminal."""

from __future__ import annotations

from django.core.management.base import OutputWrapper

_WIDTH = 30


class Bar:
    """A bar that grows in one line of a terminal; elsewhere nothing is shown."""

    def __init__(self, out: OutputWrapper, what: str) -> None:
        self._out = out
        self._what = what
        self._shown = ""

    def show(self, done: int, of: int) -> None:
        """Show that ``done`` are done.  An unchanged line is not written again."""
        if not self._out.isatty():
            return
        full = _WIDTH * done // max(of, 1)
        line = f"[{'#' * full}{'.' * (_WIDTH - full)}] {100 * done // max(of, 1):3}% of {of} {self._what}"
        if line != self._shown:
            self._shown = line
            self._out.write(f"\r{line}", ending="\n" if done >= of else "")
