"""Findings: each one appears, and goes."""
