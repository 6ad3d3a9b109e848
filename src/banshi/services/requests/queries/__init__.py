"""What is read: frozen dataclasses, a fixed number of SQL statements, always for somebody."""
