"""A flight atlas on real data: what a project that uses django-graphgate looks like."""
