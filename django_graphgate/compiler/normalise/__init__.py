"""The second pass: a document in its canonical form, the same for every role."""
