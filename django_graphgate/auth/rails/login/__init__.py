"""The login in a Rails session, as Devise or Rails 8 keeps it."""
