"""Runs of actions on both databases."""
