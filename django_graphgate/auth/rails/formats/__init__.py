"""Cookies and sessions in the formats in which Rails writes them."""
