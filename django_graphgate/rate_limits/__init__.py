"""How often callers may run operations: read :mod:`.limiter` first, then :mod:`.gcra`."""
