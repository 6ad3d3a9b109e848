"""Pages of the service map."""
