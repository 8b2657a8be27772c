"""Keys that verify tokens: secrets, public keys, and sets of keys that issuers publish."""
