"""Mutations: data read and checked, rows written, all in one transaction.  Read :mod:`.program` first."""
