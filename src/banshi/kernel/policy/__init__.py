"""Dated parameters: each value with its unit, document and article, looked up by day."""
