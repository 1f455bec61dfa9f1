"""The database itself refuses to change or delete a log entry, and to truncate the log."""

from django.db import migrations

SQLITE = [
    f"""
    CREATE TRIGGER log_refuses_{verb.lower()} BEFORE {verb} ON chapters_logentry
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
    """,
    """
    CREATE TRIGGER log_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON chapters_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only()
    """,
]
UNDO = {
    "sqlite": ["DROP TRIGGER log_refuses_update", "DROP TRIGGER log_refuses_delete"],
    "postgresql": ["DROP TRIGGER log_refuses ON chapters_logentry", "DROP FUNCTION log_is_append_only()"],
}


def guard(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("chapters", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
