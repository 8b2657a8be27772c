"""The log, counters, signals, metrics and traces, without a database."""
