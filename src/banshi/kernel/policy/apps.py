from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register


class PolicyConfig(AppConfig):
    name = "banshi.kernel.policy"
    label = "policy"

    def ready(self) -> None:
        register(files_usable)
        register(past_values_unchanged, Tags.database)


def files_usable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """At every start: the files of parameters can be read."""
    from banshi.kernel.policy.current import parameters
    from banshi.kernel.policy.refusals import BadParameters

    try:
        parameters()
    except BadParameters as error:
        return [Error(str(error), id="policy.E001")]
    return []


def past_values_unchanged(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """At `banshi serve`, before migrating or with `check --database default`: no value on record was edited since."""
    from django.db import connection  # models are not loaded when this module is

    from banshi.kernel.policy.current import parameters
    from banshi.kernel.policy.models import PublishedValue
    from banshi.kernel.policy.refusals import BadParameters
    from banshi.kernel.policy.versions import contradictions

    if not databases or PublishedValue._meta.db_table not in connection.introspection.table_names():
        return []
    try:
        book = parameters()
    except BadParameters:  # named by the other check
        return []
    return [Error(problem, id="policy.E002") for problem in contradictions(book)]
