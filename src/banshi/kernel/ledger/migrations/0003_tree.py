"""The tree over the entries, the queue that feeds it, and the triggers of both."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

FINAL_TABLES = ["ledger_leaf", "ledger_checkpoint"]

SQLITE = [
    """CREATE TRIGGER ledger_entry_unsealed AFTER INSERT ON ledger_entry
       BEGIN INSERT INTO ledger_unsealed (entry_id) VALUES (NEW.id); END""",
    # INSERT OR REPLACE would remove the old row without firing the trigger on DELETE.
    """CREATE TRIGGER ledger_entry_no_replace BEFORE INSERT ON ledger_entry
       WHEN EXISTS (SELECT 1 FROM ledger_entry
                    WHERE id = NEW.id OR (subject = NEW.subject AND position = NEW.position))
       BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END""",
    *(
        f"""CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
            BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END"""
        for table in FINAL_TABLES
        for act in ("UPDATE", "DELETE")
    ),
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_queue() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN INSERT INTO ledger_unsealed (entry_id) VALUES (NEW.id); RETURN NULL; END $$""",
    """CREATE TRIGGER ledger_entry_unsealed AFTER INSERT ON ledger_entry
       FOR EACH ROW EXECUTE FUNCTION ledger_queue()""",
    *(
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"""
        for table in FINAL_TABLES
    ),
    *(
        f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"""
        for table in FINAL_TABLES
    ),
]
UNDO = {
    "sqlite": [
        "DROP TRIGGER ledger_entry_unsealed",
        "DROP TRIGGER ledger_entry_no_replace",
        *(f"DROP TRIGGER {table}_no_{act}" for table in FINAL_TABLES for act in ("update", "delete")),
    ],
    "postgresql": [
        "DROP TRIGGER ledger_entry_unsealed ON ledger_entry",
        "DROP FUNCTION ledger_queue()",
        *(f"DROP TRIGGER {table}_no_{act} ON {table}" for table in FINAL_TABLES for act in ("change", "truncate")),
    ],
}


def add(apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
    schema_editor.execute("INSERT INTO ledger_unsealed (entry_id) SELECT id FROM ledger_entry")


def remove(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="ledger.entry")),
            ],
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
            ],
        ),
        migrations.AddConstraint(
            model_name="tile",
            constraint=models.UniqueConstraint(fields=("level", "index"), name="tile_once"),
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(add, remove),
    ]
