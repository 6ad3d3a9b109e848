"""The demonstration region, built through the real commands."""
