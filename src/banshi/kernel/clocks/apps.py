from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register


class ClocksConfig(AppConfig):
    name = "banshi.kernel.clocks"
    label = "clocks"

    def ready(self) -> None:
        register(past_rules_unchanged, Tags.database)


def past_rules_unchanged(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Before migrating or with `check --database default`: no rule used here was edited since."""
    from django.db import connection  # models are not loaded when this module is

    from banshi.kernel.clocks import current
    from banshi.kernel.clocks.models import RuleVersion
    from banshi.kernel.clocks.versions import changed_rules

    if not databases or RuleVersion._meta.db_table not in connection.introspection.table_names():
        return []
    return [Error(problem, id="clocks.E001") for problem in changed_rules(current.rules())]
