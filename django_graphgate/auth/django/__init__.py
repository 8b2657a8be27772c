"""Callers who signed in to Django."""
