"""Webhooks: a delivery is verified, stored, and then handled until it has succeeded or is given up."""
