"""A run of an action: who may run it, its parameters, its lock, its transaction, and what is kept of it."""
