"""The database itself keeps what was recorded as in force."""

from typing import Any

from django.db import migrations

KEPT = "a value that was in force stays as it is"

SQLITE = [
    f"""CREATE TRIGGER published_value_fixed BEFORE UPDATE ON policy_publishedvalue
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER published_value_kept BEFORE DELETE ON policy_publishedvalue
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION published_value_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER published_value_guard BEFORE UPDATE OR DELETE ON policy_publishedvalue
       FOR EACH ROW EXECUTE FUNCTION published_value_guard()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER published_value_fixed", "DROP TRIGGER published_value_kept"],
    "postgresql": [
        "DROP TRIGGER published_value_guard ON policy_publishedvalue",
        "DROP FUNCTION published_value_guard()",
    ],
}


def add(apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
