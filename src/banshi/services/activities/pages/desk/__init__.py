"""The warden's desk."""
