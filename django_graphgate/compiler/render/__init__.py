"""The last pass: from a plan to the SQL of one dialect."""
