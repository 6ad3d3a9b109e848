"""The room for programs."""
