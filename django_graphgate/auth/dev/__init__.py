"""Headers that name the caller, and tokens that a developer makes: for development only."""
