"""Callers who signed in to a Rails application."""
