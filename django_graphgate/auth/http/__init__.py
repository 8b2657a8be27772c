"""What HTTP adds to authentication: cross-site requests, proxies, counts of wrong credentials."""
