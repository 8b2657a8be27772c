"""Actions as they run: over HTTP, in the background and from the shell."""
