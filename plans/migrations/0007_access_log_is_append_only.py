"""The database refuses to change a line of the access log, and to delete one within five years."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LINES = "plans_accessentry"
SUBJECTS = "plans_accesssubject"

# The law asks for five years from the writing of a line (Staatscourant 2019, 38007).
POSTGRESQL_DELETION = """
CREATE OR REPLACE FUNCTION plans_keep_access() RETURNS trigger AS $$
DECLARE
    written timestamptz;
BEGIN
    IF TG_TABLE_NAME = 'plans_accessentry' THEN
        written := OLD.at;
    ELSE
        SELECT at INTO written FROM plans_accessentry WHERE id = OLD.entry_id;
    END IF;
    IF written IS NULL OR written < now() - interval '5 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a line of the access log is kept for five years'
        USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql
"""

REFUSED = "SELECT RAISE(ABORT, 'a line of the access log is kept for five years')"
UNCHANGED = "SELECT RAISE(ABORT, 'a line of the access log cannot be changed')"
YOUNG = "at >= datetime('now', '-5 years')"
OF_A_YOUNG_LINE = f"EXISTS (SELECT 1 FROM {LINES} WHERE id = OLD.entry_id AND {YOUNG})"  # noqa: S608


def _sqlite(table: str, action: str, condition: str, refusal: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"{condition} BEGIN {refusal}; END"
    )


SQLITE = (
    _sqlite(LINES, "UPDATE", "", UNCHANGED),
    _sqlite(SUBJECTS, "UPDATE", "", UNCHANGED),
    _sqlite(LINES, "DELETE", f"WHEN OLD.{YOUNG}", REFUSED),
    _sqlite(SUBJECTS, "DELETE", f"WHEN {OF_A_YOUNG_LINE}", REFUSED),
)


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers, in the dialect of this database."""
    if schema_editor.connection.vendor != "postgresql":
        for statement in SQLITE:
            schema_editor.execute(statement)
        return
    schema_editor.execute(POSTGRESQL_DELETION, params=None)
    for table in (LINES, SUBJECTS):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION plans_refuse_change()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION plans_keep_access()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION plans_refuse_change()"
        )


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers again."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in (LINES, SUBJECTS):
        for action in ("update", "delete", "truncate"):
            on = f" ON {table}" if is_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS plans_keep_access()")


def begin_the_chain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the one row that says where the chain ends."""
    apps.get_model("plans", "AccessHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_roles_and_access")]

    operations = [
        migrations.RunPython(begin_the_chain, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
