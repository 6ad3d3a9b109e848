"""By when, by whom: working days, deadlines that explain themselves, and who held a matter for how long."""
