"""The first pass: from text to a syntax tree."""
