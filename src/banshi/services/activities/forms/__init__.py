"""What residents and wardens fill in."""
