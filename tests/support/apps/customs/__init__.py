"""An app whose database takes few rows: every way in which it can refuse one."""
