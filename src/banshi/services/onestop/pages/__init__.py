"""Pages of the room: thin, each one domain call."""
