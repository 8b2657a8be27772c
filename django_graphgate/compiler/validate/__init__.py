"""The third pass: whether the document is valid in the schema that a role may see."""
