"""What the machine notices in a text: class, urgency, places, earlier matters, hot issues. It suggests; a person decides."""
