"""Settings, addresses, the console and what joins the services."""
