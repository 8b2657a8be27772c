"""Who calls: authenticators, the chain they stand in, CSRF, and limits on failures."""
