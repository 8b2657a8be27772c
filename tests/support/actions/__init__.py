"""Actions of tests: definitions, requests and runs."""
