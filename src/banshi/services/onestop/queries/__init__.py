"""Reads of the room: frozen dataclasses from a fixed number of SQL statements."""
