"""From recorded operations to a production server: freeze, verify, import and synchronise."""
