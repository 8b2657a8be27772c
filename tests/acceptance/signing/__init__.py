"""The libraries of those who send webhooks."""
