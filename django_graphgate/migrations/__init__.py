"""The tables of roles, rules, operations and their use."""
