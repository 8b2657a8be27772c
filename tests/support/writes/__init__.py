"""Plans of mutations made by hand, for the ways of writing."""
