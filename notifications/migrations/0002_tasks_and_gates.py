"""Lets the ledger hold what clinicians have to do, and that a next phase may open."""

from django.db import migrations, models

KINDS = [
    ("exercise_reminder", "exercise reminder"),
    ("log_reminder", "reminder of the pain score"),
    ("question", "question"),
    ("referral", "referral"),
    ("alert", "alert"),
    ("task", "task"),
    ("gate_met", "ready for the next phase"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="a_message_is_of_a_known_kind"),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="kind"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in KINDS])),
                name="a_message_is_of_a_known_kind",
            ),
        ),
    ]
