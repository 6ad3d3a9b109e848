"""Reads: frozen dataclasses, a fixed number of SQL statements each."""
