"""Pure functions of this room that are not the engine's."""
