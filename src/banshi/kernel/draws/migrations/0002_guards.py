"""The database itself keeps fixed what was fixed: the terms of a draw, its end, and its result."""

from typing import Any

from django.db import migrations

FIXED = (
    "number", "county", "room", "reference", "title", "entrants", "size", "spec", "list_hash", "seed_hash",
    "seed_outside", "min_size", "not_before", "external", "public_from", "committed_at",
)  # fmt: skip
ENDED = "a draw that has ended stays as it is"
KEPT = "what was fixed for a draw stays as it is"
RESULT = "the result of a draw stays as it is"

SQLITE = [
    f"""CREATE TRIGGER draw_ended BEFORE UPDATE ON draws_draw WHEN OLD.status <> 'committed'
        BEGIN SELECT RAISE(ABORT, '{ENDED}'); END""",
    f"""CREATE TRIGGER draw_fixed BEFORE UPDATE ON draws_draw
        WHEN {" OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in FIXED)}
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER draw_kept BEFORE DELETE ON draws_draw BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER place_fixed BEFORE UPDATE ON draws_place BEGIN SELECT RAISE(ABORT, '{RESULT}'); END""",
    f"""CREATE TRIGGER place_kept BEFORE DELETE ON draws_place BEGIN SELECT RAISE(ABORT, '{RESULT}'); END""",
    f"""CREATE TRIGGER place_in_time BEFORE INSERT ON draws_place
        WHEN (SELECT status FROM draws_draw WHERE id = NEW.draw_id) <> 'committed'
        BEGIN SELECT RAISE(ABORT, '{RESULT}'); END""",
]
REFUSE = "USING ERRCODE = 'integrity_constraint_violation'"
POSTGRESQL = [
    f"""CREATE FUNCTION draw_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{KEPT}' {REFUSE}; END IF;
        IF OLD.status <> 'committed' THEN RAISE EXCEPTION '{ENDED}' {REFUSE}; END IF;
        IF {" OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in FIXED)}
        THEN RAISE EXCEPTION '{KEPT}' {REFUSE}; END IF;
        RETURN NEW; END $$""",
    """CREATE TRIGGER draw_guard BEFORE UPDATE OR DELETE ON draws_draw FOR EACH ROW EXECUTE FUNCTION draw_guard()""",
    f"""CREATE FUNCTION draw_place_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' OR EXISTS (SELECT FROM draws_draw WHERE id = NEW.draw_id AND status <> 'committed')
        THEN RAISE EXCEPTION '{RESULT}' {REFUSE}; END IF;
        RETURN NEW; END $$""",
    """CREATE TRIGGER draw_place_guard BEFORE INSERT OR UPDATE OR DELETE ON draws_place
       FOR EACH ROW EXECUTE FUNCTION draw_place_guard()""",
]
UNDO = {
    "sqlite": [
        f"DROP TRIGGER {name}"
        for name in ("draw_ended", "draw_fixed", "draw_kept", "place_fixed", "place_kept", "place_in_time")
    ],
    "postgresql": [
        "DROP TRIGGER draw_guard ON draws_draw",
        "DROP TRIGGER draw_place_guard ON draws_place",
        "DROP FUNCTION draw_guard()",
        "DROP FUNCTION draw_place_guard()",
    ],
}


def add(apps: Any, schema_editor: Any) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
