"""The audit: events that nobody may change afterwards, chained by their digests.

``append`` takes events and ``writer`` writes them, in batches and off the request's way; ``store`` gives each its
place in a chain, as ``chain`` defines it; ``verify`` follows the chains.
"""
