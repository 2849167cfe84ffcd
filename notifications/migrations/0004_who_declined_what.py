"""Keeps what people declined, and notes the clinic and the rank of each message."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

CALLS = ("referral", "alert", "task")


def keep(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Turn the two switches into declined topics, and fill what messages know of themselves."""
    preference = apps.get_model("notifications", "Preference")
    decline = apps.get_model("notifications", "Decline")
    for switch in ("exercise_reminders", "log_reminders"):
        people = preference.objects.filter(**{switch: False}).values_list("user_id", flat=True)
        decline.objects.bulk_create(
            decline(user_id=user_id, topic=switch, channel=channel, declined_at=Now())
            for user_id in people
            for channel in ("email", "push")
        )
    message = apps.get_model("notifications", "Message")
    patient = apps.get_model("plans", "Patient")
    own = patient.objects.filter(pk=OuterRef("patient_id")).values("clinic_id")[:1]
    message.objects.update(clinic_id=Subquery(own))
    message.objects.filter(kind__in=CALLS).update(rank=0)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_more_to_tell")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
