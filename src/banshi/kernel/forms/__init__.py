"""Questions as data: one rule for the page and for the API."""
