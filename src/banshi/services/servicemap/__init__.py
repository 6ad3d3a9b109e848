"""The service map: what is reached in ten minutes, the way there, who is not served, and where the next site should be."""
