"""Says of verdicts and referrals of before which kind of rule they came from."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MILESTONES = ("R-HAM-2", "R-CALF-2")
TABLE = "plans_verdict"


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill in what was added, with the guard of the verdicts taken off."""
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for action in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{action}{on}")
    apps.get_model("plans", "Verdict").objects.filter(rule__in=MILESTONES).update(kind="milestone")
    referrals = apps.get_model("plans", "Referral").objects
    of_plans = referrals.filter(plan__isnull=False)
    of_plans.filter(rule__in=MILESTONES).update(kind="milestone")
    of_plans.exclude(rule__in=MILESTONES).update(kind="trend")
    referrals.filter(status="resolved", outcome="").update(outcome="-")


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_what_was_judged")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
