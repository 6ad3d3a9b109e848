"""Streets, reach, routes, coverage and siting: pure reckoning over files, without Django, database or clock."""
