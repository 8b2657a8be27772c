"""Running statements: values for their parameters, the drivers, and what comes back."""
