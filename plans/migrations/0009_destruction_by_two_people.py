"""A record's history may go once two people destroyed the record, and never otherwise.

A later migration that rebuilds ``plans_plan``, ``plans_injury`` or ``plans_patient`` on SQLite calls
``unguard`` first and ``guard`` after: there a table is rebuilt under another name, and SQLite refuses
that while a trigger names it.
"""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

append_only = import_module("plans.migrations.0002_history_is_append_only")

OF_INJURY = "SELECT patient_id FROM plans_injury WHERE id = {row}.injury_id"
OF_PLAN = (
    "SELECT i.patient_id FROM plans_plan p JOIN plans_injury i ON i.id = p.injury_id "
    "WHERE p.id = {row}.plan_id"
)
WHOSE = {
    "plans_event": "{row}.patient_id",
    "plans_verdict": OF_PLAN,
    "plans_painreport": OF_INJURY,
    "plans_exercisereport": OF_INJURY,
    "plans_activityreport": OF_INJURY,
    "plans_answerreport": OF_INJURY,
    "plans_signreport": OF_INJURY,
}
"""How each kind of history names the patient whose record it is in."""

PROOF = "plans_destruction"
TWO_PEOPLE = (
    "SELECT 1 FROM plans_rightsrequest r WHERE r.id = NEW.request_id "
    "AND r.patient_id = NEW.patient_id AND r.kind = 'destruction' AND r.status = 'done' "
    "AND r.approved_by_id = NEW.first_id AND r.closed_by_id = NEW.second_id"
)
NOT_BY_TWO = "a record is destroyed by two people"

POSTGRESQL_DELETION = """
CREATE OR REPLACE FUNCTION plans_refuse_deletion() RETURNS trigger AS $$
DECLARE
    may boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM plans_destruction WHERE patient_id = (%s))', TG_ARGV[0]
    ) INTO may USING OLD;
    IF may THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is history and cannot be changed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql
"""
POSTGRESQL_PROOF = f"""
CREATE OR REPLACE FUNCTION plans_proof_names_two_people() RETURNS trigger AS $$
BEGIN
    IF NOT EXISTS ({TWO_PEOPLE}) THEN
        RAISE EXCEPTION '{NOT_BY_TWO}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql
"""


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let history go with a destroyed record only, and keep the proof of it for ever."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(POSTGRESQL_DELETION, params=None)
        schema_editor.execute(POSTGRESQL_PROOF, params=None)
    for table, whose in WHOSE.items():
        let_go_with_the_record(schema_editor, table, whose)
    trigger = append_only._postgresql if is_postgresql else append_only._sqlite
    for action in ("UPDATE", "DELETE"):
        schema_editor.execute(trigger(PROOF, action, ""), params=None)
    schema_editor.execute(_proof_trigger(is_postgresql=is_postgresql), params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let no history go at all, as before."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table in WHOSE:
        let_nothing_go(schema_editor, table)
    on = f" ON {PROOF}" if is_postgresql else ""
    for action in ("insert", "update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {PROOF}_no_{action}{on}", params=None)
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS plans_proof_names_two_people()", params=None)


def let_go_with_the_record(schema_editor: BaseDatabaseSchemaEditor, table: str, whose: str) -> None:
    """Refuse to delete a row of ``table``, unless the record of ``whose`` was destroyed."""
    _drop(schema_editor, table)
    if schema_editor.connection.vendor == "postgresql":
        path = whose.format(row="($1)").replace("'", "''")
        sql = (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION plans_refuse_deletion('{path}')"
        )
    else:
        path = whose.format(row="OLD")
        kept = f"NOT EXISTS (SELECT 1 FROM plans_destruction WHERE patient_id = ({path}))"  # noqa: S608 - names of our own
        sql = append_only._sqlite(table, "DELETE", f"WHEN {kept}")
    schema_editor.execute(sql, params=None)


def let_nothing_go(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Refuse to delete any row of ``table``."""
    _drop(schema_editor, table)
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    trigger = append_only._postgresql if is_postgresql else append_only._sqlite
    schema_editor.execute(trigger(table, "DELETE", ""), params=None)


def _drop(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete{on}", params=None)


def _proof_trigger(*, is_postgresql: bool) -> str:
    begin = f"CREATE TRIGGER {PROOF}_no_insert BEFORE INSERT ON {PROOF} "
    if is_postgresql:
        return f"{begin}FOR EACH ROW EXECUTE FUNCTION plans_proof_names_two_people()"
    return f"{begin}WHEN NOT EXISTS ({TWO_PEOPLE}) BEGIN SELECT RAISE(ABORT, '{NOT_BY_TWO}'); END"


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_words_are_sealed")]

    operations = [migrations.RunPython(guard, unguard)]
