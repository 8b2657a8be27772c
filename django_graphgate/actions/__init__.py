"""Which actions and webhooks there are: ``actions.json``, and the callables of the project's ``actions.py``."""
