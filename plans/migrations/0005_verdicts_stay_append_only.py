"""Guards the verdicts again: adding columns took their triggers off."""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "plans_verdict"

append_only = import_module("plans.migrations.0002_history_is_append_only")


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers of the verdicts, in the dialect of this database."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    trigger = append_only._postgresql if is_postgresql else append_only._sqlite
    for action in ("UPDATE", "DELETE"):
        schema_editor.execute(trigger(TABLE, action, ""))


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_kind_of_what_was_judged")]

    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("resolved", "dismissed")), _negated=True),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_closed_referral_says_by_whom_and_how",
            ),
        ),
    ]
