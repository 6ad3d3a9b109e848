"""Chinese full-text search: the same hits on SQLite and PostgreSQL, newest first."""
