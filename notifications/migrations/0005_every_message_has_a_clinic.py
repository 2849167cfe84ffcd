"""Closes what was open while rows were filled: each message belongs to a clinic."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_who_declined_what")]

    operations = [
        migrations.RemoveField(model_name="preference", name="exercise_reminders"),
        migrations.RemoveField(model_name="preference", name="log_reminders"),
        migrations.AlterField(
            model_name="message",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.clinic",
                verbose_name="clinic",
            ),
        ),
    ]
