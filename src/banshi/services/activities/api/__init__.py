"""Activities for programs."""
