"""Tests of what operations, actions and roles expose."""
