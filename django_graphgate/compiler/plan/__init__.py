"""The fourth pass: from a valid document to a plan, which knows tables and columns but no SQL."""
