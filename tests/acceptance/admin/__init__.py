"""The admin pages in Chromium."""
