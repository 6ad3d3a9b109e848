"""Spreadsheets that go out, are worked on and come back: rows are known again, and both sides' changes told apart."""
