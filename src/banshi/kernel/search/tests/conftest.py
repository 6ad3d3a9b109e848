"""A room to search in: Django's own Session rows will not do, so a table of our own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from banshi.kernel.search.schema import SearchTable


@pytest.fixture(scope="session")
def search_table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The search table `trial`; its rows are accounts of the directory, by primary key."""
    operation = SearchTable("trial")
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        operation.database_forwards("search", editor, None, None)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        operation.database_backwards("search", editor, None, None)


@pytest.fixture
def trial(search_table: None, db: None) -> str:
    return "trial"
