"""What tests of the log, the audit, counters and metrics share."""
