"""Pages of activities: lists, booking, the warden's desk, the door."""
