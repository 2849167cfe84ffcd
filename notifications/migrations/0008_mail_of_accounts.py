"""Whose record was destroyed by two people, of them the history of wishes may go too."""

from importlib import import_module

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WISHES = "notifications_wishchange"
WHOSE = "SELECT id FROM plans_patient WHERE user_id = {row}.user_id"

destruction = import_module("plans.migrations.0009_destruction_by_two_people")


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let wishes go with a destroyed record only."""
    destruction.let_go_with_the_record(schema_editor, WISHES, WHOSE)


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let no wish go at all, as before."""
    destruction.let_nothing_go(schema_editor, WISHES)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0009_destruction_by_two_people"),
        ("notifications", "0007_fewer_indexes"),
    ]

    operations = [migrations.RunPython(guard, unguard)]
