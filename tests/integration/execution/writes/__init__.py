"""What mutations write, on real databases."""
