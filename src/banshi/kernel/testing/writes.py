"""Catch what imports cannot show: a row written outside a command."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITE = re.compile(r'^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?P<table>\w+)', re.IGNORECASE)

FREE_TABLES = frozenset(
    {
        # kept by Django and allauth themselves, not part of any matter's state
        "django_session",
        "account_emailaddress",
        "mfa_authenticator",
        "usersessions_usersession",
        "django_tasks_db_dbtaskresult",
        "access_cache",  # Django's cache: how often somebody tried to sign in
        "web_spent",  # how often somebody asked
        # a look is written when a page is read, so outside any command
        "access_look",
        "directory_account",
        "access_apitoken",
    }
)


class WriteOutsideCommand(AssertionError):
    """A page or endpoint wrote a row itself instead of calling a command."""


@contextmanager
def refuse_writes_outside_commands(in_command: Callable[[], bool]) -> Iterator[None]:
    """Fail any INSERT, UPDATE or DELETE on a house table while no command runs."""

    def check(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        write = WRITE.match(sql)
        if write and not in_command() and write["table"] not in FREE_TABLES:
            raise WriteOutsideCommand(f"a write outside a command: {sql[:200]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(check):
        yield
