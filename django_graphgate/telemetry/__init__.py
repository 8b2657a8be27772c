"""What happened, for those who run the site: the log, counters, signals of anomalies, metrics and traces."""
