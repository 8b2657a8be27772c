"""Why an operation answers a caller as it does: for people with a shell.  Nothing here is reached from a request."""
