"""What is allowed and what follows: pure decisions over values, without Django, database or clock."""
