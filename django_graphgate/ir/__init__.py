"""The values that the parts of the package exchange: catalogue, plan, SQL, statement, identity."""
