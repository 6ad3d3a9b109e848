"""Areas, units, people and posts."""
