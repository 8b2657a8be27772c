"""Rate limits with real caches and databases."""
