"""How often callers may run operations."""
