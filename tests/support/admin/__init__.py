"""Admin pages in a browser."""
