"""What tests of actions share."""
