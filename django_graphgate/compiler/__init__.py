"""From a document to SQL, one package per pass: syntax, normalise, validate, plan, render."""
