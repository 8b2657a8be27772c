"""From what a request names to a statement that can run: frozen where it fits, compiled where it may be."""
