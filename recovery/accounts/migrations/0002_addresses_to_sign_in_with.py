"""Accounts of before this release sign in with the address they already had."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_addresses(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make for each account the row that the library of sign-in looks for."""
    address = apps.get_model("account", "EmailAddress")
    people = apps.get_model("plans", "User").objects.exclude(role="system")
    known = set(address.objects.values_list("user_id", flat=True))
    address.objects.bulk_create(
        [
            address(user_id=person.pk, email=person.email.lower(), primary=True, verified=True)
            for person in people.iterator()
            if person.pk not in known
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("plans", "0006_roles_and_access"),
    ]

    operations = [migrations.RunPython(keep_addresses, migrations.RunPython.noop)]
