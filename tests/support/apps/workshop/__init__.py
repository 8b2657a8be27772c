"""An app that is written to: code of its own on save and delete, signals, and every kind of relation."""
