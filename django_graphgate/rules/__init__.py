"""Role rules as data, and what they make of a catalogue and a plan."""
