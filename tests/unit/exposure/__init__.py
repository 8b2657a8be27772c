"""Tests of what SQL exposes."""
