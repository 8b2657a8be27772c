"""Messages of every scheme, and what an attacker makes of them."""
