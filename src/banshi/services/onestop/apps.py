from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register


class OnestopConfig(AppConfig):
    name = "banshi.services.onestop"
    label = "onestop"

    def ready(self) -> None:
        register(something_published, Tags.database)


def something_published(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """At `banshi serve` or with `check --database default`: there is something that residents can open."""
    from django.db import connection  # models are not loaded when this module is

    from banshi.services.onestop.models import ProcedureVersion

    if not databases or ProcedureVersion._meta.db_table not in connection.introspection.table_names():
        return []
    if ProcedureVersion.objects.exists():
        return []
    hint = "`banshi onestop load` publishes those of this release and of BANSHI_DATA_DIR/policy/procedures."
    return [Warning("no procedure is published: nobody can do anything at once yet", hint=hint, id="onestop.W001")]
