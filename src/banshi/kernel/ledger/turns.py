"""Whoever extends the tree or changes its key takes turns."""

from django.db import connection

LOCK = 7_226_962  # any number that nothing else in the database uses


def one_at_a_time() -> None:
    """Wait until nobody else seals or rotates keys, and hold that until the transaction ends.

    SQLite has one writer anyway (transaction_mode=IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
