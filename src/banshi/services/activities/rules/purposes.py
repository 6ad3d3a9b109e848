"""Purposes under which what identifies people is sealed."""

PHONE, NAME, GUARDIAN = "activities.phone", "activities.name", "activities.guardian"
