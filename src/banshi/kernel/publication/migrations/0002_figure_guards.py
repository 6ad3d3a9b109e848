"""The database itself keeps counted events as they are and a closed day closed."""

from typing import Any

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER figure_event_no_update BEFORE UPDATE ON publication_figureevent
       BEGIN SELECT RAISE(ABORT, 'counted events are never altered; count a correction'); END""",
    """CREATE TRIGGER figure_event_day_open BEFORE INSERT ON publication_figureevent
       WHEN NEW.known <= (SELECT through FROM publication_figureclosing WHERE county = NEW.county)
       BEGIN SELECT RAISE(ABORT, 'the books of this day are closed; count on the day it became known'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION figure_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP = 'UPDATE' THEN
         RAISE EXCEPTION 'counted events are never altered; count a correction' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       IF EXISTS (SELECT FROM publication_figureclosing WHERE county = NEW.county AND through >= NEW.known) THEN
         RAISE EXCEPTION 'the books of this day are closed; count on the day it became known' USING ERRCODE = 'integrity_constraint_violation';
       END IF;
       RETURN NEW; END $$""",
    """CREATE TRIGGER figure_event_guard BEFORE INSERT OR UPDATE ON publication_figureevent
       FOR EACH ROW EXECUTE FUNCTION figure_event_guard()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER figure_event_no_update", "DROP TRIGGER figure_event_day_open"],
    "postgresql": ["DROP TRIGGER figure_event_guard ON publication_figureevent", "DROP FUNCTION figure_event_guard()"],
}


def add(apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
