"""The database itself keeps what a form said when it was answered."""

from typing import Any

from django.db import migrations

KEPT = "a form that was answered stays as it is"

SQLITE = [
    f"""CREATE TRIGGER form_version_fixed BEFORE UPDATE ON forms_formversion
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER form_version_kept BEFORE DELETE ON forms_formversion
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION form_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER form_version_guard BEFORE UPDATE OR DELETE ON forms_formversion
       FOR EACH ROW EXECUTE FUNCTION form_version_guard()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER form_version_fixed", "DROP TRIGGER form_version_kept"],
    "postgresql": [
        "DROP TRIGGER form_version_guard ON forms_formversion",
        "DROP FUNCTION form_version_guard()",
    ],
}


def add(apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
