"""What is raised for a value that a codec does not take."""


class BadValue(ValueError):
    """The value is not one of this scalar; the text says what was expected, never the value."""
