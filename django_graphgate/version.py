"""The release, on its own so that every layer may know it."""

VERSION = "0.1.0"
