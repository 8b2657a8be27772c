"""Users of the project: the key that a credential names, and whether that user is active."""
