"""Columns that hold something else than the catalogue says."""
