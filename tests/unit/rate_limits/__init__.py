"""Rate limits without a cache."""
