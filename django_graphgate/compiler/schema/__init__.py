"""The GraphQL schema of a catalogue."""
