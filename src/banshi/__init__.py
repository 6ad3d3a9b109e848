"""Banshi (办实事): public services of a county, on the record."""

__version__ = "0.1.0"
