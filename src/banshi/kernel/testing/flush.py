"""Emptying the tables after a test that committed, which the ledger's triggers would refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management.commands import flush
from django.db import connection

APPEND_ONLY = ("ledger_entry", "ledger_leaf", "ledger_checkpoint")


@contextmanager
def triggers_off() -> Iterator[None]:
    """Within the block the append-only triggers stand aside. For tests of the tables' own guards and for emptying."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in APPEND_ONLY:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in APPEND_ONLY:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'trigger' AND (tbl_name LIKE 'ledger_%' OR tbl_name LIKE 'draws_%' "
                "OR tbl_name LIKE 'policy_%' OR tbl_name LIKE 'forms_%')"
            )
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            for _name, sql in triggers:
                cursor.execute(sql)


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied() -> Iterator[None]:
    """Django empties tables after transactional tests; only there may entries go, and the caches with them."""
    plain = flush.Command.handle

    def handle(self: Any, **options: Any) -> Any:
        with triggers_off():
            answer = plain(self, **options)
        for cache in caches.all():  # a table of no model, in which limits would go on counting
            cache.clear()
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield
