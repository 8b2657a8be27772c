"""The options of JSON Web Tokens, and the presets of their providers."""
