"""An app with the callables, for processes that find them themselves."""
