"""Specifications of the triage helpers, on texts written for them."""
