"""Forms: read what a person typed; what it means is decided by the rules and commands."""
