"""Reads of the room: which map is published, and the map opened with the places as they stand."""
