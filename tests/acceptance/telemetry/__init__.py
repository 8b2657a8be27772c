"""What observers of a project are told, by their own programs."""
