"""The database itself refuses to change or delete what happened and what was published."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ADDED_ONLY = (
    "plans_event",
    "plans_verdict",
    "plans_painreport",
    "plans_exercisereport",
    "plans_activityreport",
    "plans_answerreport",
    "plans_signreport",
)
VERSIONED = ("plans_exerciseversion", "plans_protocolversion", "plans_intakeversion")
CONTENT = ("slug", "number", "document", "checksum", "changes", "loaded_at")

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION plans_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is history and cannot be changed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql
"""


def _sqlite(table: str, action: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"{condition} BEGIN SELECT RAISE(ABORT, '{table} is history and cannot be changed'); END"
    )


def _postgresql(table: str, action: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION plans_refuse_change()"
    )


def _content_changed(operator: str) -> str:
    changed = " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in CONTENT)
    back = "OLD.state <> 'draft' AND NEW.state = 'draft'"
    return f"({changed} OR ({back}))"


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers, in the dialect of this database."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    trigger = _postgresql if is_postgresql else _sqlite
    operator = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
    if is_postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table in ADDED_ONLY:
        schema_editor.execute(trigger(table, "UPDATE", ""))
        schema_editor.execute(trigger(table, "DELETE", ""))
    for table in VERSIONED:
        condition = _content_changed(operator)
        schema_editor.execute(trigger(table, "UPDATE", f"WHEN {condition}"))
        schema_editor.execute(trigger(table, "DELETE", "WHEN (OLD.state <> 'draft')"))


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers again."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in (*ADDED_ONLY, *VERSIONED):
        for action in ("update", "delete"):
            on = f" ON {table}" if is_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS plans_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
