"""Which role a signed-in caller has: the rows that decide it, and the roles' ``match`` expressions as SQL."""
