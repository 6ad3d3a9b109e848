"""Argon2 with so little work that a test which signs in does not wait for it."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """The site's own algorithm; only its cost is a toy's. Never in settings."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
