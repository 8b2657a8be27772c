"""The audit: events that nobody may change afterwards, chained by their digests."""
