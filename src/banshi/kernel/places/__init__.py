"""Places: sites with a position, an area, opening hours and a history, and the systems of coordinates they come in."""
