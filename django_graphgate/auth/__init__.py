"""Who calls: authenticators, the chain of them, CSRF, and limits on failures."""
