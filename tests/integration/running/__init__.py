"""Runs of actions on both databases: from Python, over HTTP, in the background and from the shell."""
