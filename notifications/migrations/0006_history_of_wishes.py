"""Keeps who changed which wish; the database refuses to change or delete what was noted."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "notifications_wishchange"

SQLITE = (
    "CREATE TRIGGER {table}_no_{name} BEFORE {action} ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is history and cannot be changed'); END"
)
# The function stands beside the history of the clinic's work.
POSTGRESQL = (
    "CREATE TRIGGER {table}_no_{name} BEFORE {action} ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION plans_refuse_change()"
)


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the triggers, in the dialect of this database."""
    trigger = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for action in ("UPDATE", "DELETE"):
        sql = trigger.format(table=TABLE, name=action.lower(), action=action)
        schema_editor.execute(sql, params=None)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the triggers again."""
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{name}{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_history_is_append_only"),
        ("notifications", "0005_every_message_has_a_clinic"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WishChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("what", models.JSONField(verbose_name="what")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wish_changes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of wishes",
                "verbose_name_plural": "changes of wishes",
                "indexes": [models.Index(fields=["user", "at"], name="wish_changes_of_a_person")],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
