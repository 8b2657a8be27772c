"""Signatures of webhooks: verified on what comes in, made for what goes out.  Nothing here knows Django."""
