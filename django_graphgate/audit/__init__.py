"""Who ran what, and how often."""
