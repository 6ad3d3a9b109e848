"""The rooms of the house: services that do not know each other."""
