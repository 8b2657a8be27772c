"""Endpoints and handlers for the tests of webhooks."""
