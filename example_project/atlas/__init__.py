"""Countries, cities, airports, and the travellers who fly between them."""
