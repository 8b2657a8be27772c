"""What makes a project weaker than it could be: each finding says where, why, and what to do."""
