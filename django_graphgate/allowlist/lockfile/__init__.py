"""``allow.lock``: the operations as they were frozen, with their statements."""
