"""Forms of the room; the questions of a procedure are drawn by `kernel.forms`."""
