"""Actions in processes of their own."""
