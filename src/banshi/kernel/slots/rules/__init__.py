"""What is decided without a table: terms, the order of the line, times, and who did not come."""
