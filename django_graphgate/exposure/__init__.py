"""What leaves the house: which role reads and writes which column by which operation, and what must never."""
